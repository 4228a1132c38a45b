import type { CausedDecision } from "#domain/decision.ts";
import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { movedHome } from "#domain/time/serverStep.ts";
import type { PendingDecision } from "#response/alarm/openAlarm.ts";
import type { Engine, StepResult } from "#rules/engine/engine.ts";
import { HomeRun, type HomeRunListener, type NeedsWindow, type StepOutcome } from "#rules/engine/homeRun.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import type { ReplayWindow } from "#rules/engine/replayWindow.ts";
import { type RuleFault, ruleFaultName, type StepCause } from "#rules/engine/ruleFault.ts";
import { engineFault, engineFaultDecisions, isEngineFault, windowTooLargeNotice } from "./engineFault.ts";
import type { ServerSteps } from "./journal/serverSteps.ts";
import type { HomeStates } from "./states/homeStates.ts";
import { openSavedState, startOfTime } from "./states/openState.ts";
import type { KnownState } from "./states/snapshots.ts";

/** What the homes of a batch write to: decisions and faults, in the order in which they are made. */
export interface DecisionSink {
  pending: PendingDecision[];
  faults: { homeId: HomeId; fault: RuleFault }[];
}

export interface DecidingDeps {
  engine: Engine;
  /** As committed so far, or as saved where the service has not opened the home since its start. */
  states: Pick<HomeStates, "get" | "saved" | "uncommittedDecisions">;
  serverSteps: ServerSteps;
  now: number;
}

/**
 * One home in the decision about a batch: its run, opened at the first step. The engine's own error in a step changes nothing in the
 * home; staff see it, and a call for help in the failed reading raises an alarm (docs/guarantees.md, 6).
 */
export class DecidingHome implements HomeRunListener {
  readonly #home: HomeFacts;
  readonly #window: ReplayWindow | null;
  readonly #sink: DecisionSink;
  readonly #deps: DecidingDeps;
  #run: HomeRun | null = null;
  #position = 0;
  #hasStepped = false;
  #opened: KnownState | null = null;

  constructor(home: HomeFacts, window: ReplayWindow | null, sink: DecisionSink, deps: DecidingDeps) {
    this.#home = home;
    this.#window = window;
    this.#sink = sink;
    this.#deps = deps;
  }

  /** The state after the batch; null where the batch took no step in the home. */
  get changed(): KnownState | null {
    return this.#run === null || !this.#hasStepped ? null : { state: this.#run.state, position: this.#position };
  }

  /** The saved state as it was opened; null where the home was open before, or had no saved state. */
  get opened(): KnownState | null {
    return this.#opened;
  }

  open(): StepOutcome {
    const run = this.#openRun({ on: "start" });
    return run instanceof HomeRun ? "done" : run;
  }

  take(reading: Reading, position: number): StepOutcome {
    const run = this.#openRun({ on: "reading", reading });
    if (!(run instanceof HomeRun)) return run;
    const outcome = run.take(reading);
    if (outcome === "done") this.#position = position;
    return outcome;
  }

  tick(now: number): StepOutcome {
    const run = this.#openRun({ on: "timer", dueAt: now });
    return run instanceof HomeRun ? run.tick(now) : run;
  }

  applyHomeChange(at: number): StepOutcome {
    const run = this.#openRun({ on: "start" });
    return run instanceof HomeRun ? run.applyHomeChange(this.#home, at) : run;
  }

  /** The batch is over: what waits for a replay is replayed. */
  finish(): StepOutcome {
    return this.#run?.finish() ?? "done";
  }

  onStep({ decided, faults }: StepResult, before: HomeState): void {
    this.#hasStepped = true;
    this.#addPending(before, decided);
    for (const fault of faults) this.#sink.faults.push({ homeId: this.#home.id, fault });
  }

  onFailure(error: unknown, cause: StepCause): void {
    const { pending, faults } = this.#sink;
    const fault = engineFault(error, cause);
    const isFirst = !faults.some((one) => one.homeId === this.#home.id && isEngineFault(one.fault));
    faults.push({ homeId: this.#home.id, fault });
    for (const decided of engineFaultDecisions(fault, this.#home, this.#deps.now))
      if (isFirst || decided.rule === ruleFaultName) pending.push({ home: this.#home, decided, overdueMs: 0 });
  }

  onLateReadingsNotJudged(): void {
    this.#sink.pending.push({ home: this.#home, decided: windowTooLargeNotice(this.#home, this.#deps.now), overdueMs: 0 });
  }

  #openRun(cause: StepCause): HomeRun | "failed" | NeedsWindow {
    if (this.#run !== null) return this.#run;
    try {
      const known = this.#committed() ?? this.#saved();
      if ("needsWindowFrom" in known) return known;
      this.#position = known.position;
      const home = movedHome(this.#home, -this.#deps.serverSteps.msBetween(known.position));
      this.#run = new HomeRun(this.#deps.engine, home, known.state, this, null);
      this.#followServerSteps(this.#run);
      this.#run.setWindow(this.#window);
      return this.#run;
    } catch (error) {
      this.onFailure(error, cause);
      return "failed";
    }
  }

  /** Moves a state from before a step of the server's clock into the present time frame. The window is in that frame already. */
  #followServerSteps(run: HomeRun): void {
    for (const step of this.#deps.serverSteps.between(this.#position)) {
      run.onServerStep(step);
      this.#position = step.position;
    }
  }

  #committed(): KnownState | undefined {
    const known = this.#deps.states.get(this.#home.id);
    const uncommitted = this.#deps.states.uncommittedDecisions(this.#home.id);
    if (known === undefined || uncommitted === undefined) return known;
    this.#hasStepped = true;
    const movedMs = this.#deps.serverSteps.msBetween(known.position);
    this.#addPending(
      known.state,
      uncommitted.map((one) => ({ ...one, at: one.at + movedMs })),
    );
    return known;
  }

  #saved(): KnownState | NeedsWindow {
    const { engine, states, serverSteps, now } = this.#deps;
    const saved = states.saved(this.#home.id);
    if (saved === undefined) {
      this.#hasStepped = true;
      return { state: engine.start(this.#home, startOfTime).state, position: 0 };
    }
    const result = openSavedState(engine, this.#home, saved.json, this.#window, now, serverSteps.between(saved.position));
    if ("needsWindowFrom" in result) return result;
    const known = { state: result.state, position: Math.max(saved.position, serverSteps.all.at(-1)?.position ?? 0) };
    if (result.isRebuilt || result.decided.length > 0) this.onStep(result, known.state);
    else this.#opened = known;
    return known;
  }

  #addPending(before: HomeState, decisions: readonly CausedDecision[]): void {
    for (const decided of decisions) {
      // Only a timer that was due later than the home's clock was missed. What came late says so in its own sentence.
      const isMissed = !followsReadings(this.#home.mode) && decided.at > before.now;
      this.#sink.pending.push({ home: this.#home, decided, overdueMs: isMissed ? this.#deps.now - decided.at : 0 });
    }
  }
}
