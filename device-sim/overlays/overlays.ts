import type { PlanWindow } from "#domain/time/planWindow.ts";
import { inPublishingOrder, type NumberedReading, numbered, type TimedReading } from "../service/timedReading.ts";
import { createRandom } from "../simulation/random.ts";
import { backlog } from "./backlog.ts";
import { dropHeartbeats } from "./dropHeartbeats.ts";
import { duplicate } from "./duplicate.ts";
import { reorder } from "./reorder.ts";
import { skew } from "./skew.ts";

/** What can go wrong between a home and the service, to lay over any stream. */
export interface Overlays {
  /** The part of the heartbeats that are lost, 0 to 1. */
  dropHeartbeats?: number | undefined;
  /** When the line is down each day. */
  backlog?: PlanWindow | undefined;
  /** How far the devices' clocks are ahead, in ms. */
  skewMs?: number | undefined;
  /** The longest that a reading is under way, in ms. */
  reorderMs?: number | undefined;
  /** The part of the messages that are sent twice, 0 to 1. */
  duplicate?: number | undefined;
}

/**
 * In the order in which things go wrong on the way: in the device, on a line that is down, on the way, at the
 * acknowledgement. What comes back is numbered and in the order of publishing; the same seed gives the same. Each
 * overlay draws its own numbers, so that one more of them does not change what the others do.
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
