import type { NumberedReading } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";

/** Loses heartbeats with this probability, as a weak radio does, and nothing else. */
export function dropHeartbeats(readings: readonly NumberedReading[], probability: number, random: Random): NumberedReading[] {
  return readings.filter(({ value }) => value.kind !== "heartbeat" || !random.chance(probability));
}
