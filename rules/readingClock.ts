import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { clockBoundMs, longestBacklogMs } from "#domain/time/deviceClock.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { momentText } from "./momentText.ts";

const worthSayingMs = 60_000;

/** The device kept it, and its clock does not tell for how long: its `time` goes by the order of what the device told, at most. */
export const keptForUnknown = ({ historical, at, time, arrivedAt }: Reading): boolean =>
  historical && (at === null || (Math.abs(arrivedAt - at) > worthSayingMs && (time === arrivedAt || Math.abs(time - at) > clockBoundMs)));

/** Put at its arrival, though the device says that it happened earlier: its clock was set back, or it was late. */
const mayBeOld = ({ historical, at, time, arrivedAt }: Reading): boolean =>
  !historical && time === arrivedAt && at !== null && arrivedAt - at > clockBoundMs && arrivedAt - at <= longestBacklogMs;

/** Arrived much later than it happened, or than its device says. */
export const receivedLate = (reading: Reading): boolean =>
  reading.arrivedAt - reading.time > worthSayingMs || keptForUnknown(reading) || mayBeOld(reading);

/** "02:14", or "02:14, received 05:40", with the date too when that was another day; "02:14, its clock says 01:14"; "earlier, received 05:40" where nobody knows. */
export function clockText(reading: Reading, home: HomeFacts): string {
  return keptForUnknown(reading) ? earlierText(reading, home.timezone) : happenedText(reading, home);
}

const earlierText = ({ arrivedAt }: Reading, timezone: string): string => `earlier, received ${wallClock(arrivedAt, timezone)}`;

/** As `clockText`, for a rule in order of happening: by `time`, which is all it goes by; what came when nobody knows better happened then. */
export function happenedText(reading: Reading, { timezone }: HomeFacts): string {
  const { at, time, arrivedAt } = reading;
  if (time !== arrivedAt && keptForUnknown(reading)) return earlierText(reading, timezone);
  if (mayBeOld(reading)) return `${wallClock(time, timezone)}, its clock says ${momentText(at ?? time, time, timezone)}`;
  if (arrivedAt - time <= worthSayingMs) return wallClock(time, timezone);
  return `${momentText(time, arrivedAt, timezone)}, received ${wallClock(arrivedAt, timezone)}`;
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
