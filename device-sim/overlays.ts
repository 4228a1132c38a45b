import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { layFaults } from "./faults/all.ts";
import { inPublishingOrder, type NumberedReading, numbered, sentAtOf, type TimedReading } from "./service/timedReading.ts";
import { createRandom, type Random } from "./simulation/random.ts";

/** The faults in a home, and between it and the service, that can be laid over any stream. */
export interface Overlays {
  /** Faults of sensors, clocks and messages, by name (`faults/all.ts`). */
  faults?: readonly string[] | undefined;
  /** The part of the heartbeats that is lost, 0 to 1. */
  dropHeartbeats?: number | undefined;
  /** When the line is down each day. */
  backlog?: PlanWindow | undefined;
  /** How far the devices' clocks are ahead, in ms; negative where they are behind. */
  skewMs?: number | undefined;
  /** The longest delay of a reading on the way, in ms. */
  reorderMs?: number | undefined;
  /** The part of the messages that is sent twice, 0 to 1. */
  duplicate?: number | undefined;
}

/**
 * Lays the overlays over a stream, in the order in which such faults happen: in the device, on a line that is down, on the way, at the
 * acknowledgement. The result is numbered and in the order of publishing; the same seed gives the same result. Each overlay draws its own random
 * numbers, so that adding one does not change the effect of the others.
 */
export function layOver(
  readings: readonly TimedReading[],
  o: Overlays,
  { seed, timezone }: { seed: number; timezone: string },
): NumberedReading[] {
  let laid: NumberedReading[] = numbered(layFaults(readings, o.faults ?? [], seed));
  if (o.dropHeartbeats !== undefined) laid = dropHeartbeats(laid, o.dropHeartbeats, createRandom(seed, 11));
  if (o.backlog !== undefined) laid = backlog(laid, o.backlog, timezone);
  if (o.skewMs !== undefined) laid = skew(laid, o.skewMs);
  if (o.reorderMs !== undefined) laid = reorder(laid, o.reorderMs, createRandom(seed, 12));
  laid = inPublishingOrder(laid);
  return o.duplicate === undefined ? laid : duplicate(laid, o.duplicate, createRandom(seed, 13));
}

/** Loses each heartbeat with this probability, as over a weak radio link; other readings are not lost. */
function dropHeartbeats(readings: readonly NumberedReading[], probability: number, random: Random): NumberedReading[] {
  return readings.filter(({ value }) => value.kind !== "heartbeat" || !random.chance(probability));
}

/**
 * The line is down each day in that window, by the wall clock. The devices buffer their readings, mark them as historical, and send them in
 * one burst when the window ends.
 */
function backlog(readings: readonly NumberedReading[], window: PlanWindow, timezone: string): NumberedReading[] {
  // Readings come mostly in order of time, so one look-up serves a whole night.
  let outage = { from: 0, to: 0 };
  return readings.map((reading) => {
    const sentAt = sentAtOf(reading);
    if (!inWindows([window], sentAt, timezone)) return reading;
    if (sentAt < outage.from || sentAt >= outage.to) outage = { from: sentAt, to: nextWindowChange([window], sentAt, timezone) ?? sentAt };
    return { ...reading, sentAt: outage.to, historical: true };
  });
}

/** Every device's clock is ahead by so many ms (behind where negative). Only the devices' own times change, not when they send. */
const skew = (readings: readonly NumberedReading[], aheadMs: number): NumberedReading[] =>
  readings.map((reading) => ({ ...reading, at: reading.at + aheadMs, sentAt: sentAtOf(reading) }));

/** Delays each reading by a random time of up to `mostMs`, so that readings overtake one another. The devices' own times stay the same. */
const reorder = (readings: readonly NumberedReading[], mostMs: number, random: Random): NumberedReading[] =>
  inPublishingOrder(readings.map((reading) => ({ ...reading, sentAt: sentAtOf(reading) + Math.floor(random.between(0, mostMs + 1)) })));

/** A device that missed a PUBACK sends again within this time. */
const resentWithinMs = 30_000;

/** Sends each message a second time with this probability, unchanged, up to 30 seconds after the first. */
function duplicate(readings: readonly NumberedReading[], probability: number, random: Random): NumberedReading[] {
  const all = readings.flatMap((reading) => {
    if (!random.chance(probability)) return [reading];
    return [reading, { ...reading, resentAt: sentAtOf(reading) + random.whole(1, resentWithinMs) }];
  });
  return inPublishingOrder(all);
}
