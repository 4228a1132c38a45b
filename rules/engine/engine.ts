import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import type { Rule } from "../rule.ts";
import { emit, emitNow, releaseHeldAlarms } from "./heldAlarms.ts";
import { type HomeState, newState } from "./homeState.ts";
import { beginStep, endStep, type HomeStep } from "./homeStep.ts";
import {
  allowedLatenessMs,
  arrivalTimeCause,
  eventTimeCause,
  insertLateReading,
  isLate,
  isOfFormerPlan,
  lateAfterMs,
  replayStart,
  replayWindowMs,
  wasRead,
} from "./lateReadings.ts";
import { removeFinishedRules } from "./leaving.ts";
import { fireDueBefore, rebuild, rememberFormerPlan, replayFromJournal } from "./rebuild.ts";
import { forgetAllSteps, forgetOldSteps, rememberStep } from "./recentSteps.ts";
import { applyHomeChange } from "./refitting.ts";
import type { RuleFault } from "./ruleFault.ts";
import { type RuleSet, type RuleSetOf, ruleSetByPlan } from "./ruleSet.ts";
import { fireDue, giveReading, readersOf, startRule } from "./runRules.ts";

export interface StepResult {
  state: HomeState;
  decided: readonly CausedDecision[];
  faults: readonly RuleFault[];
}

const none: readonly never[] = [];

/**
 * Decides, for one home at a time, and does nothing else: the shell keeps the states, and drops the new one when its
 * commit fails. The old state stays as it was.
 *
 * A home's clock is arrival: `at` and `now` are the service's time, a reading's is `arrivedAt`. A test home's clock is
 * its readings': it starts at 0, and `start` and `refit` do not move it.
 */
export interface Engine {
  readonly rules: readonly Rule[];
  start(home: HomeFacts, at: number): StepResult;
  /**
   * After a change of devices, plan or absences: rules out of the plan go when they are through, and those that were set
   * aside are tried again; with `resumed`, for a state that was saved, these stay aside. What was due before rings under the plan of
   * then. Rules new in the plan have no standing until `rebuild` gives them one.
   */
  applyHomeChange(home: HomeFacts, state: HomeState, at: number, resumed?: boolean): StepResult;
  /**
   * Fires every timer due by the reading's arrival and gives the reading to the rules that read its kind: to those in
   * order of arrival now, to those in order of happening in its place. Where it is too late for the state to tell (`isOld`), that is
   * left to `onOld`, at once or together with others of the same burst.
   */
  onReading(home: HomeFacts, state: HomeState, reading: Reading): StepResult & { isOld: boolean };
  /** Replays what these late readings change; they are in the window, which begins at `replayStart`. */
  onLateReadings(home: HomeFacts, state: HomeState, late: readonly Reading[], window: readonly Reading[]): StepResult;
  /** Fires every timer due at or before `now`, earliest first. */
  onTime(home: HomeFacts, state: HomeState, now: number): StepResult;
  /** The past that `rebuild` wants, epoch ms; null where every rule of the plan has its standing. */
  rebuildsFrom(home: HomeFacts, state: HomeState): number | null;
  /** Gives rules without a standing, new ones or ones of another version, what they would know had they been here. */
  rebuild(home: HomeFacts, state: HomeState, past: readonly Reading[]): StepResult;
  /** The earliest timer in epoch ms, always after the state's `now`. */
  nextWake(state: HomeState): number | null;
}

export function createEngine(rules: readonly Rule[], guardsOf: RuleSetOf = ruleSetByPlan(rules)): Engine {
  const begin = (home: HomeFacts, state: HomeState, now: number): HomeStep => beginStep(home, guardsOf, rules, state, now, emit);
  const end = (turn: HomeStep, isOld = false): StepResult & { isOld: boolean } => {
    removeFinishedRules(turn);
    releaseHeldAlarms(turn);
    forgetOldSteps(turn);
    const state = endStep(turn);
    return { state, decided: turn.decided ?? none, faults: turn.faults ?? none, isOld };
  };

  /** True for a reading that is left to `onOld`. */
  function happened(turn: HomeStep, reading: Reading): boolean {
    const guards = readersOf(turn, reading, "eventTime");
    if ((guards.length === 0 && !wasRead(turn, reading)) || turn.now - reading.time > allowedLatenessMs) return false;
    turn.late = turn.now - reading.time > lateAfterMs;
    if (!isLate(turn, reading)) {
      fireDue(turn, reading.time, "eventTime");
      rememberStep(turn, reading.time, reading);
      turn.sink = emitNow;
      giveReading(turn, guards, reading, reading.time, eventTimeCause);
      if (turn.late) fireDue(turn, turn.now, "eventTime");
      turn.sink = emit;
    } else if (reading.time > turn.recentStepsFrom && !isOfFormerPlan(turn, reading)) {
      insertLateReading(turn, reading);
    } else {
      return true;
    }
    return false;
  }

  function startOf(home: HomeFacts, at: number): StepResult {
    const now = home.mode === "live" ? at : 0;
    const turn = begin(home, newState(now, rules.length), now);
    for (const guard of turn.ruleSet.all) startRule(turn, guard, now);
    fireDue(turn, turn.now);
    return end(turn);
  }

  return {
    rules,
    start: startOf,
    applyHomeChange(home, state, at, resumed = false) {
      const turn = begin(home, state, home.mode === "live" ? at : 0);
      fireDueBefore(turn);
      rememberFormerPlan(turn);
      applyHomeChange(turn, turn.now, rules.keys(), resumed);
      // Steps of before cannot be taken back into what holds now.
      if (!resumed) forgetAllSteps(turn);
      fireDue(turn, turn.now);
      return end(turn);
    },
    onReading(home, before, reading) {
      // A test home whose clock leaps has begun another recording: no day in between is lived through.
      const leaps = home.mode === "test" && before.now > 0 && reading.arrivedAt - before.now > allowedLatenessMs;
      const turn = begin(home, leaps ? startOf(home, 0).state : before, reading.arrivedAt);
      fireDue(turn, turn.now, "arrivalTime");
      const guards = readersOf(turn, reading, "arrivalTime");
      if (guards.length > 0) giveReading(turn, guards, reading, turn.now, arrivalTimeCause);
      const isOld = happened(turn, reading);
      fireDue(turn, turn.now);
      return end(turn, isOld);
    },
    onLateReadings(home, state, late, window) {
      const turn = begin(home, state, state.now);
      turn.late = late.some(({ time }) => turn.now - time > lateAfterMs);
      replayFromJournal(turn, window, replayStart(turn.now, late), late);
      fireDue(turn, turn.now);
      return end(turn);
    },
    onTime(home, state, now) {
      const turn = begin(home, state, now);
      fireDue(turn, turn.now);
      return end(turn);
    },
    rebuildsFrom(home, state) {
      return missing(guardsOf(home), state).length === 0 ? null : state.now - replayWindowMs;
    },
    rebuild(home, state, past) {
      const turn = begin(home, state, state.now);
      const guards = missing(turn.ruleSet, state);
      rebuild(turn, guards, past, state.now - replayWindowMs);
      fireDue(turn, turn.now);
      return end(turn);
    },
    nextWake: (state) => state.wakeAt,
  };
}

/** Without a standing; or back in the plan with an episode under way, in which it heard of nothing new while it was out. */
const missing = (guards: RuleSet, { states, finishing }: HomeState) =>
  guards.all.filter(({ place }) => states[place] === undefined || finishing.includes(place));
