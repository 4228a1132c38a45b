import { instantOf, localDate, nextWallTime } from "#domain/time/wallClock.ts";

/** The last time before `by` (epoch ms), or at it, at which clocks showed `time` ("04:00"). */
export function lastWallTime(by: number, time: string, timezone: string): number {
  const today = localDate(by, timezone);
  const instant = instantOf(today, time, timezone);
  return instant <= by ? instant : instantOf(today.subtract({ days: 1 }), time, timezone);
}

/**
 * When a check that is due daily at `time` is due next, after the server's clock was set. `dueAt` is when it was due before, by the same clock
 * face. An hour that the step skipped is checked at once; one that comes again is checked again.
 *
 * Example, due at 22:00. The clock goes from 21:30 to 22:30: due at 22:00, half an hour ago. It goes from 22:30 back to 21:30, when the
 * check of 22:00 is done and the next is due tomorrow: due at 22:00 today.
 */
export const dailyCheckAfterStep = (dueAt: number, now: number, time: string, timezone: string): number =>
  dueAt <= now ? lastWallTime(now, time, timezone) : Math.min(dueAt, nextWallTime(now, time, timezone));
