import { z } from "zod";

/** "22:00" as a wall-clock time of day. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write a time of day such as 22:00");

const dayMs = 86_400_000;

/** "22:00" as minutes since midnight by the wall clock. */
export const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** What a clock and a calendar on the wall of the home show. */
export interface WallReading {
  /** Days since 1 January 1970 by the local calendar. */
  day: number;
  /** Minutes since midnight by the wall clock, 0 to 1439. */
  minute: number;
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** The weekday of a day counted from 1 January 1970, which was a Thursday. */
export const weekdayOf = (day: number): Weekday => weekdays[(((day + 3) % 7) + 7) % 7] as Weekday;

/** "02:41" in the time zone of the home, for a sentence that a carer reads. */
export function wallClock(instant: number, timezone: string): string {
  const { minute } = wallReading(instant, timezone);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** "2026-11-22" in the time zone of the home. */
export const wallDate = (instant: number, timezone: string): string => zoned(instant, timezone).toPlainDate().toString();

/** True for the name of a time zone, such as Europe/London. */
export function isTimezone(timezone: string): boolean {
  // Intl, because browsers have it. The first letter, because Temporal also accepts "2026-03-29T00:00[Europe/London]".
  if (!/^[A-Za-z]/.test(timezone)) return false;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

/** A time in which a zone has one offset from UTC, epoch ms, end excluded: half a year in most zones. */
export interface OffsetStretch {
  from: number;
  until: number;
  offsetMs: number;
  /** Before this instant the wall clock repeats what it showed before the clock went back at `from`; equal to `from` where it did not. */
  repeatsUntil: number;
  /** From this instant on the wall clock shows what it will show again after it goes back at `until`; equal to `until` where it will not. */
  repeatedFrom: number;
}

// Every reading needs it, and Temporal takes microseconds. One remembered stretch a zone answers nearly all questions.
const stretches = new Map<string, OffsetStretch>();

export function offsetStretch(instant: number, timezone: string): OffsetStretch {
  const known = stretches.get(timezone);
  if (known !== undefined && instant >= known.from && instant < known.until) return known;
  const here = zoned(instant, timezone);
  const next = here.getTimeZoneTransition("next");
  // "previous" does not find a change at this instant itself.
  const last = zoned(Math.floor(instant) + 1, timezone).getTimeZoneTransition("previous");
  const from = last?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  const until = next?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const offsetMs = here.offsetNanoseconds / 1e6;
  const goneBackMs = last == null ? 0 : Math.max(0, last.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1e6 - offsetMs);
  const goesBackMs = next == null ? 0 : Math.max(0, offsetMs - next.offsetNanoseconds / 1e6);
  const found = { from, until, offsetMs, repeatsUntil: from + goneBackMs, repeatedFrom: until - goesBackMs };
  stretches.set(timezone, found);
  return found;
}

/** What the wall clock shows at an instant (epoch ms). Rules use it instead of adding milliseconds to midnight, which is an hour off on both clock-change nights. */
export function wallReading(instant: number, timezone: string): WallReading {
  const local = instant + offsetStretch(instant, timezone).offsetMs;
  const day = Math.floor(local / dayMs);
  return { day, minute: Math.floor((local - day * dayMs) / 60_000) };
}

/**
 * The next instant after `after` (epoch ms) at which the wall clock shows `time`, once a day. In the repeated hour it is the first of the two, in
 * the missing hour the clock change. Example, London: 01:30 on 29 March 2026 is skipped, so it is 01:00 UTC, when 02:00 is shown.
 */
export function nextWallTime(after: number, time: string, timezone: string): number {
  const { from, until, offsetMs } = offsetStretch(after, timezone);
  const midnight = Math.floor((after + offsetMs) / dayMs) * dayMs - offsetMs;
  const today = midnight + minuteOfDay(time) * 60_000;
  const plain = today > after ? today : today + dayMs;
  // More than a day from a clock change no hour is missing or repeated.
  if (plain >= from + dayMs && plain < until) return plain;
  let date = zoned(after, timezone).toPlainDate();
  for (;;) {
    const instant = instantOf(date, time, timezone);
    if (instant > after) return instant;
    date = date.add({ days: 1 });
  }
}

/** When the wall clock shows `time` on a date, in epoch ms: the first of two, or the clock change where the time is skipped. */
export function instantOf(date: Temporal.PlainDate, time: string, timezone: string): number {
  const wanted = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const found = wanted.toZonedDateTime(timezone, { disambiguation: "compatible" });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  // The time is skipped. `found` lies after the gap, so the stretch around it begins with the clock change.
  return offsetStretch(found.epochMilliseconds, timezone).from;
}

/** When the wall clock shows `time` on a date for the last time, in epoch ms: the second of two, or the clock change where the time is skipped. */
export function lastInstantOf(date: Temporal.PlainDate, time: string, timezone: string): number {
  const wanted = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const found = wanted.toZonedDateTime(timezone, { disambiguation: "later" });
  return found.toPlainDateTime().equals(wanted) ? found.epochMilliseconds : instantOf(date, time, timezone);
}

/** The local date at an instant in epoch ms. */
export const localDate = (instant: number, timezone: string): Temporal.PlainDate => zoned(instant, timezone).toPlainDate();

/** The next change of the zone's offset after an instant, in epoch ms; null for none. */
export const nextOffsetChange = (after: number, timezone: string): number | null =>
  zoned(after, timezone).getTimeZoneTransition("next")?.epochMilliseconds ?? null;

const zoned = (instant: number, timezone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(timezone);
