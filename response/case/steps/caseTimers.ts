import { endedOutcome } from "#domain/alarm.ts";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { durationText, sayLateAfterMs } from "../../durationText.ts";
import type { Case } from "./caseState.ts";
import { type CaseStep, followedBy, type NewEntry, type StepContext, stepTo } from "./caseStep.ts";
import { closedCase } from "./closing.ts";
import { centreTimer } from "./timers/centreTimer.ts";
import { acceptedTimers, ladderTimers } from "./timers/familyTimers.ts";
import { claimedTimers, followUpTimer } from "./timers/holderTimers.ts";
import type { Timer } from "./timers/timer.ts";

/** The earliest timer of the case, in epoch ms. Null: the case waits for nothing. */
export function nextAt(one: Case, settings: AnsweringSettings): number | null {
  const first = earliest(one, settings);
  return first === null ? null : first.at;
}

/**
 * Runs every timer that is due, in the order of their times. After an outage all that fell due meanwhile runs at once, each step once, and says
 * how late it is. Of the repeated rings that were missed only one is made up for.
 *
 * Example, a fall at 02:00:00 that no operator claims, with the default settings, the service down from 02:00:10 to 02:10:00. At 02:10:00: rings
 * again (9 min late), supervisor (9 min late), everyone (8 min late), rings again (3 min late). Next at 02:12:00.
 */
export function runDueTimers(before: Case, context: StepContext): CaseStep {
  let step = stepTo(before, []);
  for (;;) {
    const timer = earliest(step.case, context.settings);
    if (timer === null || timer.at > context.now) return step;
    const next = timer.run(step.case, context, timer.at);
    step = followedBy(step, { ...next, entries: next.entries.map((entry) => withLateness(entry, context.now - timer.at)) });
  }
}

const withLateness = (entry: NewEntry, lateMs: number): NewEntry =>
  lateMs < sayLateAfterMs ? entry : { ...entry, text: `${entry.text} (${durationText(lateMs)} late)` };

function earliest(one: Case, settings: AnsweringSettings): Timer | null {
  const timers = timersOf(one, settings);
  return timers.reduce<Timer | null>((first, timer) => (first === null || timer.at < first.at ? timer : first), null);
}

function timersOf(one: Case, settings: AnsweringSettings): Timer[] {
  if (one.phase.state === "closed") return [];
  if (one.technical) return stuckTimers(one);
  return [...ladderTimers(one), ...phaseTimers(one, settings), ...acceptedTimers(one, settings)];
}

/** A stuck button that an operator closed as technical ends when it has been quiet for so long; the next press is then a new call. */
const quietMs = 600_000;

function stuckTimers(one: Case): Timer[] {
  const stuck = one.alarms.find((alarm) => alarm.isOpen && alarm.stuck);
  if (stuck === undefined || stuck.rangAt === null) return [];
  const text = "Quiet for 10 minutes: the next press is a new call";
  const run = (before: Case, { now }: StepContext): CaseStep => ({
    ...stepTo(closedCase(before, null, now), [{ event: "closed", text, by: null, alarmId: stuck.id }]),
    closedAlarms: [{ alarmId: stuck.id, outcome: endedOutcome }],
  });
  return [{ at: stuck.rangAt + quietMs, run }];
}

function phaseTimers({ phase }: Case, settings: AnsweringSettings): Timer[] {
  if (phase.state === "waiting") return phase.centreSince === null ? [] : [centreTimer(phase, phase.centreSince, settings)];
  if (phase.state === "claimed") return claimedTimers(phase, settings);
  if (phase.state === "followUp") return [followUpTimer(phase, settings)];
  return [];
}
