import { type Absence, absenceEnd, absencesAt } from "#domain/absence.ts";
import { highest } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import { isOver, startOf } from "#domain/time/planDates.ts";
import { episodeKey, fail, isHappening } from "./decisions.ts";
import { isOfFormer } from "./formerPlan.ts";
import { type Kept, slotAt } from "./homeState.ts";
import { guardAt, type Turn, without } from "./homeStep.ts";

/** A backlog comes in a burst: what one late reading begins another may end. No longer after the last of them, and no longer in all. */
const settlesMs = 5_000;
const settlesAtMostMs = 60_000;
const toldKept = 20;

/** Passes it on as becoming known now, whenever it happened; what a late reading shows waits for what else comes late. */
export function emitNow(turn: Turn, decided: CausedDecision): void {
  const now = { ...decided, at: turn.now };
  if (turn.late && decided.decision.do === "raise") keep(turn, now, decided.at, turn.now + settlesMs);
  else emit(turn, now, decided.at);
}

function keep(turn: Turn, decided: CausedDecision, since: number, until: number | null): void {
  const key = episodeKey(decided);
  const before = turn.kept[key];
  const stays = before !== undefined && isHigher(before.decided, decided);
  const { at = turn.now, told = undefined } = before ?? {};
  turn.kept = { ...turn.kept, [key]: { decided: stays ? before.decided : decided, since, at, told, until } };
}

/** Joins the timeline if it rings. */
function keepTold(turn: Turn, key: string, decided: CausedDecision): void {
  const kept = turn.kept[key] as Kept;
  const told = (kept.told ?? []).filter(({ cause }) => cause !== decided.cause);
  turn.kept = { ...turn.kept, [key]: { ...kept, told: [...told, decided].slice(-toldKept) } };
}

const isHigher = ({ decision: a }: CausedDecision, { decision: b }: CausedDecision): boolean =>
  a.do === "raise" && b.do === "raise" && a.priority !== b.priority && highest(a.priority, b.priority) === a.priority;

/**
 * Passes on what a rule decided, unless an absence or the plan's dates keep it from ringing; `since` is when it happened,
 * where that is not when it was decided.
 */
export function emit(turn: Turn, decided: CausedDecision, since: number = decided.at): void {
  const { decision } = decided;
  const key = episodeKey(decided);
  if (decision.do === "raise") {
    if (key in turn.kept) ringWhenDue(turn, key, decided.at);
    if (mayBeKept(turn, decided.rule)) {
      // What rang already goes on to its end, whatever the dates of the plan say now.
      if (!(key in turn.rung) && !isOfFormer(turn, decided.rule, since)) {
        const { plan, timezone } = turn.home;
        if (isOver(plan, timezone, since)) return;
        const starts = startOf(plan, timezone, decided.at);
        if (starts !== null) {
          keep(turn, decided, since, starts);
          return;
        }
      }
      if (suspended(turn, decided.rule, decided.at)) {
        keep(turn, decided, since, null);
        return;
      }
    }
    if (key in turn.kept) turn.kept = without(turn.kept, key);
    if (isHappening(turn, decided.rule)) turn.rangBy = { ...turn.rangBy, [key]: decided.cause };
    const before = turn.rung[key];
    turn.rung = {
      ...turn.rung,
      [key]:
        before === undefined
          ? { since, priority: decision.priority }
          : { since: Math.min(before.since, since), priority: highest(before.priority, decision.priority) },
    };
    pass(turn, decision.deviceId !== null && isDoubtful(turn, decision.deviceId) ? { ...decided, doubtful: true } : decided);
    return;
  }
  if (decision.do === "endAbsence") {
    turn.absenceEnded = decision.absenceId;
    pass(turn, decided);
    return;
  }
  if (key in turn.kept) {
    ringWhenDue(turn, key, decided.at - 1);
    if (decision.endsEpisode) turn.kept = without(turn.kept, key);
  }
  if (!(key in turn.rung)) {
    if (key in turn.kept) keepTold(turn, key, decided);
    return;
  }
  if (decision.endsEpisode) turn.rung = without(turn.rung, key);
  pass(turn, decided);
}

function pass(turn: Turn, decided: CausedDecision): void {
  if (turn.decided === null) turn.decided = [decided];
  else turn.decided.push(decided);
}

function isDoubtful(turn: Turn, deviceId: string): boolean {
  for (const [place, rule] of turn.rules.entries()) {
    const slot = rule.doubts === undefined ? undefined : slotAt(turn, place);
    if (slot === undefined || slot.failed !== undefined) continue;
    try {
      if (rule.doubts?.(slot.state).some((id) => id === deviceId)) return true;
    } catch (error) {
      fail(turn, guardAt(turn, place), error, { on: "start" }, turn.now, `doubts/v${rule.version}`);
    }
  }
  return false;
}

function mayBeKept(turn: Turn, ruleName: string): boolean {
  if (turn.home.absences.length === 0 && turn.home.plan.starts === null && turn.home.plan.ends === null) return false;
  const rule = turn.rules.find(({ name }) => name === ruleName);
  return rule !== undefined && !rule.guardsLife && !rule.housekeeping;
}

const suspended = (turn: Turn, rule: string, at: number): boolean => suspending(turn, rule, at).length > 0;

/** An absence that ends in this turn lasted until now: what fell due before is still kept by it. */
const suspending = (turn: Turn, rule: string, at: number): readonly Absence[] =>
  absencesAt(turn.home, at).filter(
    ({ id, suspends }) =>
      suspends.includes(rule) && (id !== turn.absenceEnded || (turn.before.absenceEnded !== turn.absenceEnded && at < turn.now)),
  );

/** What was kept rings, if its time has come by then, at that time: whether anybody looked in between must make no difference. */
function ringWhenDue(turn: Turn, key: string, by: number): void {
  const kept = turn.kept[key] as Kept;
  const { decided, since, until } = kept;
  let at = until ?? decided.at;
  for (let lasting = suspending(turn, decided.rule, at); lasting.length > 0; lasting = suspending(turn, decided.rule, at))
    at = Math.max(...lasting.map((one) => (one.id === turn.absenceEnded ? turn.now : absenceEnd(one))));
  // Nobody knows any more what kept it.
  if (until === null && at === decided.at) at = turn.now;
  if (at > by) {
    // Its time has come and an absence lasts: from now on that alone keeps it.
    if (until !== null && until <= by) turn.kept = { ...turn.kept, [key]: { ...kept, decided: { ...decided, at: until }, until: null } };
    return;
  }
  turn.kept = without(turn.kept, key);
  emit(turn, { ...decided, at }, since);
  for (const one of kept.told ?? []) emit(turn, { ...one, at: Math.max(one.at, at) });
}

/** What was kept from ringing, and still goes on when its time has come, rings then. */
export function release(turn: Turn): void {
  for (const key in turn.kept) {
    const kept = turn.kept[key] as Kept;
    const { at, until } = kept;
    const settles = until !== null && until <= at + settlesAtMostMs;
    const longer = turn.late && settles ? Math.min(at + settlesAtMostMs, turn.now + settlesMs) : until;
    if (longer !== until) turn.kept = { ...turn.kept, [key]: { ...kept, until: longer } };
    ringWhenDue(turn, key, turn.now);
  }
}
