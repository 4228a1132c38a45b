import type { PlanWindow } from "#domain/time/planWindow.ts";
import { inPublishingOrder, type NumberedReading, numbered, type TimedReading } from "../service/timedReading.ts";
import { createRandom } from "../simulation/random.ts";
import { backlog } from "./backlog.ts";
import { dropHeartbeats } from "./dropHeartbeats.ts";
import { duplicate } from "./duplicate.ts";
import { reorder } from "./reorder.ts";
import { skew } from "./skew.ts";

/** The faults between a home and the service that can be laid over any stream. */
export interface Overlays {
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
 * acknowledgement. The result is numbered and in the order of publishing; the same seed gives the same result. Each overlay draws random
 * numbers of its own, so that adding one does not change the effect of the others.
 */
export function layOver(
  readings: readonly TimedReading[],
  o: Overlays,
  { seed, timezone }: { seed: number; timezone: string },
): NumberedReading[] {
  let laid: NumberedReading[] = numbered(readings);
  if (o.dropHeartbeats !== undefined) laid = dropHeartbeats(laid, o.dropHeartbeats, createRandom(seed, 11));
  if (o.backlog !== undefined) laid = backlog(laid, o.backlog, timezone);
  if (o.skewMs !== undefined) laid = skew(laid, o.skewMs);
  if (o.reorderMs !== undefined) laid = reorder(laid, o.reorderMs, createRandom(seed, 12));
  laid = inPublishingOrder(laid);
  return o.duplicate === undefined ? laid : duplicate(laid, o.duplicate, createRandom(seed, 13));
}
