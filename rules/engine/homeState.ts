import type { Priority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";

/** One rule's standing in one home. */
export interface RuleSlot {
  state: unknown;
  /** Epoch ms; `never` for no timer. */
  wakeAt: number;
  /** Why it was set aside, where it threw; it is run again under another version or another plan. */
  disabledReason?: string | undefined;
}

/** When a rule without a timer wakes: a number, so that lists of such times are of numbers alone, and take eight bytes each. */
export const never = Number.POSITIVE_INFINITY;

/**
 * The standing of all rules in one home, by their places in the catalogue; lists of their own rather than one of slots, which
 * would take half as much again.
 */
export interface RuleSlots {
  /** Undefined for a rule that has none. */
  states: readonly unknown[];
  /** Epoch ms, or `never`. */
  wakeTimes: readonly number[];
  /** Why a rule was set aside; null where none was. */
  disabledReasons: Readonly<Record<number, string>> | null;
}

export function slotAt({ states, wakeTimes, disabledReasons }: RuleSlots, place: number): RuleSlot | undefined {
  const state = states[place];
  return state === undefined ? undefined : { state, wakeAt: wakeTimes[place] as number, disabledReason: disabledReasons?.[place] };
}

export const slotsOf = (standings: RuleSlots): (RuleSlot | undefined)[] => standings.states.map((_, place) => slotAt(standings, place));

export const isDisabled = ({ disabledReasons }: RuleSlots, place: number): boolean =>
  disabledReasons !== null && disabledReasons[place] !== undefined;

/** An episode that rang and is not over: since when (when what first rang happened), and how strongly. */
export interface RingingEpisode {
  since: number;
  priority: Priority;
}

/** What would have rung: an absence keeps it until that ends (`until` null), or it waits for what else comes late. Epoch ms. */
export interface HeldAlarm {
  decided: CausedDecision;
  /** When it happened. */
  since: number;
  /** When it was first kept. */
  heldSince: number;
  /** What was told of it since, the newest few. */
  notes?: readonly CausedDecision[] | undefined;
  until: number | null;
}

/** By `rule/episode`, what rules in order of happening raised last and did not say to be over, whether it rang or not. */
export type OngoingEpisodes = Readonly<Record<string, CausedDecision>>;

/** A step in order of happening (a reading, or null for a timer), and the way back: the standings that it changed, as they were. */
export interface RecentStep {
  time: number;
  reading: Reading | null;
  undo: StepUndo | null;
  /** What went on before it. */
  ongoing: OngoingEpisodes;
}

/** Linked rather than listed: most steps change one slot, and a list of one takes three times as much. */
export interface StepUndo extends RuleSlot {
  place: number;
  next: StepUndo | null;
}

/** All that the rules know of one home: plain data, never changed in place. Times in epoch ms. */
export interface HomeState extends RuleSlots {
  /** The home's clock: the latest arrival or tick; never goes back. */
  now: number;
  /** The earliest timer, always after `now`; null for none. */
  wakeAt: number | null;
  /** Episodes that rang and are not over, by `rule/episode`. */
  ringing: Readonly<Record<string, RingingEpisode>>;
  /** What does not ring yet and is not over, by `rule/episode`. */
  held: Readonly<Record<string, HeldAlarm>>;
  ongoing: OngoingEpisodes;
  /** By `rule/episode`, the cause of the last ring of each rule in order of happening, over or not. */
  lastRingCause: Readonly<Record<string, string>>;
  /** An absence that a sign of life ended; the home's facts say so a moment later. */
  absenceEnded: string | null;
  /** The latest steps in order of happening, oldest first, so that a reading a little late can still take its place. */
  recentSteps: readonly RecentStep[];
  /** Every step later than this has its mark. */
  recentStepsFrom: number;
  /** The time of the latest step in order of happening. */
  lastEventTime: number;
  /** Rules out of the plan whose episodes are under way, by place. */
  finishing: readonly number[];
  /** Under which the rules were fitted last; null where that is not known. Not saved. */
  plan: Plan | null;
  /** What guarded the home before, and until when: what happened then is judged by it, however late it comes. */
  formerPlans: readonly FormerPlan[];
}

export interface FormerPlan {
  plan: Plan;
  /** Epoch ms, by the home's clock. */
  until: number;
}

const nothing: Readonly<Record<string, never>> = {};
const none: readonly never[] = [];
/** The earliest instant that a Date can hold: JSON has no infinity. */
const beforeAnything = -8.64e15;

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
  formerPlans: none,
});
