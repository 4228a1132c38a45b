import { type NumberedReading, sentAtOf } from "../service/timedReading.ts";

/** Every device's clock is ahead by so many ms (behind where negative). Only the devices' own times change, not when they send. */
export const skew = (readings: readonly NumberedReading[], aheadMs: number): NumberedReading[] =>
  readings.map((reading) => ({ ...reading, at: reading.at + aheadMs, sentAt: sentAtOf(reading) }));
