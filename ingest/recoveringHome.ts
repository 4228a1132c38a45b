import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Log } from "#platform/log.ts";
import type { Engine, StepResult } from "#rules/engine/engine.ts";
import { HomeRun, type HomeRunListener, type NeedsWindow } from "#rules/engine/homeRun.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import type { ReplayWindow } from "#rules/engine/replayWindow.ts";
import { isFromTimer } from "#rules/engine/step/decisions.ts";
import { type OpenedState, openSavedState, startOfTime } from "./states/openState.ts";
import type { SavedState } from "./states/snapshots.ts";

/** One home in recovery. An error of the engine in this home is logged once and never keeps the service from starting. */
export class RecoveringHome implements HomeRunListener {
  readonly facts: HomeFacts;
  readonly #engine: Engine;
  readonly #log: Log;
  #run: HomeRun | null = null;
  #isBroken = false;
  #isRebuilt = false;
  #uncommittedDecisions: CausedDecision[] = [];
  /** Of the last reading in the state. */
  position = 0;

  constructor(facts: HomeFacts, engine: Engine, log: Log) {
    this.facts = facts;
    this.#engine = engine;
    this.#log = log;
  }

  get run(): HomeRun | null {
    return this.#run;
  }

  /** Whether a rule was rebuilt from readings when the saved state was opened. */
  get isRebuilt(): boolean {
    return this.#isRebuilt;
  }

  /** Decisions that may not be committed yet; see `RecoveredStates`. */
  get uncommittedDecisions(): CausedDecision[] {
    return this.#uncommittedDecisions;
  }

  /** Null where the engine throws. */
  open(saved: SavedState | undefined, window: ReplayWindow | null, now: number): HomeRun | NeedsWindow | null {
    if (this.#isBroken) return null;
    try {
      if (saved === undefined) return this.#startFrom(this.#engine.start(this.facts, startOfTime).state, 0);
      const opened = openSavedState(this.#engine, this.facts, saved.json, window, now);
      if ("needsWindowFrom" in opened) return opened;
      this.#noteOpening(opened);
      return this.#startFrom(opened.state, saved.position);
    } catch (error) {
      this.onFailure(error);
      return null;
    }
  }

  #startFrom(state: HomeState, position: number): HomeRun {
    this.position = position;
    this.#run = new HomeRun(this.#engine, this.facts, state, this, null);
    return this.#run;
  }

  #noteOpening({ decided, faults, isRebuilt }: OpenedState): void {
    for (const { rule, error } of faults)
      this.#log.error({ homeId: this.facts.id, rule, err: error }, "a rule failed and is disabled in this home");
    if (!isRebuilt && decided.length === 0) return;
    this.#isRebuilt = true;
    this.#uncommittedDecisions = [...decided];
  }

  /**
   * Whether the service performed what a rebuilt rule decides is unknown. Calls for help rang when they came, under the old version or
   * another rule; only what such a rule waited for (a fall that was not cancelled) may have been cut off.
   */
  onStep({ decided }: StepResult): void {
    for (const one of decided) {
      const guardsLife = this.#engine.rules.some((rule) => rule.guardsLife === true && rule.name === one.rule);
      if (guardsLife ? isFromTimer(one) : this.#isRebuilt) this.#uncommittedDecisions.push(one);
    }
  }

  onFailure(error: unknown): void {
    if (!this.#isBroken)
      this.#log.error({ homeId: this.facts.id, err: error }, "the rules failed on this home's readings; the other homes are not affected");
    this.#isBroken = true;
  }

  /** The live service already left these readings unjudged, and recovery does too. */
  onLateReadingsNotJudged(): void {}
}
