import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock, wallDate } from "#domain/wallClock.ts";

const worthSayingMs = 60_000;

/** The device kept it, and its clock does not tell for how long. */
const keptForUnknown = ({ historical, at, time, arrivedAt }: Reading): boolean =>
  historical && time === arrivedAt && (at === null || Math.abs(arrivedAt - at) > worthSayingMs);

/** Arrived much later than it happened. What the device says counts only as far as its clock can be believed. */
export const receivedLate = (reading: Reading): boolean => reading.arrivedAt - reading.time > worthSayingMs || keptForUnknown(reading);

/** "02:14", or "02:14, received 05:40", with the date too when that was another day; "earlier, received 05:40" where nobody knows. */
export function clockText(reading: Reading, home: HomeFacts): string {
  if (keptForUnknown(reading)) return `earlier, received ${wallClock(reading.arrivedAt, home.timezone)}`;
  return happenedText(reading, home);
}

/** As `clockText`, for a rule in order of happening: by `time`, which is all it goes by. */
export function happenedText({ time, arrivedAt }: Reading, { timezone }: HomeFacts): string {
  if (arrivedAt - time <= worthSayingMs) return wallClock(time, timezone);
  const day = wallDate(time, timezone) === wallDate(arrivedAt, timezone) ? "" : `${wallDate(time, timezone)} `;
  return `${day}${wallClock(time, timezone)}, received ${wallClock(arrivedAt, timezone)}`;
}

/** When something was said that another reading may take back. Epoch ms. */
export interface Heard {
  /** By the reading's `time`. */
  saidAt: number;
  /** For what the device kept: by `time` too. For what it said at once: when that came, whatever the device's clock says. */
  heardAt: number;
}

/** Of this reading, or the later of it and what was said before. */
export function heardOf({ time, arrivedAt, historical }: Reading, before: Heard | null = null): Heard {
  const heardAt = historical ? time : arrivedAt;
  return { saidAt: Math.max(time, before?.saidAt ?? time), heardAt: Math.max(heardAt, before?.heardAt ?? heardAt) };
}

/**
 * Whether a reading is of before that was said. What the device kept is measured from when that came: a clock set back in between would
 * make old news of the newest.
 */
export const isFromBefore = ({ time, historical }: Reading, { saidAt, heardAt }: Heard): boolean => time < (historical ? heardAt : saidAt);
