import { type Absence, absenceEnd, absencesAt } from "#domain/absence.ts";
import { higherPriority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import { disableRule, episodeKey, isEventTimeRule } from "./decisions.ts";
import { belongsToFormerPlan } from "./formerPlan.ts";
import { type HeldAlarm, slotAt } from "./homeState.ts";
import { activeRuleAt, type HomeStep, without } from "./homeStep.ts";

/** A backlog comes in a burst: what one late reading begins another may end. No longer after the last of them, and no longer in all. */
const settlesMs = 5_000;
const settlesAtMostMs = 60_000;
const toldKept = 20;

/** Passes it on as becoming known now, whenever it happened; what a late reading shows waits for what else comes late. */
export function emitNow(turn: HomeStep, decided: CausedDecision): void {
  const now = { ...decided, at: turn.now };
  if (turn.late && decided.decision.do === "raise") keep(turn, now, decided.at, turn.now + settlesMs);
  else emit(turn, now, decided.at);
}

function keep(turn: HomeStep, decided: CausedDecision, since: number, until: number | null): void {
  const key = episodeKey(decided);
  const before = turn.held[key];
  const stays = before !== undefined && isHigher(before.decided, decided);
  const { heldSince = turn.now, notes = undefined } = before ?? {};
  turn.held = { ...turn.held, [key]: { decided: stays ? before.decided : decided, since, heldSince, notes, until } };
}

/** Joins the timeline if it rings. */
function keepTold(turn: HomeStep, key: string, decided: CausedDecision): void {
  const kept = turn.held[key] as HeldAlarm;
  const told = (kept.notes ?? []).filter(({ cause }) => cause !== decided.cause);
  turn.held = { ...turn.held, [key]: { ...kept, notes: [...told, decided].slice(-toldKept) } };
}

const isHigher = ({ decision: a }: CausedDecision, { decision: b }: CausedDecision): boolean =>
  a.do === "raise" && b.do === "raise" && a.priority !== b.priority && higherPriority(a.priority, b.priority) === a.priority;

/**
 * Passes on what a rule decided, unless an absence or the plan's dates keep it from ringing; `since` is when it happened,
 * where that is not when it was decided.
 */
export function emit(turn: HomeStep, decided: CausedDecision, since: number = decided.at): void {
  const { decision } = decided;
  const key = episodeKey(decided);
  if (decision.do === "raise") {
    if (key in turn.held) ringWhenDue(turn, key, decided.at);
    if (mayBeKept(turn, decided.rule)) {
      // What rang already goes on to its end, whatever the dates of the plan say now.
      if (!(key in turn.ringing) && !belongsToFormerPlan(turn, decided.rule, since)) {
        const { plan, timezone } = turn.home;
        if (hasEnded(plan, timezone, since)) return;
        const starts = startsLaterAt(plan, timezone, decided.at);
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
    if (key in turn.held) turn.held = without(turn.held, key);
    if (isEventTimeRule(turn, decided.rule)) turn.lastRingCause = { ...turn.lastRingCause, [key]: decided.cause };
    const before = turn.ringing[key];
    turn.ringing = {
      ...turn.ringing,
      [key]:
        before === undefined
          ? { since, priority: decision.priority }
          : { since: Math.min(before.since, since), priority: higherPriority(before.priority, decision.priority) },
    };
    pass(turn, decision.deviceId !== null && isDoubtful(turn, decision.deviceId) ? { ...decided, doubtful: true } : decided);
    return;
  }
  if (decision.do === "endAbsence") {
    turn.absenceEnded = decision.absenceId;
    pass(turn, decided);
    return;
  }
  if (key in turn.held) {
    ringWhenDue(turn, key, decided.at - 1);
    if (decision.endsEpisode) turn.held = without(turn.held, key);
  }
  if (!(key in turn.ringing)) {
    if (key in turn.held) keepTold(turn, key, decided);
    return;
  }
  if (decision.endsEpisode) turn.ringing = without(turn.ringing, key);
  pass(turn, decided);
}

function pass(turn: HomeStep, decided: CausedDecision): void {
  if (turn.decided === null) turn.decided = [decided];
  else turn.decided.push(decided);
}

function isDoubtful(turn: HomeStep, deviceId: string): boolean {
  for (const [place, rule] of turn.rules.entries()) {
    const slot = rule.doubtfulDevices === undefined ? undefined : slotAt(turn, place);
    if (slot === undefined || slot.disabledReason !== undefined) continue;
    try {
      if (rule.doubtfulDevices?.(slot.state).some((id) => id === deviceId)) return true;
    } catch (error) {
      disableRule(turn, activeRuleAt(turn, place), error, { on: "start" }, turn.now, `doubts/v${rule.version}`);
    }
  }
  return false;
}

function mayBeKept(turn: HomeStep, ruleName: string): boolean {
  if (turn.home.absences.length === 0 && turn.home.plan.starts === null && turn.home.plan.ends === null) return false;
  const rule = turn.rules.find(({ name }) => name === ruleName);
  return rule !== undefined && !rule.guardsLife && !rule.housekeeping;
}

const suspended = (turn: HomeStep, rule: string, at: number): boolean => suspending(turn, rule, at).length > 0;

/** An absence that ends in this turn lasted until now: what fell due before is still kept by it. */
const suspending = (turn: HomeStep, rule: string, at: number): readonly Absence[] =>
  absencesAt(turn.home, at).filter(
    ({ id, suspends }) =>
      suspends.includes(rule) && (id !== turn.absenceEnded || (turn.before.absenceEnded !== turn.absenceEnded && at < turn.now)),
  );

/** What was kept rings, if its time has come by then, at that time: whether anybody looked in between must make no difference. */
function ringWhenDue(turn: HomeStep, key: string, by: number): void {
  const kept = turn.held[key] as HeldAlarm;
  const { decided, since, until } = kept;
  let at = until ?? decided.at;
  for (let lasting = suspending(turn, decided.rule, at); lasting.length > 0; lasting = suspending(turn, decided.rule, at))
    at = Math.max(...lasting.map((one) => (one.id === turn.absenceEnded ? turn.now : absenceEnd(one))));
  // Nobody knows any more what kept it.
  if (until === null && at === decided.at) at = turn.now;
  if (at > by) {
    // Its time has come and an absence lasts: from now on that alone keeps it.
    if (until !== null && until <= by) turn.held = { ...turn.held, [key]: { ...kept, decided: { ...decided, at: until }, until: null } };
    return;
  }
  turn.held = without(turn.held, key);
  emit(turn, { ...decided, at }, since);
  for (const one of kept.notes ?? []) emit(turn, { ...one, at: Math.max(one.at, at) });
}

/** What was kept from ringing, and still goes on when its time has come, rings then. */
export function releaseHeldAlarms(turn: HomeStep): void {
  for (const key in turn.held) {
    const kept = turn.held[key] as HeldAlarm;
    const { heldSince, until } = kept;
    const settles = until !== null && until <= heldSince + settlesAtMostMs;
    const longer = turn.late && settles ? Math.min(heldSince + settlesAtMostMs, turn.now + settlesMs) : until;
    if (longer !== until) turn.held = { ...turn.held, [key]: { ...kept, until: longer } };
    ringWhenDue(turn, key, turn.now);
  }
}
