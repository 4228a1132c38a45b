import { absenceEnd, absencesAt } from "#domain/absence.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Rule, StateAndTimer } from "../rule.ts";
import {
  type HeldAlarm,
  type HomeState,
  isDisabled,
  never,
  type OngoingEpisodes,
  type RecentStep,
  type RingingEpisode,
  type RuleSlot,
} from "./homeState.ts";
import type { RuleFault } from "./ruleFault.ts";
import { type ActiveRule, activeRuleOf, type RuleSet, type RuleSetOf } from "./ruleSet.ts";

/** The work of one call on one home: what is `before` stays as it was, and each list is copied at its first change. */
export interface HomeStep {
  readonly home: HomeFacts;
  /** Of the home's plan, or of a former one while its time is gone through again. */
  ruleSet: RuleSet;
  readonly ruleSetOf: RuleSetOf;
  readonly rules: readonly Rule[];
  readonly before: HomeState;
  readonly now: number;
  /** No timer is due earlier than this; infinite for none. The earliest itself may be later. */
  earliest: number;
  /** The timer that was the earliest was put off, so that only a look at all tells the earliest. */
  earliestGone: boolean;
  states: unknown[];
  wakeTimes: number[];
  disabledReasons: HomeState["disabledReasons"];
  ringing: Record<string, RingingEpisode>;
  held: Record<string, HeldAlarm>;
  ongoing: OngoingEpisodes;
  lastRingCause: HomeState["lastRingCause"];
  absenceEnded: string | null;
  recentSteps: readonly RecentStep[];
  /** Of the step under way in order of happening, or the last one; null before the first. */
  currentStep: RecentStep | null;
  recentStepsFrom: number;
  lastEventTime: number;
  finishing: readonly number[];
  plan: HomeState["plan"];
  formerPlans: HomeState["formerPlans"];
  /** The reading of this turn is old: what it shows became known only now. */
  late: boolean;
  decided: CausedDecision[] | null;
  faults: RuleFault[] | null;
  /** Takes what rules decide: `emit`, or a list while the past is gone through again. */
  sink: (turn: HomeStep, decided: CausedDecision) => void;
}

/** One for all calls, for one is over before the next begins: what is made anew a million times a second costs more than what is done with it. */
const only = {} as { -readonly [Field in keyof HomeStep]: HomeStep[Field] };

export function beginStep(
  home: HomeFacts,
  guardsOf: RuleSetOf,
  rules: readonly Rule[],
  before: HomeState,
  now: number,
  take: HomeStep["sink"],
): HomeStep {
  only.home = home;
  only.ruleSet = guardsOf(home);
  only.ruleSetOf = guardsOf;
  only.rules = rules;
  only.before = before;
  only.now = now > before.now ? now : before.now;
  only.earliest = before.wakeAt ?? never;
  // What is kept may be its own timer.
  only.earliestGone = !isEmpty(before.held);
  only.states = before.states as unknown[];
  only.wakeTimes = before.wakeTimes as number[];
  only.disabledReasons = before.disabledReasons;
  only.ringing = before.ringing;
  only.held = before.held;
  only.ongoing = before.ongoing;
  only.lastRingCause = before.lastRingCause;
  only.absenceEnded = before.absenceEnded;
  only.recentSteps = before.recentSteps;
  only.currentStep = null;
  only.recentStepsFrom = before.recentStepsFrom;
  only.lastEventTime = before.lastEventTime;
  only.finishing = before.finishing;
  only.plan = before.plan ?? home.plan;
  only.formerPlans = before.formerPlans;
  only.late = false;
  only.decided = null;
  only.faults = null;
  only.sink = take;
  return only;
}

/** The state after the turn: the very same where nothing changed. */
export function endStep(turn: HomeStep): HomeState {
  const {
    before,
    now,
    states,
    wakeTimes,
    disabledReasons,
    ringing,
    held,
    ongoing,
    lastRingCause,
    absenceEnded,
    recentSteps,
    recentStepsFrom,
    lastEventTime,
    finishing,
    plan,
    formerPlans,
  } = turn;
  const same =
    now === before.now &&
    states === before.states &&
    wakeTimes === before.wakeTimes &&
    disabledReasons === before.disabledReasons &&
    recentSteps === before.recentSteps &&
    ringing === before.ringing &&
    held === before.held &&
    finishing === before.finishing &&
    plan === before.plan &&
    formerPlans === before.formerPlans &&
    absenceEnded === before.absenceEnded;
  if (same) return before;
  return {
    now,
    states,
    wakeTimes,
    disabledReasons,
    wakeAt: earliestWake(turn),
    ringing,
    held,
    ongoing,
    lastRingCause,
    absenceEnded,
    recentSteps,
    recentStepsFrom,
    lastEventTime,
    finishing,
    plan,
    formerPlans,
  };
}

function earliestWake(turn: HomeStep): number | null {
  const { wakeTimes, held, home, now } = turn;
  const keeps = !isEmpty(held);
  let first = turn.earliest;
  if (turn.earliestGone || keeps) {
    first = never;
    for (let place = 0; place < wakeTimes.length; place += 1) if ((wakeTimes[place] as number) < first) first = wakeTimes[place] as number;
  }
  // What an absence keeps from ringing is looked at again when it ends.
  if (keeps) first = Math.min(first, ...absencesAt(home, now).map(absenceEnd), ...Object.values(held).map(({ until }) => until ?? never));
  return first === never ? null : first;
}

function isEmpty(all: object): boolean {
  for (const _ in all) return false;
  return true;
}

/** The guard of a rule in this home; a rule that is leaving the plan finishes with its own defaults. */
export const activeRuleAt = (turn: HomeStep, place: number): ActiveRule =>
  turn.ruleSet.byPlace[place] ?? activeRuleOf(turn.rules[place] as Rule, place, {}, turn.home.plan);

export function setState(turn: HomeStep, { place, isEventTime }: ActiveRule, { state, wakeAt }: StateAndTimer<unknown>): void {
  const stateBefore = turn.states[place];
  const wakeBefore = turn.wakeTimes[place] as number;
  const wake = wakeAt ?? never;
  if (state === stateBefore && wake === wakeBefore && !isDisabled(turn, place)) return;
  if (isEventTime) remember(turn, place);
  if (state !== stateBefore) ownStates(turn)[place] = state;
  if (turn.disabledReasons !== null) setFailed(turn, place, undefined);
  if (wake === wakeBefore) return;
  ownWakes(turn)[place] = wake;
  if (wake < turn.earliest) turn.earliest = wake;
  else if (wakeBefore === turn.earliest) turn.earliestGone = true;
}

function remember(turn: HomeStep, place: number): void {
  const { currentStep } = turn;
  if (currentStep === null) return;
  for (let one = currentStep.undo; one !== null; one = one.next) if (one.place === place) return;
  currentStep.undo = {
    place,
    state: turn.states[place],
    wakeAt: turn.wakeTimes[place] as number,
    disabledReason: turn.disabledReasons?.[place],
    next: currentStep.undo,
  };
}

/** Puts another standing, or none, in the place of one, whatever its timer. */
export function restoreState(turn: HomeStep, place: number, slot: RuleSlot | undefined): void {
  if (turn.rules[place]?.timeBase === "eventTime") remember(turn, place);
  ownStates(turn)[place] = slot?.state;
  ownWakes(turn)[place] = slot?.wakeAt ?? never;
  setFailed(turn, place, slot?.disabledReason);
  turn.earliest = Number.NEGATIVE_INFINITY;
  turn.earliestGone = true;
}

function setFailed(turn: HomeStep, place: number, why: string | undefined): void {
  if (turn.disabledReasons?.[place] === why) return;
  const others = without(turn.disabledReasons ?? {}, String(place));
  turn.disabledReasons = why !== undefined ? { ...others, [place]: why } : isEmpty(others) ? null : others;
}

function ownStates(turn: HomeStep): unknown[] {
  if (turn.states === turn.before.states) turn.states = turn.states.slice();
  return turn.states;
}

function ownWakes(turn: HomeStep): number[] {
  if (turn.wakeTimes === turn.before.wakeTimes) turn.wakeTimes = turn.wakeTimes.slice();
  return turn.wakeTimes;
}

export function without<Value>(all: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _, ...rest } = all;
  return rest;
}
