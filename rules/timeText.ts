import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { shortGapMs } from "#domain/serviceIncident.ts";
import { notListenedMs } from "#domain/time/listening.ts";
import { wallClock, wallDate } from "#domain/time/wallClock.ts";
import { hasUnknownAge, ignoredDelayMs, mayBeOld } from "./readingAge.ts";

/** "40 s", "20 min", "6 h 58 min", "2 d 3 h": the two largest units, rounded down. */
export function durationText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return `${seconds} s`;
  if (hours < 1) return `${minutes} min`;
  if (hours < 24) return twoUnits(hours, "h", minutes % 60, "min");
  return twoUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

const twoUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** "08:14" on the day of `now`, "2026-11-22 08:14" on another day. Both times in epoch ms. */
export function momentText(instant: number, now: number, timezone: string): string {
  const date = wallDate(instant, timezone);
  const clock = wallClock(instant, timezone);
  return date === wallDate(now, timezone) ? clock : `${date} ${clock}`;
}

/**
 * What to add to a sentence that draws a conclusion from readings that did not come since an instant: they may have been sent while the service
 * did not listen. Empty where it listened, but for a few seconds.
 *
 * Example: ". Link Line was not listening from 02:05 to 02:50", or with several gaps ". Link Line was not listening for 1 h 10 min of that time".
 */
export function notListeningText(since: number, until: number, { listeningGaps, timezone }: HomeFacts): string {
  const missedMs = notListenedMs(listeningGaps, since, until);
  if (missedMs < shortGapMs) return "";
  const [gap, ...others] = listeningGaps.filter(({ from, to }) => to > since && from < until && to - from >= shortGapMs);
  if (gap === undefined || others.length > 0) return `. Link Line was not listening for ${durationText(missedMs)} of that time`;
  return `. Link Line was not listening from ${momentText(gap.from, until, timezone)} to ${momentText(gap.to, until, timezone)}`;
}

/**
 * When something happened, for the sentences of event-time rules:
 * - "02:14" for a reading that arrived within a minute;
 * - "02:14, received 05:40" for a late one, with the date before it if that was another day;
 * - "02:14, its clock says 01:14" for a reading placed at its arrival although the device gives an earlier time;
 * - "earlier, received 05:40" for a buffered reading of unknown age that is placed before its arrival.
 */
export function eventTimeText(reading: Reading, { timezone }: HomeFacts): string {
  const { at, time, arrivedAt } = reading;
  if (time !== arrivedAt && hasUnknownAge(reading)) return earlierText(reading, timezone);
  if (mayBeOld(reading)) return `${wallClock(time, timezone)}, its clock says ${momentText(at ?? time, time, timezone)}`;
  if (arrivedAt - time <= ignoredDelayMs) return wallClock(time, timezone);
  return `${momentText(time, arrivedAt, timezone)}, received ${wallClock(arrivedAt, timezone)}`;
}

/**
 * The same for arrival-time rules. One difference: a buffered reading of unknown age is always "earlier", even if it is placed at
 * its arrival. An event-time rule has judged such a reading at that time, so its sentence gives the time.
 */
export function reportedTimeText(reading: Reading, home: HomeFacts): string {
  return hasUnknownAge(reading) ? earlierText(reading, home.timezone) : eventTimeText(reading, home);
}

const earlierText = ({ arrivedAt }: Reading, timezone: string): string => `earlier, received ${wallClock(arrivedAt, timezone)}`;
