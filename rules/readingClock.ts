import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock, wallDate } from "#domain/wallClock.ts";

const worthSayingMs = 60_000;

/** Arrived much later (or earlier) than the device says. */
export const receivedLate = (reading: Reading): reading is Reading & { at: number } =>
  reading.at !== null && Math.abs(reading.at - reading.arrivedAt) > worthSayingMs;

/** "02:14", or "02:14, received 05:40", with the date too when that was another day. */
export function clockText(reading: Reading, home: HomeFacts): string {
  if (!receivedLate(reading)) return wallClock(reading.time, home.timezone);
  const { at, arrivedAt } = reading;
  const date = wallDate(at, home.timezone);
  const day = date === wallDate(arrivedAt, home.timezone) ? "" : `${date} `;
  return `${day}${wallClock(at, home.timezone)}, received ${wallClock(arrivedAt, home.timezone)}`;
}

/** As `clockText`, for a rule in order of happening: by `time`, in which the device's clock is put right. */
export function happenedText({ time, arrivedAt }: Reading, { timezone }: HomeFacts): string {
  if (arrivedAt - time <= worthSayingMs) return wallClock(time, timezone);
  const day = wallDate(time, timezone) === wallDate(arrivedAt, timezone) ? "" : `${wallDate(time, timezone)} `;
  return `${day}${wallClock(time, timezone)}, received ${wallClock(arrivedAt, timezone)}`;
}
