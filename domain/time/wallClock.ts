import { z } from "zod";

/** "22:00" as a wall-clock time of day. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 22:00");

const dayMs = 86_400_000;

/** "22:00" as minutes since midnight by the wall clock. */
export const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** What the wall clock and the calendar on the wall show. */
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

/** "02:41" in the home's zone, for a sentence a carer reads. */
export function wallClock(instant: number, timezone: string): string {
  const { minute } = wallReading(instant, timezone);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** "2026-11-22" in the home's zone. */
export const wallDate = (instant: number, timezone: string): string => zoned(instant, timezone).toPlainDate().toString();

/** True for the name of a zone, such as Europe/London. */
export function isTimezone(timezone: string): boolean {
  // By Intl, as browsers have it, and by its name: Temporal takes a whole date with a zone in it for a zone too.
  if (!/^[A-Za-z]/.test(timezone)) return false;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

/** A stretch of time, epoch ms, end excluded, in which a zone keeps one offset: half a year in most. */
export interface OffsetStretch {
  from: number;
  until: number;
  offsetMs: number;
}

// Asked of every reading, and Temporal takes microseconds: the latest stretch of each zone serves nearly all.
const stretches = new Map<string, OffsetStretch>();

export function offsetStretch(instant: number, timezone: string): OffsetStretch {
  const known = stretches.get(timezone);
  if (known !== undefined && instant >= known.from && instant < known.until) return known;
  const here = zoned(instant, timezone);
  const next = here.getTimeZoneTransition("next");
  // "Previous" leaves out a change at the very instant.
  const last = zoned(Math.floor(instant) + 1, timezone).getTimeZoneTransition("previous");
  const found = {
    from: last?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: here.offsetNanoseconds / 1e6,
  };
  stretches.set(timezone, found);
  return found;
}

/** What the wall shows at an instant (epoch ms). Asking the wall, rather than adding milliseconds to midnight, is what makes both clock-change nights right. */
export function wallReading(instant: number, timezone: string): WallReading {
  const local = instant + offsetStretch(instant, timezone).offsetMs;
  const day = Math.floor(local / dayMs);
  return { day, minute: Math.floor((local - day * dayMs) / 60_000) };
}

/**
 * The next instant after `after` (epoch ms) at which the wall clock shows `time`, once a day: in the repeated hour the
 * first of the two, in the missing hour the moment when it was passed over.
 */
export function nextWallTime(after: number, time: string, timezone: string): number {
  const { from, until, offsetMs } = offsetStretch(after, timezone);
  const midnight = Math.floor((after + offsetMs) / dayMs) * dayMs - offsetMs;
  const today = midnight + minuteOfDay(time) * 60_000;
  const plain = today > after ? today : today + dayMs;
  // A day away from clock changes no hour is missing or repeated.
  if (plain >= from + dayMs && plain < until) return plain;
  let date = zoned(after, timezone).toPlainDate();
  for (;;) {
    const instant = instantOf(date, time, timezone);
    if (instant > after) return instant;
    date = date.add({ days: 1 });
  }
}

/** When the wall clock shows `time` on that date, in epoch ms; the first of two, or the end of a gap. */
export function instantOf(date: Temporal.PlainDate, time: string, timezone: string): number {
  const wanted = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const found = wanted.toZonedDateTime(timezone, { disambiguation: "compatible" });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  // Passed over by the clock: found is as long after the gap as was wanted after its beginning, and lies in the stretch after it.
  return offsetStretch(found.epochMilliseconds, timezone).from;
}

/** The date that local calendars show at an instant in epoch ms. */
export const localDate = (instant: number, timezone: string): Temporal.PlainDate => zoned(instant, timezone).toPlainDate();

/** The next change of the zone's offset after an instant, in epoch ms; null for none. */
export const nextOffsetChange = (after: number, timezone: string): number | null =>
  zoned(after, timezone).getTimeZoneTransition("next")?.epochMilliseconds ?? null;

const zoned = (instant: number, timezone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(timezone);
