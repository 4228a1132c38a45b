import { z } from "zod";

/** "22:00" as a wall-clock time of day. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 22:00");

/** A daily window in wall-clock time; `to` before `from` crosses midnight. Start included, end excluded. */
export const dailyWindow = z.object({ from: wallTime, to: wallTime });
export type DailyWindow = z.infer<typeof dailyWindow>;

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * Whether an instant (epoch ms) lies in the window, by the wall clock of the IANA zone.
 * Asking the wall clock, rather than adding milliseconds to midnight, is what makes it right on both
 * clock-change nights: the missing hour cannot be asked for, the repeated hour is inside twice.
 */
export function inWindow(window: DailyWindow, instant: number, timezone: string): boolean {
  const minute = wallMinute(instant, timezone);
  const from = minuteOfDay(window.from);
  const to = minuteOfDay(window.to);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** "02:41" in the home's zone, for a sentence a carer reads. */
export function wallClock(instant: number, timezone: string): string {
  const minute = wallMinute(instant, timezone);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

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

// Offsets change on quarter hours in every zone in use today, so one Temporal look-up serves fifteen minutes of
// readings.
const quarterHourMs = 15 * 60_000;
const offsets = new Map<string, { quarter: number; offsetMs: number }>();

function wallMinute(instant: number, timezone: string): number {
  const quarter = Math.floor(instant / quarterHourMs);
  let known = offsets.get(timezone);
  if (known === undefined || known.quarter !== quarter) {
    const start = Temporal.Instant.fromEpochMilliseconds(quarter * quarterHourMs).toZonedDateTimeISO(timezone);
    known = { quarter, offsetMs: start.offsetNanoseconds / 1e6 };
    offsets.set(timezone, known);
  }
  const local = instant + known.offsetMs;
  return Math.floor((((local % 86_400_000) + 86_400_000) % 86_400_000) / 60_000);
}
