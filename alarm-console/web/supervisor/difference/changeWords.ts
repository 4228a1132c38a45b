import { outcomeLabel } from "#domain/alarm.ts";
import { type AlarmChange, type AlarmDifference, lostGenuineRings, type PlanDifference } from "#domain/planDifference.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";

/** In the order of the legend: what nobody may overlook first. */
export const changeOrder: readonly AlarmChange[] = ["lost", "gained", "later", "earlier", "lower", "higher", "same"];

export const changeTitles: Readonly<Record<AlarmChange, string>> = {
  lost: "lost",
  gained: "gained",
  later: "later",
  earlier: "earlier",
  lower: "lower",
  higher: "higher",
  same: "same",
};

/** Somebody needed help then, and this plan would serve them worse. */
export const worseForGenuine = ({ genuine, change }: AlarmDifference): boolean =>
  genuine && (change === "lost" || change === "later" || change === "lower");

/** What operators wrote down when they closed it. */
export function outcomeWords({ outcome, before }: AlarmDifference): string {
  if (outcome !== null) return outcomeLabel(outcome);
  return before === null ? "there was no such alarm" : "none recorded";
}

/** When it rang under the plan that shows on the time line; one of the two is always there. */
export const markedAt = ({ before, after }: AlarmDifference): string => (after ?? before)?.at ?? "";
export const sentenceOf = ({ before, after }: AlarmDifference): string => (after ?? before)?.sentence ?? "";

/** "02:31, urgent, wakes the carer"; "nothing" where that plan raises none. */
export const raisedWords = (raised: AlarmDifference["before"], timezone: string): string =>
  raised === null ? "nothing" : `${wallMinute(raised.at, timezone)}, ${raised.priority}${raised.wakes ? ", wakes the carer" : ""}`;

/** All that a mark stands for, for who does not see where it stands. */
export const markWords = (alarm: AlarmDifference, timezone: string): string =>
  [
    `${changeTitles[alarm.change]}${alarm.genuine ? ", genuine" : ""}: night of ${nightDay(alarm.night)}, ${sentenceOf(alarm)}`,
    `Present plan: ${raisedWords(alarm.before, timezone)}`,
    `This plan: ${raisedWords(alarm.after, timezone)}`,
    `Outcome then: ${outcomeWords(alarm)}`,
    ...(alarm.recordedOnly ? [recordedOnlyWords] : []),
  ].join(". ");

export const recordedOnlyWords = "Rang then under another plan; neither of these raises it";

/** "Sun 22 Nov", by the date on which a night began. */
export const nightDay = (night: string): string => wallDay(`${night}T12:00:00Z`, "UTC");

/** "Sun 22 Nov, 02:31, urgent: Left bed 02:11, not back after 20 min. Recorded as “Genuine: help was needed”". */
export const lossLines = (difference: PlanDifference): string[] =>
  lostGenuineRings(difference).map((one) => `${lineOf(one, difference)}${one.recordedOnly ? "; neither plan raises it" : ""}`);

/** Genuine alarms that would still ring, but later or not so strongly. */
export const worseLines = (difference: PlanDifference): string[] =>
  difference.alarms
    .filter((one) => worseForGenuine(one) && one.change !== "lost" && !one.technical)
    .map((one) => {
      const under = one.after === null ? "" : `${wallMinute(one.after.at, difference.timezone)}, ${one.after.priority}`;
      return `${lineOf(one, difference)}; with this plan at ${under}`;
    });

function lineOf(one: AlarmDifference, { timezone }: PlanDifference): string {
  const { at, priority, sentence } = one.before ?? one.after ?? { at: "", priority: "", sentence: "" };
  return `${wallDay(at, timezone)}, ${wallMinute(at, timezone)}, ${priority}: ${sentence}. Recorded as “${outcomeWords(one)}”`;
}

/** Tells the marks of one drawing apart. */
export const keyOf = ({ rule, episode, before, after }: AlarmDifference): string => `${rule} ${episode} ${before?.at} ${after?.at}`;
