import type { TimedReading } from "../service/timedReading.ts";
import type { HomePlan } from "../simulation/homePlan.ts";

/** A timeline worth an alarm, told as readings: pure, in the order of publishing. */
export interface Scenario {
  name: string;
  /** One line for a tester: what happens. */
  tells: string;
  /** The rules that must raise an alarm because of it under the basic plan, and no others; the technical list apart. */
  raises: readonly string[];
  /**
   * `from` in epoch ms; a timeline of the night begins at the next night, and the devices' heartbeats go on from `from` all the same.
   * `seed` is that of the life that goes before, for each device keeps its minute.
   */
  readings(plan: HomePlan, from: number, seed?: number): TimedReading[];
}

export const minute = 60_000;

/** In the order in which the readings are published. */
export function inOrder(readings: Iterable<TimedReading>): TimedReading[] {
  return [...readings].sort((a, b) => (a.sentAt ?? a.at) - (b.sentAt ?? b.at) || a.at - b.at);
}
