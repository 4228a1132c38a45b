import type { Decided } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { type Guards, type GuardsOf, guardsByPlan } from "./guard.ts";
import { type HomeState, newState } from "./homeState.ts";
import { arrivalCause, happeningCause, isLate, lateMs, pastMs, putInPlace, rebuild, tooLateMs } from "./past.ts";
import type { Rule } from "./rule.ts";
import type { RuleFault } from "./ruleFault.ts";
import { beginTurn, emit, emitNow, endTurn, fireDue, mark, putBack, read, readersOf, startRule, type Turn } from "./turn.ts";

export interface Advanced {
  state: HomeState;
  decided: readonly Decided[];
  faults: readonly RuleFault[];
}

const none: readonly never[] = [];

/** A reading so late that the home's record is needed: its readings since `from` (epoch ms, by `time`), all but the late one. */
export class PastNeeded extends Error {
  readonly homeId: HomeId;
  readonly from: number;
  constructor(homeId: HomeId, from: number) {
    super(`home ${homeId}: the past since ${new Date(from).toISOString()} is needed`);
    this.homeId = homeId;
    this.from = from;
  }
}

/** What a home said since `from`, by `time`, in any order, as far as it has been decided on. */
export type Past = (homeId: HomeId, from: number) => readonly Reading[];

const askForPast: Past = (homeId, from) => {
  throw new PastNeeded(homeId, from);
};

/**
 * Decides, for one home at a time, and does nothing else: the shell keeps the states, and drops the new one when its
 * commit fails. The old state stays as it was.
 *
 * A home's clock is arrival: `at` and `now` are the service's time, a reading's is `arrivedAt`. A test home's clock is
 * its readings': it starts at 0, and `start` and `refit` do not move it.
 */
export interface Engine {
  readonly rules: readonly Rule[];
  start(home: HomeFacts, at: number): Advanced;
  /**
   * After a change of devices, plan or absences: rules new in the plan start, rules out of it go when they are through,
   * and those that were set aside are tried again. With `resumed`, for a state that was saved, these stay aside.
   */
  refit(home: HomeFacts, state: HomeState, at: number, resumed?: boolean): Advanced;
  /**
   * Fires every timer due by the reading's arrival and gives the reading to the rules that read its kind: to those in
   * order of arrival now, to those in order of happening in its place. Asks `past` where it is too late for the state
   * to tell; without one, throws PastNeeded.
   */
  onReading(home: HomeFacts, state: HomeState, reading: Reading, past?: Past): Advanced;
  /** Fires every timer due at or before `now`, earliest first. */
  onTime(home: HomeFacts, state: HomeState, now: number): Advanced;
  /** The past that `rebuild` wants, epoch ms; null where every rule of the plan has its standing. */
  rebuildsFrom(home: HomeFacts, state: HomeState): number | null;
  /** Gives rules without a standing, new ones or ones of another version, what they would know had they been here. */
  rebuild(home: HomeFacts, state: HomeState, past: readonly Reading[]): Advanced;
  /** The earliest timer in epoch ms, always after the state's `now`. */
  nextWake(state: HomeState): number | null;
}

export function createEngine(rules: readonly Rule[], guardsOf: GuardsOf = guardsByPlan(rules)): Engine {
  const begin = (home: HomeFacts, state: HomeState, now: number): Turn => beginTurn(home, guardsOf(home), rules, state, now);
  const end = (turn: Turn): Advanced => {
    const state = endTurn(turn);
    return { state, decided: turn.decided ?? none, faults: turn.faults ?? none };
  };

  function happened(turn: Turn, reading: Reading, past: Past): void {
    const guards = readersOf(turn, reading, "happening");
    if (guards.length === 0) return;
    turn.late = turn.now - reading.time > lateMs;
    if (!isLate(turn, reading)) {
      fireDue(turn, reading.time, "happening");
      mark(turn, reading.time, reading);
      turn.take = emitNow;
      read(turn, guards, reading, reading.time, happeningCause);
      if (turn.late) fireDue(turn, turn.now, "happening");
      turn.take = emit;
    } else if (reading.time > turn.markedFrom) {
      putInPlace(turn, reading);
    } else if (turn.now - reading.time <= tooLateMs) {
      const all = [...past(turn.home.id, reading.time - pastMs), reading];
      const inHappening = turn.guards.all.filter(({ rule }) => rule.order === "happening");
      rebuild(turn, inHappening, all, reading);
    }
  }

  return {
    rules,
    start(home, at) {
      const now = home.mode === "live" ? at : 0;
      const turn = begin(home, newState(now), now);
      for (const guard of turn.guards.all) startRule(turn, guard, now);
      fireDue(turn, turn.now);
      return end(turn);
    },
    refit(home, state, at, resumed = false) {
      const turn = begin(home, state, home.mode === "live" ? at : 0);
      fireDue(turn, turn.now);
      refitRules(turn, resumed);
      fireDue(turn, turn.now);
      return end(turn);
    },
    onReading(home, state, reading, past = askForPast) {
      const turn = begin(home, state, reading.arrivedAt);
      fireDue(turn, turn.now, "arrival");
      const guards = readersOf(turn, reading, "arrival");
      if (guards.length > 0) read(turn, guards, reading, turn.now, arrivalCause);
      happened(turn, reading, past);
      fireDue(turn, turn.now);
      return end(turn);
    },
    onTime(home, state, now) {
      const turn = begin(home, state, now);
      fireDue(turn, turn.now);
      return end(turn);
    },
    rebuildsFrom(home, state) {
      return missing(guardsOf(home), state).length === 0 ? null : state.now - pastMs;
    },
    rebuild(home, state, past) {
      const turn = begin(home, state, state.now);
      const guards = missing(turn.guards, state);
      rebuild(turn, guards, past);
      fireDue(turn, turn.now);
      return end(turn);
    },
    nextWake: (state) => state.wakeAt,
  };
}

const missing = (guards: Guards, state: HomeState) => guards.all.filter(({ place }) => state.slots[place] === undefined);

function refitRules(turn: Turn, resumed: boolean): void {
  for (const [place, rule] of turn.rules.entries()) {
    const slot = turn.slots[place];
    const guard = turn.guards.byPlace[place];
    if (guard !== undefined) {
      if (resumed && (slot === undefined || slot.failed !== undefined)) continue;
      startRule(turn, guard, turn.now, slot?.failed === undefined ? slot?.state : undefined);
    } else if (slot !== undefined) {
      if (slot.failed === undefined && rule.running?.(slot.state)) {
        if (!turn.leaving.includes(place)) turn.leaving = [...turn.leaving, place];
      } else putBack(turn, place, undefined);
    }
  }
  turn.leaving = turn.leaving.filter((place) => turn.guards.byPlace[place] === undefined);
}
