import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";

export interface HomeClock {
  /** The service's clock in epoch ms. */
  now: () => number;
  /** The clock of a test home in epoch ms: the time of its readings. Null before its first reading. */
  clockOf: (homeId: HomeId) => number | null;
}

/** The time in a home, in epoch ms. */
export const homeTime = ({ now, clockOf }: HomeClock, { id, mode }: Pick<HomeFacts, "id" | "mode">): number =>
  followsReadings(mode) ? (clockOf(id) ?? now()) : now();
