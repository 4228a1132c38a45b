import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { movedHome, movedReading } from "#domain/time/serverStep.ts";
import type { Registry } from "#homes/registry.ts";
import type { Log } from "#platform/log.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { HomeRun, needsWindow, type StepOutcome } from "#rules/engine/homeRun.ts";
import type { ReplayWindow } from "#rules/engine/replayWindow.ts";
import { journalAfter, type Recorded, readReplayWindows } from "./journal/readJournal.ts";
import type { ServerSteps } from "./journal/serverSteps.ts";
import type { Writer } from "./journal/writer.ts";
import type { DeviceClocks } from "./receive/deviceClocks.ts";
import { RecoveringHome } from "./recoveringHome.ts";
import type { DeviceSummaries } from "./states/deviceSummaries.ts";
import type { RecoveredStates } from "./states/homeStates.ts";
import { type KnownState, readJournalMark, readSnapshot, type SavedState } from "./states/snapshots.ts";

export interface Recovered extends RecoveredStates {
  /** The position of the last reading in the journal. */
  position: number;
}

export interface RecoveryNeeds {
  engine: Engine;
  registry: Registry;
  deviceSummaries: DeviceSummaries;
  clocks: DeviceClocks;
  serverSteps: ServerSteps;
  now: () => number;
  log: Log;
}

/**
 * Reads the saved states from the database, and feeds the journal after them to the same rules (docs/guarantees.md, 3). What the
 * rules decide on the way was committed together with those readings and is not performed again. Two kinds of decision may not have been
 * committed: those in a home where a rule was rebuilt, and those of a timer of a rule that guards life. `RecoveringHome` collects them, and the
 * home's first step commits them; a decision that was committed before has the same cause and counts once. No timer fires for the time since
 * the last reading: the first tick fires those, late, each once.
 *
 * Where the server's clock was set in between, a home is moved into the next time frame before its first reading there. A home without such a
 * reading stays in the earlier frame until it is opened.
 *
 * Example. State saved at 21:00 with position 41; readings 42 (21:10, left bed) and 43 (21:20, hall) follow; killed at 21:25. Recovery
 * opens the state and takes 42 and 43. The timer "not back in bed" of 21:30 fires with the first tick, or late if that is after 21:30.
 */
export async function recover(writer: Writer, needs: RecoveryNeeds): Promise<Recovered> {
  const recovery = new Recovery(writer, needs);
  return recovery.run();
}

class Recovery {
  readonly #writer: Writer;
  readonly #needs: RecoveryNeeds;
  readonly #saved = new Map<HomeId, SavedState>();
  readonly #homes = new Map<HomeId, RecoveringHome>();
  #position = 0;
  #replayed = 0;

  constructor(writer: Writer, needs: RecoveryNeeds) {
    this.#writer = writer;
    this.#needs = needs;
  }

  async run(): Promise<Recovered> {
    const { now, clocks, serverSteps, log } = this.#needs;
    const began = now();
    const mark = await readJournalMark(this.#writer);
    this.#position = Math.max(mark, serverSteps.all.at(-1)?.position ?? 0);
    await clocks.load(this.#writer);
    await this.#readSaved();
    for await (const page of journalAfter(this.#writer, mark)) for (const one of page) await this.#take(one);
    for (const home of this.#homes.values()) await this.#withWindow(home, () => home.run?.finish() ?? "done");
    clocks.forgetUnrecorded();
    const recovered = this.#recovered();
    const rebuilt = [...this.#homes.values()].filter(({ isRebuilt }) => isRebuilt).length;
    const homes = recovered.states.size + recovered.saved.size;
    const milliseconds = Math.round(now() - began);
    log.info({ homes, replayed: this.#replayed, rebuilt, position: this.#position, milliseconds }, "rule states recovered");
    return recovered;
  }

  async #readSaved(): Promise<void> {
    for await (const page of readSnapshot(this.#writer))
      for (const [homeId, one] of page) {
        this.#saved.set(homeId, one);
        this.#position = Math.max(this.#position, one.position);
      }
  }

  async #take({ position, reading }: Recorded): Promise<void> {
    const { clocks, deviceSummaries, registry, serverSteps } = this.#needs;
    this.#position = Math.max(this.#position, position);
    const facts = registry.home(reading.homeId);
    const present = movedReading(reading, serverSteps.msBetween(position), facts?.mode ?? "live");
    clocks.learnFromRecord(present);
    deviceSummaries.update(present, clocks.skewMs(present));
    if (facts === undefined || position <= (this.#saved.get(facts.id)?.position ?? 0)) return;
    const home = this.#home(facts);
    const run = home.run ?? (await this.#open(home));
    if (run === null) return;
    for (const step of serverSteps.between(home.position, position)) {
      await this.#withWindow(home, () => run.onServerStep(step));
      home.position = step.position;
    }
    const outcome = run.take(reading);
    const taken = needsWindow(outcome) ? await this.#withWindow(home, () => run.take(reading), outcome) : outcome;
    if (taken === "failed") return;
    home.position = position;
    this.#replayed += 1;
  }

  #home(facts: HomeFacts): RecoveringHome {
    const known = this.#homes.get(facts.id);
    if (known !== undefined) return known;
    const { engine, serverSteps, log } = this.#needs;
    // The home's first reading after its saved state is in the time frame of that state, or in a later one.
    const earlierMs = serverSteps.msBetween(this.#saved.get(facts.id)?.position ?? 0);
    const home = new RecoveringHome(movedHome(facts, -earlierMs), engine, log);
    this.#homes.set(facts.id, home);
    return home;
  }

  /** Null for a home that the engine cannot open: its saved state stays as it is, without the readings since. */
  async #open(home: RecoveringHome): Promise<HomeRun | null> {
    const saved = this.#saved.get(home.facts.id);
    let window: ReplayWindow | null = null;
    for (;;) {
      const opened = home.open(saved, window, this.#needs.now());
      if (opened === null) return null;
      if (opened instanceof HomeRun) {
        this.#saved.delete(home.facts.id);
        return opened;
      }
      window = await this.#readWindow(home, opened.needsWindowFrom, saved?.position ?? 0);
    }
  }

  /** Takes a step, with the replay window where the step needs one. A window is let go at once: two days of every home do not fit in memory. */
  async #withWindow(home: RecoveringHome, step: () => StepOutcome, first: StepOutcome = step()): Promise<"done" | "failed"> {
    let outcome = first;
    while (needsWindow(outcome)) {
      home.run?.setWindow(await this.#readWindow(home, outcome.needsWindowFrom, home.position));
      outcome = step();
    }
    home.run?.setWindow(null);
    return outcome;
  }

  async #readWindow({ facts: { id: homeId, mode } }: RecoveringHome, from: number, position: number): Promise<ReplayWindow> {
    const windows = await readReplayWindows(this.#writer, [{ homeId, mode, from, position }], this.#needs.serverSteps);
    return windows.get(homeId) ?? { from, readings: [], tooLarge: false };
  }

  #recovered(): Recovered {
    const states = new Map<HomeId, KnownState>();
    const uncommittedDecisions: Recovered["uncommittedDecisions"] = [];
    for (const [homeId, { run, position, uncommittedDecisions: decided }] of this.#homes) {
      if (run !== null) states.set(homeId, { state: run.state, position });
      if (decided.length > 0) uncommittedDecisions.push({ homeId, decided });
    }
    return { states, saved: this.#saved, position: this.#position, uncommittedDecisions };
  }
}
