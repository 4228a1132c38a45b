import { inPublishingOrder, type NumberedReading, sentAtOf } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";

/** A device that missed a PUBACK sends again within this time. */
const resentWithinMs = 30_000;

/** Sends each message a second time with this probability, unchanged, up to 30 seconds after the first. */
export function duplicate(readings: readonly NumberedReading[], probability: number, random: Random): NumberedReading[] {
  const all = readings.flatMap((reading) => {
    if (!random.chance(probability)) return [reading];
    return [reading, { ...reading, resentAt: sentAtOf(reading) + random.whole(1, resentWithinMs) }];
  });
  return inPublishingOrder(all);
}
