import { outcomeLabel } from "#domain/alarm.ts";
import { type AlarmChange, type AlarmDifference, lostGenuine, type PlanDifference } from "#domain/planDifference.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";

/** In the order of the legend: what nobody may overlook first. */
export const changeOrder: readonly AlarmChange[] = ["lost", "gained", "later", "earlier", "weaker", "stronger", "same"];

export const changeTitles: Readonly<Record<AlarmChange, string>> = {
  lost: "lost",
  gained: "gained",
  later: "later",
  earlier: "earlier",
  weaker: "weaker",
  stronger: "stronger",
  same: "same",
};

/** Somebody needed help then, and this plan would serve them worse. */
export const worseForGenuine = ({ genuine, change }: AlarmDifference): boolean =>
  genuine && (change === "lost" || change === "later" || change === "weaker");

/** What operators wrote down when they closed it. */
export function outcomeWords({ outcome, before }: AlarmDifference): string {
  if (outcome !== null) return outcomeLabel(outcome);
  return before === null ? "there was no such alarm" : "none recorded";
}

/** When it rang under the plan that shows on the time line; one of the two is always there. */
export const markedAt = ({ before, after }: AlarmDifference): string => (after ?? before)?.at ?? "";
export const sentenceOf = ({ before, after }: AlarmDifference): string => (after ?? before)?.sentence ?? "";

/** "Sun 22 Nov, 02:31, urgent: Left bed 02:11 and not back. Recorded as “Genuine: help was needed”". */
export const lossLines = (difference: PlanDifference): string[] =>
  lostGenuine(difference).map((one) => {
    const { at, strength } = one.before ?? { at: difference.from, strength: "" };
    const moment = `${wallDay(at, difference.timezone)}, ${wallMinute(at, difference.timezone)}`;
    return `${moment}, ${strength}: ${sentenceOf(one)}. Recorded as “${outcomeWords(one)}”${one.recordedOnly ? "; neither plan raises it" : ""}`;
  });

/** Tells the marks of one drawing apart. */
export const keyOf = ({ rule, episode, before, after }: AlarmDifference): string => `${rule} ${episode} ${before?.at} ${after?.at}`;
