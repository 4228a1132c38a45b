import { type AlarmView, byQueueOrder } from "#domain/alarm.ts";
import { lastRangAt } from "../../operator/alarm/ringLines.ts";
import { answerTargetsSeconds } from "../clock/waited.ts";

/** So long an alarm is news: then the first of the targets is missed and it waits like the others. */
const newsMs = answerTargetsSeconds[0] * 1000;

/**
 * Of several that nobody holds, the one to name where there is room for one: the most urgent, and among equals the newest
 * while it is news, since nobody on this page has heard of it; then the longest waiting.
 */
export function firstWaiting(unclaimed: readonly AlarmView[], now: number): AlarmView | undefined {
  const [longest, ...others] = [...unclaimed].sort(byQueueOrder);
  if (longest === undefined) return undefined;
  const equals = [longest, ...others.filter(({ priority }) => priority === longest.priority)];
  const newest = equals.reduce((one, other) => (lastRangAt(other) > lastRangAt(one) ? other : one));
  return now - lastRangAt(newest) < newsMs ? newest : longest;
}
