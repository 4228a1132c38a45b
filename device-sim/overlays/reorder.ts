import { inPublishingOrder, type NumberedReading, sentAtOf } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";

/** Delays each reading by a random time of up to `mostMs`, so that readings overtake one another. The devices' own times stay the same. */
export const reorder = (readings: readonly NumberedReading[], mostMs: number, random: Random): NumberedReading[] =>
  inPublishingOrder(readings.map((reading) => ({ ...reading, sentAt: sentAtOf(reading) + Math.floor(random.between(0, mostMs + 1)) })));
