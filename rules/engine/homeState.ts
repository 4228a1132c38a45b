import type { Priority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";

/** One rule in one home: its state and its timer. */
export interface RuleSlot {
  state: unknown;
  /** Epoch ms; `never` for no timer. */
  wakeAt: number;
  /** Why the rule is disabled: the message of what it threw. Another version, or a change of the home, starts it again. */
  disabledReason?: string | undefined;
}

/** The wake time of a rule without a timer. A number, so that lists of wake times hold only numbers and take eight bytes each. */
export const never = Number.POSITIVE_INFINITY;

/** All rules in one home, by their places in the catalogue. Separate lists, because one list of slots would take half as much memory again. */
export interface RuleSlots {
  /** Undefined for a rule without a state. */
  states: readonly unknown[];
  /** Epoch ms, or `never`. */
  wakeTimes: readonly number[];
  /** Why rules are disabled, by place; null where none is. */
  disabledReasons: Readonly<Record<number, string>> | null;
}

export function slotAt({ states, wakeTimes, disabledReasons }: RuleSlots, place: number): RuleSlot | undefined {
  const state = states[place];
  return state === undefined ? undefined : { state, wakeAt: wakeTimes[place] as number, disabledReason: disabledReasons?.[place] };
}

export const isDisabled = ({ disabledReasons }: RuleSlots, place: number): boolean =>
  disabledReasons !== null && disabledReasons[place] !== undefined;

/** An episode that rang and is not over: since when, by event time, and its highest priority. */
export interface RingingEpisode {
  since: number;
  priority: Priority;
}

/** A raise that does not ring yet; see step/heldAlarms.ts. Times in epoch ms. */
export interface HeldAlarm {
  decided: CausedDecision;
  /** When the episode began. */
  since: number;
  /** When it was first held. */
  heldSince: number;
  /** Its notes since, the newest few. */
  notes?: readonly CausedDecision[] | undefined;
  until: number | null;
}

/** By `rule/episode`, the last raise of event-time rules whose episode is not over, whether it rang or is held. */
export type OngoingEpisodes = Readonly<Record<string, CausedDecision>>;

/** An event-time step (a reading, or null for a timer), with the states before it, by reference: states are never changed in place. */
export interface RecentStep extends RuleSlots {
  time: number;
  reading: Reading | null;
  /** The ongoing episodes before the step. */
  ongoing: OngoingEpisodes;
}

/** Everything that the rules know of one home: plain data, never changed in place. Times in epoch ms. */
export interface HomeState extends RuleSlots {
  /** The home's clock: the latest arrival or tick. It never goes back. */
  now: number;
  /** The earliest timer, always after `now`; null for none. */
  wakeAt: number | null;
  /** Episodes that rang and are not over, by `rule/episode`. */
  ringing: Readonly<Record<string, RingingEpisode>>;
  /** Alarms that do not ring yet, by `rule/episode`. */
  held: Readonly<Record<string, HeldAlarm>>;
  ongoing: OngoingEpisodes;
  /** By `rule/episode`, the cause of the last ring of each event-time rule, over or not. */
  lastRingCause: Readonly<Record<string, string>>;
  /** An absence that a sign of life ended. The home's facts show it only after the commit. */
  absenceEnded: string | null;
  /** The latest event-time steps, oldest first, so that a reading that is a little late can be inserted; see step/recentSteps.ts. Not saved. */
  recentSteps: readonly RecentStep[];
  /** Every step later than this is in `recentSteps`. */
  recentStepsFrom: number;
  /** The time of the latest event-time step. */
  lastEventTime: number;
  /** Rules out of the plan with an open episode, by place. */
  finishing: readonly number[];
  /** The plan to which `fitRules` last fitted the rules; null where that is not known. Not saved. */
  plan: Plan | null;
  /** When the plan last changed. */
  planSince: number;
  /** The last other plan that was in force; null where there was none. */
  formerPlan: Plan | null;
  /** By how much the home's times were moved in all, because the server's clock was set. */
  movedMs: number;
}

const nothing: Readonly<Record<string, never>> = {};
const none: readonly never[] = [];
/** The earliest instant that a Date can hold: JSON has no infinity. */
export const beforeAnything = -8.64e15;

export const newState = (now: number, rules: number): HomeState => ({
  now,
  states: Array.from({ length: rules }, () => undefined),
  wakeTimes: Array.from({ length: rules }, () => never),
  disabledReasons: null,
  wakeAt: null,
  ringing: nothing,
  held: nothing,
  ongoing: nothing,
  lastRingCause: nothing,
  absenceEnded: null,
  recentSteps: none,
  recentStepsFrom: beforeAnything,
  lastEventTime: beforeAnything,
  finishing: none,
  plan: null,
  planSince: beforeAnything,
  formerPlan: null,
  movedMs: 0,
});
