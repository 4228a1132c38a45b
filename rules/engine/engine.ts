import type { CausedDecision } from "#domain/decision.ts";
import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { movedHome, type ServerStep } from "#domain/time/serverStep.ts";
import type { Rule } from "../rule.ts";
import { type HomeState, isDisabled, never, newState, slotAt } from "./homeState.ts";
import { movedDecision, movedState } from "./movedState.ts";
import { rebuild, replayFromJournal } from "./replay/rebuild.ts";
import { isOutOfOrder, replayFromMemory } from "./replay/replay.ts";
import { allowedLatenessMs, replayStart, replayWindowMs } from "./replayWindow.ts";
import type { RuleFault } from "./ruleFault.ts";
import { arrivalTimeCause, eventTimeCause } from "./step/decisions.ts";
import { announce, announceAsKnownNow, releaseHeldAlarms } from "./step/heldAlarms.ts";
import { beginStep, endStep, type HomeStep } from "./step/homeStep.ts";
import { endFormerPlan, fitRules, removeFinishedRules } from "./step/planChange.ts";
import { forgetAllSteps, forgetOldSteps, rememberStep } from "./step/recentSteps.ts";
import { type ActiveRule, type RuleSet, type RuleSetOf, ruleSetByPlan } from "./step/ruleSet.ts";
import { fireDue, giveReading, lookAtTimeOfDay, readersOf, startRule } from "./step/runRules.ts";

/** Decisions about an older reading have the time at which it arrived: only then they became known. */
const lateAfterMs = 60_000;

export interface StepResult {
  state: HomeState;
  decided: readonly CausedDecision[];
  /** Rules that threw. They are disabled in the new state. */
  faults: readonly RuleFault[];
}

export interface ReadingResult extends StepResult {
  /** The reading is out of order: give it to `onLateReadings`. */
  needsReplay: boolean;
}

const none: readonly never[] = [];

/**
 * The rules of one home at a time, as pure steps: home, state and event in, new state and decisions out. The given state never changes,
 * so the service can drop a step whose commit fails (docs/guarantees.md, 3 and 4). `HomeRun` calls it in the right order.
 *
 * Two time bases. Arrival-time rules (calls for help, device health) get each reading once, when it arrives. Event-time rules (bed, doors,
 * movement) get readings in the order in which they happened, also when they arrive in another.
 *
 * The home's clock (`now` of its state) is the latest arrival or tick. In a test home the readings alone move it, from 0 on.
 *
 * Example. `onReading(bed left 02:00)` gives a state whose `wakeAt` is 02:20 and no decisions. `onTime(02:20)` gives the decision "raise urgent:
 * not back in bed". `onReading(bed taken 02:30)` gives "add note: back in bed", which ends the episode.
 */
export interface Engine {
  readonly rules: readonly Rule[];
  start(home: HomeFacts, at: number): StepResult;
  /**
   * After a change of devices, plan or absences. Timers that were due before the change fire under the former plan. A rule out of the plan
   * finishes its open episode and leaves. A disabled rule starts again, except with `resumed`, which is for a state that was just loaded.
   * A rule that is new in the plan has no state until `rebuild`.
   */
  applyHomeChange(home: HomeFacts, state: HomeState, at: number, resumed?: boolean): StepResult;
  /** Fires the timers due by the reading's arrival, and gives the reading to the rules that read its kind. */
  onReading(home: HomeFacts, state: HomeState, reading: Reading): ReadingResult;
  /**
   * Replays the recent steps with these out-of-order readings among them; all must be later than `recentStepsFrom`. Otherwise give the
   * journal's window since `replayStart`, which includes them.
   */
  onLateReadings(home: HomeFacts, state: HomeState, late: readonly Reading[], window: readonly Reading[] | null): StepResult;
  /**
   * The server's clock was set, and the service followed: the home's times are moved, so that what is waited for keeps its interval. Then
   * rules that wait for a time of day look at the new time (`Rule.afterServerStep`). A test home goes by its own clock and does not change. `home` is as before the step.
   */
  onServerStep(home: HomeFacts, state: HomeState, step: ServerStep): StepResult;
  /** Fires the timers due by `now`, earliest first. */
  onTime(home: HomeFacts, state: HomeState, now: number): StepResult;
  /** The beginning of the window that `rebuild` needs (epoch ms); null where every rule of the plan has a state. */
  rebuildsFrom(home: HomeFacts, state: HomeState): number | null;
  /** Builds the states of rules that have none: new in the plan, or of another version. */
  rebuild(home: HomeFacts, state: HomeState, window: readonly Reading[]): StepResult;
}

export const createEngine = (rules: readonly Rule[], ruleSetOf: RuleSetOf = ruleSetByPlan(rules)): Engine =>
  new PureEngine(rules, ruleSetOf);

class PureEngine implements Engine {
  readonly rules: readonly Rule[];
  readonly #ruleSetOf: RuleSetOf;

  constructor(rules: readonly Rule[], ruleSetOf: RuleSetOf) {
    this.rules = rules;
    this.#ruleSetOf = ruleSetOf;
  }

  start(home: HomeFacts, at: number): StepResult {
    const now = followsReadings(home.mode) ? 0 : at;
    const step = this.#begin(home, newState(now, this.rules.length), now);
    for (const active of step.ruleSet.all) startRule(step, active, now);
    return finish(step);
  }

  applyHomeChange(home: HomeFacts, state: HomeState, at: number, resumed = false): StepResult {
    if (home.mode === "ended") return this.#endService(home, state, at);
    const step = this.#begin(home, state, followsReadings(home.mode) ? 0 : at);
    endFormerPlan(step);
    fitRules(step, resumed);
    // Steps under the former settings cannot be taken back.
    if (!resumed) forgetAllSteps(step);
    return finish(step);
  }

  onReading(home: HomeFacts, state: HomeState, reading: Reading): ReadingResult {
    // A test home whose clock leaps by more than the allowed lateness gets another recording: it starts again.
    const leaps = home.mode === "test" && state.now > 0 && reading.arrivedAt - state.now > allowedLatenessMs;
    const step = this.#begin(home, leaps ? this.start(home, 0).state : state, reading.arrivedAt);
    fireDue(step, step.now, "arrivalTime");
    const readers = readersOf(step, reading, "arrivalTime");
    if (readers.length > 0) giveReading(step, readers, reading, step.now, arrivalTimeCause);
    const needsReplay = giveByEventTime(step, reading);
    return finish(step, needsReplay);
  }

  onLateReadings(home: HomeFacts, state: HomeState, late: readonly Reading[], window: readonly Reading[] | null): StepResult {
    const step = this.#begin(home, state, state.now);
    step.late = late.some(({ time }) => step.now - time > lateAfterMs);
    if (window === null) replayFromMemory(step, late);
    else replayFromJournal(step, window, replayStart(step.now, late), late);
    return finish(step);
  }

  onTime(home: HomeFacts, state: HomeState, now: number): StepResult {
    return finish(this.#begin(home, state, now));
  }

  onServerStep(home: HomeFacts, state: HomeState, { at, byMs }: ServerStep): StepResult {
    // Nothing has happened in the home yet: there is no time to move.
    if (home.mode === "test" || state.now === 0) return { state, decided: none, faults: none };
    const before = this.onTime(home, state, at);
    const step = this.#begin(movedHome(home, byMs), movedState(before.state, byMs), at + byMs);
    lookAtTimeOfDay(step, byMs);
    const after = finish(step);
    const decided = [...before.decided.map((one) => movedDecision(one, byMs)), ...after.decided];
    return { state: after.state, decided, faults: [...before.faults, ...after.faults] };
  }

  rebuildsFrom(home: HomeFacts, state: HomeState): number | null {
    return withoutState(this.#ruleSetOf(home), state).length === 0 ? null : state.now - replayWindowMs;
  }

  rebuild(home: HomeFacts, state: HomeState, window: readonly Reading[]): StepResult {
    const step = this.#begin(home, state, state.now);
    rebuild(step, withoutState(step.ruleSet, state), window, state.now - replayWindowMs);
    return finish(step);
  }

  /**
   * What the rules know ends with the service, except what those that guard life wait for: a suspected fall still rings. Where the home comes back,
   * the others learn from the replay window (`rebuild`).
   */
  #endService(home: HomeFacts, state: HomeState, at: number): StepResult {
    const step = this.#begin(
      home,
      withStatesOf(state, ({ guardsLife }) => guardsLife === true, this.rules),
      at,
    );
    for (const active of step.ruleSet.all) if (slotAt(step, active.place) === undefined) startRule(step, active, step.now);
    return finish(step);
  }

  #begin(home: HomeFacts, state: HomeState, now: number): HomeStep {
    return beginStep(home, this.#ruleSetOf, this.rules, state, now, announce);
  }
}

/** A new state with what these rules know, as far as they are not disabled. */
function withStatesOf(state: HomeState, isKept: (rule: Rule) => boolean, rules: readonly Rule[]): HomeState {
  const slots = rules.map((rule, place) => (isKept(rule) && !isDisabled(state, place) ? slotAt(state, place) : undefined));
  const wakeTimes = slots.map((slot) => slot?.wakeAt ?? never);
  const earliest = Math.min(...wakeTimes);
  const { now, movedMs } = state;
  const wakeAt = earliest === never ? null : earliest;
  return { ...newState(now, rules.length), states: slots.map((slot) => slot?.state), wakeTimes, wakeAt, movedMs };
}

/** Fires what is due by the home's clock, and ends the step. */
function finish(step: HomeStep, needsReplay = false): ReadingResult {
  fireDue(step, step.now);
  removeFinishedRules(step);
  releaseHeldAlarms(step);
  forgetOldSteps(step);
  const state = endStep(step);
  return { state, decided: step.decided ?? none, faults: step.faults ?? none, needsReplay };
}

/** Gives a reading to the event-time rules; true where it is out of order, which needs a replay (see `isOutOfOrder`). */
function giveByEventTime(step: HomeStep, reading: Reading): boolean {
  const readers = readersOf(step, reading, "eventTime");
  if (readers.length === 0 || step.now - reading.time > allowedLatenessMs) return false;
  step.late = step.now - reading.time > lateAfterMs;
  if (isOutOfOrder(step, reading)) return true;
  giveInOrder(step, readers, reading);
  return false;
}

function giveInOrder(step: HomeStep, readers: readonly ActiveRule[], reading: Reading): void {
  fireDue(step, reading.time, "eventTime");
  rememberStep(step, reading.time, reading);
  step.sink = announceAsKnownNow;
  giveReading(step, readers, reading, reading.time, eventTimeCause);
  if (step.late) fireDue(step, step.now, "eventTime");
  step.sink = announce;
}

/** Rules of the plan without a state, and those that finished an episode while they were out of the plan and missed readings. */
const withoutState = (ruleSet: RuleSet, { states, finishing }: HomeState): ActiveRule[] =>
  ruleSet.all.filter(({ place }) => states[place] === undefined || finishing.includes(place));
