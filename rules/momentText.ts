import { wallClock, wallDate } from "#domain/time/wallClock.ts";

/** "08:14", with the date before it where that is not the day of `now`. Epoch ms. */
export function momentText(instant: number, now: number, timezone: string): string {
  const date = wallDate(instant, timezone);
  const clock = wallClock(instant, timezone);
  return date === wallDate(now, timezone) ? clock : `${date} ${clock}`;
}
