import { absenceEnd, absencesAt } from "#domain/absence.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Rule, StateAndTimer } from "../../rule.ts";
import {
  type HeldAlarm,
  type HomeState,
  isDisabled,
  never,
  type OngoingEpisodes,
  type RecentStep,
  type RingingEpisode,
  type RuleSlot,
} from "../homeState.ts";
import type { RuleFault } from "../ruleFault.ts";
import { type ActiveRule, activeRuleOf, type RuleSet, type RuleSetOf } from "./ruleSet.ts";

/**
 * The work of one engine call on one home. `before` never changes: the service may drop the step when its commit fails. Each list is copied
 * at its first change.
 */
export interface HomeStep {
  readonly home: HomeFacts;
  /** Of the home's plan, or of the former one while its last timers fire. */
  ruleSet: RuleSet;
  readonly ruleSetOf: RuleSetOf;
  readonly rules: readonly Rule[];
  readonly before: HomeState;
  readonly now: number;
  /** No timer is due earlier than this; `never` for none. The earliest timer may be later. */
  earliest: number;
  /** The earliest timer moved: `endStep` looks at all timers to find the new earliest. */
  earliestGone: boolean;
  states: unknown[];
  wakeTimes: number[];
  /** Whether the list belongs to this step alone, so that the step may change it. */
  ownsStates: boolean;
  ownsWakes: boolean;
  disabledReasons: HomeState["disabledReasons"];
  ringing: Record<string, RingingEpisode>;
  held: Record<string, HeldAlarm>;
  ongoing: OngoingEpisodes;
  lastRingCause: HomeState["lastRingCause"];
  absenceEnded: string | null;
  recentSteps: readonly RecentStep[];
  recentStepsFrom: number;
  lastEventTime: number;
  finishing: readonly number[];
  plan: HomeState["plan"];
  planSince: number;
  formerPlan: HomeState["formerPlan"];
  /** The reading is more than `lateAfterMs` old. Decisions about it get the present time, and a raise waits for the rest of the burst. */
  late: boolean;
  decided: CausedDecision[] | null;
  faults: RuleFault[] | null;
  /** Receives each decision of a rule: `announce`, `announceAsKnownNow`, or a list that collects decisions during a replay. */
  sink: (step: HomeStep, decided: CausedDecision) => void;
}

/** One object for all calls: a call ends before the next begins, and a new object a reading would cost more than the rules do. */
const current = {} as { -readonly [Field in keyof HomeStep]: HomeStep[Field] };

export function beginStep(
  home: HomeFacts,
  ruleSetOf: RuleSetOf,
  rules: readonly Rule[],
  before: HomeState,
  now: number,
  sink: HomeStep["sink"],
): HomeStep {
  current.home = home;
  current.ruleSet = ruleSetOf(home);
  current.ruleSetOf = ruleSetOf;
  current.rules = rules;
  current.before = before;
  current.now = now > before.now ? now : before.now;
  current.earliest = before.wakeAt ?? never;
  // A held alarm can be the earliest timer.
  current.earliestGone = !isEmpty(before.held);
  current.states = before.states as unknown[];
  current.wakeTimes = before.wakeTimes as number[];
  current.ownsStates = false;
  current.ownsWakes = false;
  current.disabledReasons = before.disabledReasons;
  current.ringing = before.ringing;
  current.held = before.held;
  current.ongoing = before.ongoing;
  current.lastRingCause = before.lastRingCause;
  current.absenceEnded = before.absenceEnded;
  current.recentSteps = before.recentSteps;
  current.recentStepsFrom = before.recentStepsFrom;
  current.lastEventTime = before.lastEventTime;
  current.finishing = before.finishing;
  current.plan = before.plan ?? home.plan;
  current.planSince = before.planSince;
  current.formerPlan = before.formerPlan;
  current.late = false;
  current.decided = null;
  current.faults = null;
  current.sink = sink;
  return current;
}

/** The state after the step: the same object where nothing changed. */
export function endStep(step: HomeStep): HomeState {
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
    planSince,
    formerPlan,
  } = step;
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
    planSince === before.planSince &&
    absenceEnded === before.absenceEnded;
  if (same) return before;
  return {
    now,
    states,
    wakeTimes,
    disabledReasons,
    wakeAt: earliestWake(step),
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
    planSince,
    formerPlan,
    movedMs: before.movedMs,
  };
}

function earliestWake(step: HomeStep): number | null {
  const { wakeTimes, held, home, now } = step;
  const holds = !isEmpty(held);
  let first = step.earliest;
  if (step.earliestGone || holds) {
    first = never;
    for (let place = 0; place < wakeTimes.length; place += 1) if ((wakeTimes[place] as number) < first) first = wakeTimes[place] as number;
  }
  // Held alarms are looked at again when an absence ends.
  if (holds) first = Math.min(first, ...absencesAt(home, now).map(absenceEnd), ...Object.values(held).map(({ until }) => until ?? never));
  return first === never ? null : first;
}

function isEmpty(all: object): boolean {
  for (const _ in all) return false;
  return true;
}

/** A rule of the plan, or one that finishes out of the plan, with its default settings. */
export const activeRuleAt = (step: HomeStep, place: number): ActiveRule =>
  step.ruleSet.byPlace[place] ?? activeRuleOf(step.rules[place] as Rule, place, {}, step.home.plan);

export function setState(step: HomeStep, { place }: ActiveRule, { state, wakeAt }: StateAndTimer<unknown>): void {
  const stateBefore = step.states[place];
  const wakeBefore = step.wakeTimes[place] as number;
  const wake = wakeAt ?? never;
  if (state === stateBefore && wake === wakeBefore && !isDisabled(step, place)) return;
  if (state !== stateBefore) ownStates(step)[place] = state;
  if (step.disabledReasons !== null) setDisabledReason(step, place, undefined);
  if (wake === wakeBefore) return;
  ownWakes(step)[place] = wake;
  if (wake < step.earliest) step.earliest = wake;
  else if (wakeBefore === step.earliest) step.earliestGone = true;
}

/** Replaces a rule's state, timer and disabling by these, or by none. */
export function restoreState(step: HomeStep, place: number, slot: RuleSlot | undefined): void {
  ownStates(step)[place] = slot?.state;
  ownWakes(step)[place] = slot?.wakeAt ?? never;
  setDisabledReason(step, place, slot?.disabledReason);
  step.earliest = Number.NEGATIVE_INFINITY;
  step.earliestGone = true;
}

function setDisabledReason(step: HomeStep, place: number, reason: string | undefined): void {
  if (step.disabledReasons?.[place] === reason) return;
  const others = without(step.disabledReasons ?? {}, String(place));
  step.disabledReasons = reason !== undefined ? { ...others, [place]: reason } : isEmpty(others) ? null : others;
}

function ownStates(step: HomeStep): unknown[] {
  if (!step.ownsStates) step.states = step.states.slice();
  step.ownsStates = true;
  return step.states;
}

function ownWakes(step: HomeStep): number[] {
  if (!step.ownsWakes) step.wakeTimes = step.wakeTimes.slice();
  step.ownsWakes = true;
  return step.wakeTimes;
}

export function without<Value>(all: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _, ...rest } = all;
  return rest;
}
