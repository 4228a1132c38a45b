import { inPublishingOrder, type NumberedReading, sentAtOf } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";

/** Each reading is under way for anything up to so many ms, so that they overtake one another; what devices say of time stays. */
export const reorder = (readings: readonly NumberedReading[], mostMs: number, random: Random): NumberedReading[] =>
  inPublishingOrder(readings.map((reading) => ({ ...reading, sentAt: sentAtOf(reading) + Math.floor(random.between(0, mostMs + 1)) })));
