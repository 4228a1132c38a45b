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
  failed?: string | undefined;
}

/** When a rule without a timer wakes: a number, so that lists of such times are of numbers alone, and take eight bytes each. */
export const never = Number.POSITIVE_INFINITY;

/**
 * The standing of all rules in one home, by their places in the catalogue; lists of their own rather than one of slots, which
 * would take half as much again.
 */
export interface Standings {
  /** Undefined for a rule that has none. */
  states: readonly unknown[];
  /** Epoch ms, or `never`. */
  wakes: readonly number[];
  /** Why a rule was set aside; null where none was. */
  failed: Readonly<Record<number, string>> | null;
}

export function slotAt({ states, wakes, failed }: Standings, place: number): RuleSlot | undefined {
  const state = states[place];
  return state === undefined ? undefined : { state, wakeAt: wakes[place] as number, failed: failed?.[place] };
}

export const slotsOf = (standings: Standings): (RuleSlot | undefined)[] => standings.states.map((_, place) => slotAt(standings, place));

export const isFailed = ({ failed }: Standings, place: number): boolean => failed !== null && failed[place] !== undefined;

/** An episode that rang and is not over: since when (when what first rang happened), and how strongly. */
export interface Rung {
  since: number;
  priority: Priority;
}

/** What would have rung: an absence keeps it until that ends (`until` null), or it waits for what else comes late. Epoch ms. */
export interface Kept {
  decided: CausedDecision;
  /** When it happened. */
  since: number;
  /** When it was first kept. */
  at: number;
  /** What was told of it since, the newest few. */
  told?: readonly CausedDecision[] | undefined;
  until: number | null;
}

/** By `rule/episode`, what rules in order of happening raised last and did not say to be over, whether it rang or not. */
export type Ongoing = Readonly<Record<string, CausedDecision>>;

/** A step in order of happening (a reading, or null for a timer), and the way back: the standings that it changed, as they were. */
export interface Mark {
  time: number;
  reading: Reading | null;
  undo: Undo | null;
  /** What went on before it. */
  ongoing: Ongoing;
}

/** Linked rather than listed: most steps change one slot, and a list of one takes three times as much. */
export interface Undo extends RuleSlot {
  place: number;
  next: Undo | null;
}

/** All that the rules know of one home: plain data, never changed in place. Times in epoch ms. */
export interface HomeState extends Standings {
  /** The home's clock: the latest arrival or tick; never goes back. */
  now: number;
  /** The earliest timer, always after `now`; null for none. */
  wakeAt: number | null;
  /** Episodes that rang and are not over, by `rule/episode`. */
  rung: Readonly<Record<string, Rung>>;
  /** What does not ring yet and is not over, by `rule/episode`. */
  kept: Readonly<Record<string, Kept>>;
  ongoing: Ongoing;
  /** By `rule/episode`, the cause of the last ring of each rule in order of happening, over or not. */
  rangBy: Readonly<Record<string, string>>;
  /** An absence that a sign of life ended; the home's facts say so a moment later. */
  absenceEnded: string | null;
  /** The latest steps in order of happening, oldest first, so that a reading a little late can still take its place. */
  marks: readonly Mark[];
  /** Every step later than this has its mark. */
  markedFrom: number;
  /** The time of the latest step in order of happening. */
  seen: number;
  /** Rules out of the plan whose episodes are under way, by place. */
  leaving: readonly number[];
  /** Under which the rules were fitted last; null where that is not known. Not saved. */
  plan: Plan | null;
  /** What guarded the home before, and until when: what happened then is judged by it, however late it comes. */
  former: readonly FormerPlan[];
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
  wakes: Array.from({ length: rules }, () => never),
  failed: null,
  wakeAt: null,
  rung: nothing,
  kept: nothing,
  ongoing: nothing,
  rangBy: nothing,
  absenceEnded: null,
  marks: none,
  markedFrom: beforeAnything,
  seen: beforeAnything,
  leaving: none,
  plan: null,
  former: none,
});
