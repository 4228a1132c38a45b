import { type NumberedReading, sentAtOf } from "../service/timedReading.ts";

/** Every device's clock is ahead by so many ms (behind where negative): they say so, and are heard when they are heard. */
export const skew = (readings: readonly NumberedReading[], aheadMs: number): NumberedReading[] =>
  readings.map((reading) => ({ ...reading, at: reading.at + aheadMs, sentAt: sentAtOf(reading) }));
