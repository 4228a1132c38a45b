import type { Reading } from "#domain/reading.ts";
import { clockToleranceMs, longestBacklogMs } from "#domain/time/deviceClock.ts";

/** A delay up to one minute is not worth a word to staff. */
export const ignoredDelayMs = 60_000;

/**
 * True for a buffered reading whose device clock does not tell when it happened: the device gives no time, or a time that the
 * service could not use. Its `time` is an estimate from the order of the device's readings. A step of the server's clock since (`movedMs`) moved no
 * device's clock, and makes no known time unknown.
 */
export const hasUnknownAge = ({ historical, at, time, arrivedAt, movedMs = 0 }: Reading): boolean =>
  historical &&
  (at === null ||
    (Math.abs(arrivedAt - movedMs - at) > ignoredDelayMs && (time === arrivedAt || Math.abs(time - movedMs - at) > clockToleranceMs)));

/** True for a reading placed at its arrival although the device gives an earlier time: its clock went back, or the reading is late. */
export const mayBeOld = ({ historical, at, time, arrivedAt, movedMs = 0 }: Reading): boolean => {
  const ageMs = at === null ? 0 : arrivedAt - movedMs - at;
  return !historical && time === arrivedAt && ageMs > clockToleranceMs && ageMs <= longestBacklogMs;
};

/** True where the reading arrived more than a minute after it happened, or may have done so. The sentence then gives the time. */
export const arrivedLate = (reading: Reading): boolean =>
  reading.arrivedAt - reading.time > ignoredDelayMs || hasUnknownAge(reading) || mayBeOld(reading);

/**
 * When a device last reported a danger or a fall. A rule compares an all-clear with it (`isOlderThan`). Epoch ms, by event time and by
 * arrival time, because the device's clock may be set back between the two readings.
 */
export interface ReportTimes {
  /** By event time. */
  saidAt: number;
  /** By arrival time. For a buffered reading, which arrives long after it happened, by event time as well. */
  heardAt: number;
}

/** The times of this reading, or of the report `before` it where that is later. */
export function latestReport({ time, arrivedAt, historical }: Reading, before: ReportTimes | null = null): ReportTimes {
  const heardAt = historical ? time : arrivedAt;
  return { saidAt: Math.max(time, before?.saidAt ?? time), heardAt: Math.max(heardAt, before?.heardAt ?? heardAt) };
}

/**
 * True where the reading happened before the report, so it cannot cancel or clear it. A buffered reading is compared with the
 * arrival time of the report. Example: smoke arrives at 02:14 from a detector whose clock has just gone back an hour (event time
 * 01:14). A buffered all-clear of 01:50 comes from before the clock went back: 01:50 is after 01:14 and before 02:14, so it clears nothing.
 */
export const isOlderThan = ({ time, historical }: Reading, { saidAt, heardAt }: ReportTimes): boolean =>
  time < (historical ? heardAt : saidAt);
