import type { CausedDecision } from "#domain/decision.ts";
import { beforeAnything, type HeldAlarm, type HomeState } from "./homeState.ts";

/** March 1973. No rule keeps a number this large that is not a time in epoch ms (`tests/unit/rules/serverStep/anyLife.test.ts`). */
export const leastTime = 1e11;

/**
 * A rule's state with every time moved. A rule may mark a time by its sign: a negative time stays negative, and its amount is moved.
 * Example: `{ at: [10:00, -09:00], changes: 12 }` moved by an hour is `{ at: [11:00, -10:00], changes: 12 }`.
 */
export function movedTimes<State>(state: State, byMs: number): State {
  return moved(state, byMs) as State;
}

function moved(value: unknown, byMs: number): unknown {
  if (typeof value === "number") return Math.abs(value) < leastTime ? value : value + Math.sign(value) * byMs;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => moved(one, byMs));
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) copy[key] = moved(copy[key], byMs);
  return copy;
}

/** The home's state in the time frame after a step of the server's clock: all that is waited for keeps its interval. Recent steps are forgotten. */
export function movedState(state: HomeState, byMs: number): HomeState {
  const time = (at: number): number => (at === beforeAnything ? at : at + byMs);
  const timeOrNull = (at: number | null): number | null => (at === null ? null : time(at));
  const decision = (one: CausedDecision): CausedDecision => movedDecision(one, byMs);
  const held = (one: HeldAlarm): HeldAlarm => ({
    decided: decision(one.decided),
    since: time(one.since),
    heldSince: time(one.heldSince),
    notes: one.notes?.map(decision),
    until: timeOrNull(one.until),
  });
  return {
    ...state,
    now: time(state.now),
    states: state.states.map((one) => movedTimes(one, byMs)),
    // `never` is infinite and stays so.
    wakeTimes: state.wakeTimes.map(time),
    wakeAt: timeOrNull(state.wakeAt),
    ringing: mapValues(state.ringing, (one) => ({ ...one, since: time(one.since) })),
    held: mapValues(state.held, held),
    ongoing: mapValues(state.ongoing, decision),
    recentSteps: [],
    recentStepsFrom: time(state.lastEventTime),
    lastEventTime: time(state.lastEventTime),
    planSince: time(state.planSince),
    movedMs: state.movedMs + byMs,
  };
}

export const movedDecision = (one: CausedDecision, byMs: number): CausedDecision => ({ ...one, at: one.at + byMs });

const mapValues = <One>(all: Readonly<Record<string, One>>, change: (one: One) => One): Readonly<Record<string, One>> =>
  Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));
