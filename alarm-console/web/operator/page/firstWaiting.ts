import { type AlarmView, byQueueOrder } from "#domain/alarm.ts";
import { answerTargetsSeconds } from "../../shared/clock/durations.ts";
import { lastRangAt } from "../../shared/live/timelineRings.ts";

/** An alarm counts as new until it misses the first answer target. */
const newMs = answerTargetsSeconds[0] * 1000;

/**
 * The unclaimed alarm to show where only one fits. The highest priority wins. Among equals: the newest ring while it is less than 60 seconds
 * old, because the operator has not seen it yet; after that the alarm that has waited longest.
 *
 * Example at 03:00: alarm 1 rang at 01:00 and alarm 2 at 02:59:30, both urgent. The result is alarm 2; at 03:01 it is alarm 1.
 */
export function firstWaiting(unclaimed: readonly AlarmView[], now: number): AlarmView | undefined {
  const [longest, ...others] = [...unclaimed].sort(byQueueOrder);
  if (longest === undefined) return undefined;
  const equals = [longest, ...others.filter(({ priority }) => priority === longest.priority)];
  const newest = equals.reduce((one, other) => (lastRangAt(other) > lastRangAt(one) ? other : one));
  return now - lastRangAt(newest) < newMs ? newest : longest;
}
