import type { NumberedReading } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";

/** Loses each heartbeat with this probability, as over a weak radio link; other readings are not lost. */
export function dropHeartbeats(readings: readonly NumberedReading[], probability: number, random: Random): NumberedReading[] {
  return readings.filter(({ value }) => value.kind !== "heartbeat" || !random.chance(probability));
}
