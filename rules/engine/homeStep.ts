import { absenceEnd, absencesAt } from "#domain/absence.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Rule, Standing } from "../rule.ts";
import { type Guard, type Guards, type GuardsOf, guardOf } from "./guards.ts";
import { type HomeState, isFailed, type Kept, type Mark, never, type Ongoing, type RuleSlot, type Rung } from "./homeState.ts";
import type { RuleFault } from "./ruleFault.ts";

/** The work of one call on one home: what is `before` stays as it was, and each list is copied at its first change. */
export interface Turn {
  readonly home: HomeFacts;
  /** Of the home's plan, or of a former one while its time is gone through again. */
  guards: Guards;
  readonly guardsOf: GuardsOf;
  readonly rules: readonly Rule[];
  readonly before: HomeState;
  readonly now: number;
  /** No timer is due earlier than this; infinite for none. The earliest itself may be later. */
  earliest: number;
  /** The timer that was the earliest was put off, so that only a look at all tells the earliest. */
  earliestGone: boolean;
  states: unknown[];
  wakes: number[];
  failed: HomeState["failed"];
  rung: Record<string, Rung>;
  kept: Record<string, Kept>;
  ongoing: Ongoing;
  rangBy: HomeState["rangBy"];
  absenceEnded: string | null;
  marks: readonly Mark[];
  /** Of the step under way in order of happening, or the last one; null before the first. */
  step: Mark | null;
  markedFrom: number;
  seen: number;
  leaving: readonly number[];
  plan: HomeState["plan"];
  former: HomeState["former"];
  /** The reading of this turn is old: what it shows became known only now. */
  late: boolean;
  decided: CausedDecision[] | null;
  faults: RuleFault[] | null;
  /** Takes what rules decide: `emit`, or a list while the past is gone through again. */
  take: (turn: Turn, decided: CausedDecision) => void;
}

/** One for all calls, for one is over before the next begins: what is made anew a million times a second costs more than what is done with it. */
const only = {} as { -readonly [Field in keyof Turn]: Turn[Field] };

export function beginTurn(
  home: HomeFacts,
  guardsOf: GuardsOf,
  rules: readonly Rule[],
  before: HomeState,
  now: number,
  take: Turn["take"],
): Turn {
  only.home = home;
  only.guards = guardsOf(home);
  only.guardsOf = guardsOf;
  only.rules = rules;
  only.before = before;
  only.now = now > before.now ? now : before.now;
  only.earliest = before.wakeAt ?? never;
  // What is kept may be its own timer.
  only.earliestGone = !isEmpty(before.kept);
  only.states = before.states as unknown[];
  only.wakes = before.wakes as number[];
  only.failed = before.failed;
  only.rung = before.rung;
  only.kept = before.kept;
  only.ongoing = before.ongoing;
  only.rangBy = before.rangBy;
  only.absenceEnded = before.absenceEnded;
  only.marks = before.marks;
  only.step = null;
  only.markedFrom = before.markedFrom;
  only.seen = before.seen;
  only.leaving = before.leaving;
  only.plan = before.plan ?? home.plan;
  only.former = before.former;
  only.late = false;
  only.decided = null;
  only.faults = null;
  only.take = take;
  return only;
}

/** The state after the turn: the very same where nothing changed. */
export function endTurn(turn: Turn): HomeState {
  const { before, now, states, wakes, failed, rung, kept, ongoing, rangBy, absenceEnded, marks, markedFrom, seen, leaving, plan, former } =
    turn;
  const same =
    now === before.now &&
    states === before.states &&
    wakes === before.wakes &&
    failed === before.failed &&
    marks === before.marks &&
    rung === before.rung &&
    kept === before.kept &&
    leaving === before.leaving &&
    plan === before.plan &&
    former === before.former &&
    absenceEnded === before.absenceEnded;
  if (same) return before;
  return {
    now,
    states,
    wakes,
    failed,
    wakeAt: earliestWake(turn),
    rung,
    kept,
    ongoing,
    rangBy,
    absenceEnded,
    marks,
    markedFrom,
    seen,
    leaving,
    plan,
    former,
  };
}

function earliestWake(turn: Turn): number | null {
  const { wakes, kept, home, now } = turn;
  const keeps = !isEmpty(kept);
  let first = turn.earliest;
  if (turn.earliestGone || keeps) {
    first = never;
    for (let place = 0; place < wakes.length; place += 1) if ((wakes[place] as number) < first) first = wakes[place] as number;
  }
  // What an absence keeps from ringing is looked at again when it ends.
  if (keeps) first = Math.min(first, ...absencesAt(home, now).map(absenceEnd), ...Object.values(kept).map(({ until }) => until ?? never));
  return first === never ? null : first;
}

function isEmpty(all: object): boolean {
  for (const _ in all) return false;
  return true;
}

/** The guard of a rule in this home; a rule that is leaving the plan finishes with its own defaults. */
export const guardAt = (turn: Turn, place: number): Guard =>
  turn.guards.byPlace[place] ?? guardOf(turn.rules[place] as Rule, place, {}, turn.home.plan);

export function put(turn: Turn, { place, happening }: Guard, { state, wakeAt }: Standing<unknown>): void {
  const stateBefore = turn.states[place];
  const wakeBefore = turn.wakes[place] as number;
  const wake = wakeAt ?? never;
  if (state === stateBefore && wake === wakeBefore && !isFailed(turn, place)) return;
  if (happening) remember(turn, place);
  if (state !== stateBefore) ownStates(turn)[place] = state;
  if (turn.failed !== null) setFailed(turn, place, undefined);
  if (wake === wakeBefore) return;
  ownWakes(turn)[place] = wake;
  if (wake < turn.earliest) turn.earliest = wake;
  else if (wakeBefore === turn.earliest) turn.earliestGone = true;
}

function remember(turn: Turn, place: number): void {
  const { step } = turn;
  if (step === null) return;
  for (let one = step.undo; one !== null; one = one.next) if (one.place === place) return;
  step.undo = { place, state: turn.states[place], wakeAt: turn.wakes[place] as number, failed: turn.failed?.[place], next: step.undo };
}

/** Puts another standing, or none, in the place of one, whatever its timer. */
export function putBack(turn: Turn, place: number, slot: RuleSlot | undefined): void {
  if (turn.rules[place]?.order === "happening") remember(turn, place);
  ownStates(turn)[place] = slot?.state;
  ownWakes(turn)[place] = slot?.wakeAt ?? never;
  setFailed(turn, place, slot?.failed);
  turn.earliest = Number.NEGATIVE_INFINITY;
  turn.earliestGone = true;
}

function setFailed(turn: Turn, place: number, why: string | undefined): void {
  if (turn.failed?.[place] === why) return;
  const others = without(turn.failed ?? {}, String(place));
  turn.failed = why !== undefined ? { ...others, [place]: why } : isEmpty(others) ? null : others;
}

function ownStates(turn: Turn): unknown[] {
  if (turn.states === turn.before.states) turn.states = turn.states.slice();
  return turn.states;
}

function ownWakes(turn: Turn): number[] {
  if (turn.wakes === turn.before.wakes) turn.wakes = turn.wakes.slice();
  return turn.wakes;
}

export function without<Value>(all: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _, ...rest } = all;
  return rest;
}
