import { z } from "zod";
import { inWindows, nextWindowChange, type PlanWindow } from "../time/planWindow.ts";
import { type Weekday, wallClock, wallDate, wallReading, wallTime, weekdayOf, weekdays } from "../time/wallClock.ts";

/** Hours of the week in which a contact may be called, by the home's wall clock: see `planWindow`. */
export const callableHours = z
  .array(
    z.strictObject({
      from: wallTime,
      to: wallTime.describe("The same time as `from` means 24 hours. An earlier time is on the next day."),
      days: z
        .array(z.enum(weekdays), "choose at least one day")
        .min(1, "choose at least one day")
        .max(7)
        .describe("The days on which it begins."),
    }),
  )
  .min(1, "choose at least one time, or say always")
  .max(28);
export type CallableHours = z.infer<typeof callableHours>;

/** When a contact may be called. Times in epoch ms; null: not set, so it holds back no call. */
export interface Availability {
  hours: CallableHours | null;
  /** "I can't tonight". */
  pausedUntil: number | null;
  /** The contact's contingency plan runs. */
  contingencyUntil: number | null;
}

export const alwaysAvailable: Availability = { hours: null, pausedUntil: null, contingencyUntil: null };

const windowsOf = (hours: CallableHours): PlanWindow[] => hours.map((one) => ({ ...one, name: "hours" }));

/**
 * Until when a contact may not be called, in epoch ms: the first instant at which nothing holds back a call. Null: the contact may be called at `at`.
 *
 * Example: Jonas may be called from 18:00 to 08:00. He pauses at 22:00 until 12:00. At 23:00 he is not available until 18:00.
 */
export function notAvailableUntil(availability: Availability, at: number, timezone: string): number | null {
  let until = at;
  for (;;) {
    const later = heldBackUntil(availability, until, timezone);
    if (later === null) return until > at ? until : null;
    until = later;
  }
}

function heldBackUntil({ hours, pausedUntil, contingencyUntil }: Availability, at: number, timezone: string): number | null {
  const pauses = [pausedUntil, contingencyUntil].filter((until) => until !== null && until > at) as number[];
  if (pauses.length > 0) return Math.max(...pauses);
  if (hours === null || inWindows(windowsOf(hours), at, timezone)) return null;
  return nextWindowChange(windowsOf(hours), at, timezone);
}

/** The next instant after `at` at which `notAvailableUntil` may turn between null and a time. Null: never. */
export function nextAvailabilityChange(availability: Availability, at: number, timezone: string): number | null {
  const until = notAvailableUntil(availability, at, timezone);
  if (until !== null) return until;
  return availability.hours === null ? null : nextWindowChange(windowsOf(availability.hours), at, timezone);
}

const dayMs = 86_400_000;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const weekdayNames: Record<Weekday, string> = { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" };

/** An end in the words of staff: "07:00" where the wall clock shows it next, else "Thu 3 Dec 19:00". */
export const untilText = (until: number, now: number, timezone: string): string =>
  until - now < dayMs - 3_600_000 ? wallClock(until, timezone) : dateAndTime(until, timezone);

/** "Thu 3 Dec 19:00" in the home's zone. */
export function dateAndTime(instant: number, timezone: string): string {
  const [, month, day] = wallDate(instant, timezone).split("-").map(Number);
  const weekday = weekdayNames[weekdayOf(wallReading(instant, timezone).day)];
  return `${weekday} ${day} ${months[(month ?? 1) - 1]} ${wallClock(instant, timezone)}`;
}
