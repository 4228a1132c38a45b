import type { CaseView } from "#domain/answering/case.ts";
import { answerTargetsSeconds } from "../../shared/clock/durations.ts";
import { byQueueOrder } from "../../shared/live/deskStore.ts";
import { lastRangAt } from "../../shared/live/timelineRings.ts";

/** A case counts as new until it misses the first answer target. */
const newMs = answerTargetsSeconds[0] * 1000;

/**
 * The waiting case to show where only one fits. The highest priority wins. Among equals: the newest ring while it is less than 60 seconds
 * old, because the operator has not seen it yet; after that the case that has waited longest.
 *
 * Example at 03:00: case 1 rang at 01:00 and case 2 at 02:59:30, both urgent. The result is case 2; at 03:01 it is case 1.
 */
export function firstWaiting(waiting: readonly CaseView[], now: number): CaseView | undefined {
  const [longest, ...others] = [...waiting].sort(byQueueOrder);
  if (longest === undefined) return undefined;
  const equals = [longest, ...others.filter(({ priority }) => priority === longest.priority)];
  const newest = equals.reduce((one, other) => (lastRangAt(other) > lastRangAt(one) ? other : one));
  return now - lastRangAt(newest) < newMs ? newest : longest;
}
