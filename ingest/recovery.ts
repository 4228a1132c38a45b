import type { Decided } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Log } from "#platform/log.ts";
import { type Advanced, type Engine, type Past, PastNeeded } from "#rules/engine.ts";
import { newState } from "#rules/homeState.ts";
import { beginning, type Known } from "./decide.ts";
import type { DeviceClocks } from "./deviceClocks.ts";
import type { DeviceHealth } from "./deviceHealth.ts";
import { journalAfter, latestArrival, type PastWanted, readPasts } from "./recorded.ts";
import type { Registry } from "./registry.ts";
import { readJournalMark, readSnapshot } from "./snapshots.ts";
import type { Writer } from "./writer.ts";

export interface Recovered {
  states: Map<HomeId, Known>;
  /** Homes whose state is not as it was saved. */
  unsaved: Set<HomeId>;
  /** The last position taken in the journal. */
  position: number;
  /** What rules concluded that were rebuilt from readings: still to be performed, and each cause counts once. */
  rebuilt: { home: HomeFacts; decided: Decided[] }[];
}

export interface RecoveryNeeds {
  engine: Engine;
  registry: Registry;
  health: DeviceHealth;
  clocks: DeviceClocks;
  now: () => number;
  log: Log;
}

/** Two days of so many homes' readings are gone through at once. */
const rebuiltAtOnce = 50;

/**
 * State is a function of the readings: saved states, and the journal after them through the same rules. What the rules
 * decide on the way was committed with those readings and is not performed again; timers that fell due since are left
 * for the first tick, which performs them, late, and each once.
 *
 * A rule that has another version now, or is new in a home, learns from the home's readings of the last days first; so do
 * all rules of a home whose state cannot be read. What they conclude is given back.
 */
export async function recover(writer: Writer, needs: RecoveryNeeds): Promise<Recovered> {
  const { engine, registry, health, clocks, now, log } = needs;
  const began = now();
  const mark = await readJournalMark(writer);
  const states = new Map<HomeId, Known>();
  const unsaved = new Set<HomeId>();
  const learned = new Set<HomeId>();
  const rebuilt = new Map<HomeId, { home: HomeFacts; decided: Decided[] }>();
  const unreadable: HomeId[] = [];
  let incomplete: HomeFacts[] = [];
  let position = mark;
  let replayed = 0;
  await clocks.load(writer);

  async function rebuildAll(): Promise<void> {
    if (incomplete.length === 0) return;
    const wanted = incomplete.flatMap((home): PastWanted[] => {
      const known = states.get(home.id) as Known;
      const from = engine.rebuildsFrom(home, known.state);
      return from === null ? [] : [{ homeId: home.id, mode: home.mode, from, position: known.position }];
    });
    const pasts = await readPasts(writer, wanted);
    for (const home of incomplete) {
      const known = states.get(home.id) as Known;
      const { state, decided, faults } = engine.rebuild(home, known.state, pasts.get(home.id) ?? []);
      for (const { rule, error } of faults) log.error({ homeId: home.id, rule, err: error }, "a rule failed when it was rebuilt");
      states.set(home.id, { ...known, state });
      unsaved.add(home.id);
      learned.add(home.id);
      conclude(home, decided);
    }
    incomplete = [];
  }
  function conclude(home: HomeFacts, decided: readonly Decided[]): void {
    if (decided.length > 0) rebuilt.set(home.id, { home, decided: [...(rebuilt.get(home.id)?.decided ?? []), ...decided] });
  }

  for await (const page of readSnapshot(writer, engine.rules)) {
    for (const saved of page) {
      const home = registry.home(saved.homeId);
      if (home === undefined) continue;
      position = Math.max(position, saved.position);
      if (saved.state === null) unreadable.push(home.id);
      const before = saved.state ?? newState((await latestArrival(writer, home.id, saved.position)) ?? beginning);
      // Fitted anew because devices or settings may have changed since; at its own time, so nothing falls due.
      const { state, decided } = engine.refit(home, before, before.now, true);
      conclude(home, decided);
      states.set(home.id, { state, position: saved.position });
      if (engine.rebuildsFrom(home, state) === null) continue;
      incomplete.push(home);
      if (incomplete.length === rebuiltAtOnce) await rebuildAll();
    }
  }
  await rebuildAll();
  if (unreadable.length > 0)
    log.error({ homes: unreadable }, "rule states that cannot be read: these homes learn anew from their newest readings");
  for (const home of registry.homes())
    if (!states.has(home.id)) states.set(home.id, { state: engine.start(home, beginning).state, position: 0 });

  for await (const page of journalAfter(writer, mark)) {
    for (const { position: at, reading } of page) {
      position = Math.max(position, at);
      clocks.recorded(reading);
      health.heard(reading, clocks.skewMs(reading));
      const home = registry.home(reading.homeId);
      const known = states.get(reading.homeId);
      if (home === undefined || known === undefined || at <= known.position) continue;
      const take = (past?: Past) => engine.onReading(home, known.state, reading, past);
      let advanced: Advanced;
      try {
        advanced = take();
      } catch (error) {
        if (!(error instanceof PastNeeded)) throw error;
        // The record as it was when the reading came.
        const wanted: PastWanted = { homeId: home.id, mode: home.mode, from: error.from, position: at - 1 };
        const past = (await readPasts(writer, [wanted])).get(home.id) ?? [];
        advanced = take(() => past);
      }
      states.set(home.id, { state: advanced.state, position: at });
      unsaved.add(home.id);
      if (learned.has(home.id)) conclude(home, advanced.decided);
      replayed += 1;
    }
  }
  log.info(
    { homes: states.size, replayed, rebuilt: learned.size, position, milliseconds: Math.round(now() - began) },
    "rule states recovered",
  );
  return { states, unsaved, position, rebuilt: [...rebuilt.values()] };
}
