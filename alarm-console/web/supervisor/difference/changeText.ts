import { outcomeLabel } from "#domain/alarm.ts";
import { causeWords } from "#domain/carers/carerCause.ts";
import { type AlarmChange, type AlarmDifference, lostGenuineRings, type PlanDifference } from "#domain/planDifference.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";

/** In the order of the legend: the most important change first. */
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

/** The person needed help then, and with the new plan help would come later or not at all. */
export const worseForGenuine = ({ genuine, change }: AlarmDifference): boolean =>
  genuine && (change === "lost" || change === "later" || change === "lower");

/** The outcome that the operator recorded, and what a carer said it was. */
export function outcomeText({ outcome, before, carerCause }: AlarmDifference): string {
  const said = carerCause === null ? "" : `. Carer: ${causeWords[carerCause].toLowerCase()}`;
  if (outcome !== null) return `${outcomeLabel(outcome)}${said}`;
  return before === null ? "no alarm then" : `none recorded${said}`;
}

/** The time of the mark on the time line: under the new plan, else under the current one. An alarm always has one of the two. */
export const markedAt = ({ before, after }: AlarmDifference): string => (after ?? before)?.at ?? "";
export const sentenceOf = ({ before, after }: AlarmDifference): string => (after ?? before)?.sentence ?? "";

/** "02:31, urgent, wakes the carer"; "no alarm" when that plan raises none. */
export const raisedText = (raised: AlarmDifference["before"], timezone: string): string =>
  raised === null ? "no alarm" : `${wallMinute(raised.at, timezone)}, ${raised.priority}${raised.wakes ? ", wakes the carer" : ""}`;

/** A mark as text, for a screen reader. */
export const markText = (alarm: AlarmDifference, timezone: string): string =>
  [
    `${changeTitles[alarm.change]}${alarm.genuine ? ", genuine" : ""}: night of ${nightDay(alarm.night)}, ${sentenceOf(alarm)}`,
    `Current plan: ${raisedText(alarm.before, timezone)}`,
    `New plan: ${raisedText(alarm.after, timezone)}`,
    `Recorded outcome: ${outcomeText(alarm)}`,
    ...(alarm.recordedOnly ? [recordedOnlyText] : []),
  ].join(". ");

export const recordedOnlyText = "Raised under an older plan; neither of these plans raises it";

/** "Sun 22 Nov": the date on which the night began. */
export const nightDay = (night: string): string => wallDay(`${night}T12:00:00Z`, "UTC");

/** "Sun 22 Nov, 02:31, urgent: Left bed 02:11, not back after 20 min. Recorded as “Genuine: help was needed”". */
export const lossLines = (difference: PlanDifference): string[] =>
  lostGenuineRings(difference).map((one) => `${lineOf(one, difference)}${one.recordedOnly ? "; neither plan raises it" : ""}`);

/** Genuine alarms that would still ring, but later or with a lower priority. */
export const worseLines = (difference: PlanDifference): string[] =>
  difference.alarms
    .filter((one) => worseForGenuine(one) && one.change !== "lost" && !one.technical)
    .map((one) => {
      const newRing = one.after === null ? "" : `${wallMinute(one.after.at, difference.timezone)}, ${one.after.priority}`;
      return `${lineOf(one, difference)}; with the new plan at ${newRing}`;
    });

function lineOf(one: AlarmDifference, { timezone }: PlanDifference): string {
  const { at, priority, sentence } = one.before ?? one.after ?? { at: "", priority: "", sentence: "" };
  return `${wallDay(at, timezone)}, ${wallMinute(at, timezone)}, ${priority}: ${sentence}. Recorded as “${outcomeText(one)}”`;
}

/** Unique among the alarms of one comparison. */
export const keyOf = ({ rule, episode, before, after }: AlarmDifference): string => `${rule} ${episode} ${before?.at} ${after?.at}`;
