import { type Absence, absenceEnd, absencesAt } from "#domain/absence.ts";
import { higherPriority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import { type HeldAlarm, slotAt } from "../homeState.ts";
import { episodeKeyOf, isEventTimeRule } from "./decisions.ts";
import { disableRule } from "./disableRule.ts";
import { activeRuleAt, type HomeStep, without } from "./homeStep.ts";
import { belongsToFormerPlan } from "./planChange.ts";

/*
 * The engine either announces a rule's decision or holds it. The step returns an announced decision, and the service performs it.
 *
 * Held alarms. A raise does not ring yet when
 *
 * - an absence suspends the rule: held until the absence ends,
 * - the plan starts later: held until its start,
 * - an old late reading shows it: held for some seconds, in which another reading of the same burst may end the episode.
 *
 * If the episode ends first, the held alarm is dropped and never rings. Else it rings when its time comes. A held alarm's notes follow it.
 * Rules that guard life and housekeeping rules are never held by an absence or a plan's dates (docs/guarantees.md, 5).
 *
 * Example. Absence "carer staying" 22:00 to 06:00 suspends bedExit. The bed is left at 05:00; "not back in bed" is due 05:20 and is held. Back
 * at 05:40: dropped. Not back: at 06:00 the absence ends and the alarm rings, with 06:00 as its time.
 */

/** A late raise waits so long after the latest late reading, and no longer than this in all. */
const settlingMs = 5_000;
const longestSettlingMs = 60_000;
/** A held alarm keeps its newest notes. */
const mostHeldNotes = 20;

/** Announces a decision about the past, which becomes known now. A raise that a late reading shows waits for the rest of its burst. */
export function announceAsKnownNow(step: HomeStep, decided: CausedDecision): void {
  const known = { ...decided, at: step.now };
  if (step.late && decided.decision.do === "raise") hold(step, known, decided.at, step.now + settlingMs);
  else announce(step, known, decided.at);
}

/** Announces a decision or holds it. `since` is when the episode began, if that is earlier than the decision. */
export function announce(step: HomeStep, decided: CausedDecision, since: number = decided.at): void {
  const { decision } = decided;
  if (decision.do === "raise") announceRaise(step, decided, since);
  else if (decision.do === "endAbsence") {
    step.absenceEnded = decision.absenceId;
    addToResult(step, decided);
  } else announceNote(step, decided, decision.endsEpisode === true);
}

function announceRaise(step: HomeStep, said: CausedDecision, since: number): void {
  const decided = believed(step, said);
  const { decision } = decided;
  if (decision.do !== "raise") return;
  const key = episodeKeyOf(decided);
  if (key in step.held) releaseIfDue(step, key, decided.at);
  if (canBeHeld(step, decided.rule)) {
    // An episode that already rings continues to its end. The plan's dates do not stop it.
    if (!(key in step.ringing) && !belongsToFormerPlan(step, decided.rule, since)) {
      const { plan, timezone } = step.home;
      if (hasEnded(plan, timezone, since)) return;
      const starts = startsLaterAt(plan, timezone, decided.at);
      if (starts !== null) {
        hold(step, decided, since, starts);
        return;
      }
    }
    if (suspendingAbsences(step, decided.rule, decided.at).length > 0) {
      hold(step, decided, since, null);
      return;
    }
  }
  if (key in step.held) step.held = without(step.held, key);
  if (isEventTimeRule(step, decided.rule)) step.lastRingCause = { ...step.lastRingCause, [key]: decided.cause };
  const before = step.ringing[key];
  const ringing =
    before === undefined
      ? { since, priority: decision.priority }
      : { since: Math.min(before.since, since), priority: higherPriority(before.priority, decision.priority) };
  step.ringing = { ...step.ringing, [key]: ringing };
  addToResult(step, decided);
}

/**
 * Marks what a doubtful sensor says. It rings all the same, but urgently only where another sensor shows it too: alone it is advisory. A call for help
 * and a danger to life keep their priority (docs/guarantees.md, 5 and 7), and so does the silence of a device, which is no word of its own.
 */
export function believed(step: HomeStep, decided: CausedDecision): CausedDecision {
  const { decision, rule } = decided;
  if (decision.do !== "raise" || decided.doubtful) return decided;
  if (decision.doubtful !== true && (decision.deviceId === null || !isDoubtful(step, decision.deviceId))) return decided;
  const { guardsLife = false, housekeeping = false } = step.rules.find(({ name }) => name === rule) ?? {};
  const isLower =
    decision.isSupported !== true && !guardsLife && !housekeeping && higherPriority(decision.priority, "advisory") !== "advisory";
  return { ...decided, doubtful: true, decision: isLower ? { ...decision, priority: "advisory" } : decision };
}

/** A note of an episode that neither rings nor is held has no alarm to go to. */
function announceNote(step: HomeStep, decided: CausedDecision, endsEpisode: boolean): void {
  const key = episodeKeyOf(decided);
  if (key in step.held) {
    releaseIfDue(step, key, decided.at - 1);
    if (endsEpisode) step.held = without(step.held, key);
  }
  if (key in step.ringing) {
    if (endsEpisode) step.ringing = without(step.ringing, key);
    addToResult(step, decided);
  } else if (key in step.held) addHeldNote(step, key, decided);
}

function addToResult(step: HomeStep, decided: CausedDecision): void {
  if (step.decided === null) step.decided = [decided];
  else step.decided.push(decided);
}

function hold(step: HomeStep, decided: CausedDecision, since: number, until: number | null): void {
  const key = episodeKeyOf(decided);
  const before = step.held[key];
  const keepsBefore = before !== undefined && isHigher(before.decided, decided);
  const { heldSince = step.now, notes = undefined } = before ?? {};
  step.held = { ...step.held, [key]: { decided: keepsBefore ? before.decided : decided, since, heldSince, notes, until } };
}

function addHeldNote(step: HomeStep, key: string, decided: CausedDecision): void {
  const alarm = step.held[key] as HeldAlarm;
  const others = (alarm.notes ?? []).filter(({ cause }) => cause !== decided.cause);
  step.held = { ...step.held, [key]: { ...alarm, notes: [...others, decided].slice(-mostHeldNotes) } };
}

const isHigher = ({ decision: a }: CausedDecision, { decision: b }: CausedDecision): boolean =>
  a.do === "raise" && b.do === "raise" && a.priority !== b.priority && higherPriority(a.priority, b.priority) === a.priority;

function isDoubtful(step: HomeStep, deviceId: string): boolean {
  for (const [place, rule] of step.rules.entries()) {
    const slot = rule.doubtfulDevices === undefined ? undefined : slotAt(step, place);
    if (slot === undefined || slot.disabledReason !== undefined) continue;
    try {
      if (rule.doubtfulDevices?.(slot.state).some((id) => id === deviceId)) return true;
    } catch (error) {
      disableRule(step, activeRuleAt(step, place), error, { on: "start" }, step.now, `doubts/v${rule.version}`);
    }
  }
  return false;
}

function canBeHeld(step: HomeStep, ruleName: string): boolean {
  if (step.home.absences.length === 0 && step.home.plan.starts === null && step.home.plan.ends === null) return false;
  const rule = step.rules.find(({ name }) => name === ruleName);
  return rule !== undefined && !rule.guardsLife && !rule.housekeeping;
}

/** An absence that a sign of life ends in this step lasts until now: it still suspends what was due before. */
const suspendingAbsences = (step: HomeStep, rule: string, at: number): readonly Absence[] =>
  absencesAt(step.home, at).filter(
    ({ id, suspends }) =>
      suspends.includes(rule) && (id !== step.absenceEnded || (step.before.absenceEnded !== step.absenceEnded && at < step.now)),
  );

/** Rings a held alarm that is due by `by`, with its due time. It makes no difference when the service last looked. */
function releaseIfDue(step: HomeStep, key: string, by: number): void {
  const alarm = step.held[key] as HeldAlarm;
  const { decided, since, until } = alarm;
  let at = until ?? decided.at;
  for (let lasting = suspendingAbsences(step, decided.rule, at); lasting.length > 0; lasting = suspendingAbsences(step, decided.rule, at))
    at = Math.max(...lasting.map((one) => (one.id === step.absenceEnded ? step.now : absenceEnd(one))));
  // The absence that held it is no longer known.
  if (until === null && at === decided.at) at = step.now;
  if (at > by) {
    // Its time has come and an absence lasts: from now on only the absence holds it.
    if (until !== null && until <= by) step.held = { ...step.held, [key]: { ...alarm, decided: { ...decided, at: until }, until: null } };
    return;
  }
  step.held = without(step.held, key);
  announce(step, { ...decided, at }, since);
  for (const one of alarm.notes ?? []) announce(step, { ...one, at: Math.max(one.at, at) });
}

/** Rings the held alarms whose time has come. Another late reading prolongs the settling time of a burst. */
export function releaseHeldAlarms(step: HomeStep): void {
  for (const key in step.held) {
    const alarm = step.held[key] as HeldAlarm;
    const { heldSince, until } = alarm;
    const isSettling = until !== null && until <= heldSince + longestSettlingMs;
    const longer = step.late && isSettling ? Math.min(heldSince + longestSettlingMs, step.now + settlingMs) : until;
    if (longer !== until) step.held = { ...step.held, [key]: { ...alarm, until: longer } };
    releaseIfDue(step, key, step.now);
  }
}
