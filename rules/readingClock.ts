import type { HomeFacts } from "#domain/home.ts";
import { wallClock } from "#domain/nightWindow.ts";
import type { Reading } from "#domain/reading.ts";

const worthSayingMs = 60_000;

/** Received much later (or earlier) than the device says; a test home's receipt is on another clock and says nothing. */
export const receivedLate = (reading: Reading, home: HomeFacts): reading is Reading & { at: number } =>
  home.mode === "live" && reading.at !== null && Math.abs(reading.at - reading.receivedAt) > worthSayingMs;

/** "02:14", or "02:14, received 05:40", with the date too when that was another day. */
export function clockText(reading: Reading, home: HomeFacts): string {
  if (!receivedLate(reading, home)) return wallClock(reading.time, home.timezone);
  const { at, receivedAt } = reading;
  const date = localDate(at, home.timezone);
  const day = date === localDate(receivedAt, home.timezone) ? "" : `${date} `;
  return `${day}${wallClock(at, home.timezone)}, received ${wallClock(receivedAt, home.timezone)}`;
}

const localDate = (instant: number, timezone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDate().toString();

/**
 * The reading's time where that is the device's own clock, null where receipt stands in for it. Two readings of one
 * device can be put in order only by one clock: a device near the two-minute bound changes from one to the other.
 */
export const deviceClock = (reading: Reading): number | null => (reading.at === reading.time ? reading.time : null);

/**
 * Overtaken on its way by a later reading of the same device, whose `deviceClock` is given. MQTT keeps the order of one
 * device, so in a live home only a reading that was kept for later can be: one that merely bears an earlier time comes
 * from a clock that was put right, and what it says is now.
 */
export function isOvertaken(reading: Reading, by: number | null, home: HomeFacts): boolean {
  const time = deviceClock(reading);
  return time !== null && by !== null && time < by && (home.mode === "test" || reading.historical);
}
