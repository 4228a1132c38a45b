import type { TimedReading } from "../service/timedReading.ts";
import type { HomePlan } from "../simulation/homePlan.ts";

/** An event that raises alarms, as readings in the order of publishing. Pure. */
export interface Scenario {
  name: string;
  /** One line for a tester: what happens. */
  tells: string;
  /** The rules that raise an alarm under the basic plan; no other rule does, the technical list left out. */
  raises: readonly string[];
  /**
   * `from` is epoch ms. A scenario of the night begins in the next night after `from`; heartbeats come from `from` on.
   * `seed` is that of the ordinary life before it: it decides the minute at which each device sends its heartbeats.
   */
  readings(plan: HomePlan, from: number, seed?: number): TimedReading[];
}

export const minute = 60_000;

/** In the order in which the readings are published. */
export function inOrder(readings: Iterable<TimedReading>): TimedReading[] {
  return [...readings].sort((a, b) => (a.sentAt ?? a.at) - (b.sentAt ?? b.at) || a.at - b.at);
}
