import { instantOf, wallReading } from "./wallClock.ts";

/**
 * Nights as staff count them. A night lasts from noon to noon by the wall clock of the home and has the date on which it began:
 * 22:30 on 21 November and 03:00 on 22 November are both in the night of 21 November.
 */
const turnsAt = "12:00";
const turnsAtMinute = 12 * 60;
const dayMs = 86_400_000;

/** The date of the night in which an instant (epoch ms) lies: "2026-11-21" from noon of that day to noon of the next. */
export function nightOf(instant: number, timezone: string): string {
  const { day, minute } = wallReading(instant, timezone);
  return dateOf(minute < turnsAtMinute ? day - 1 : day);
}

/** The noon at which a night begins, in epoch ms. */
export const nightBegins = (night: string, timezone: string): number => instantOf(Temporal.PlainDate.from(night), turnsAt, timezone);

/** The nights that overlap the time from `from` up to `to` (epoch ms), in order. */
export function nightsBetween(from: number, to: number, timezone: string): string[] {
  const first = dayOf(nightOf(from, timezone));
  const last = dayOf(nightOf(Math.max(from, to - 1), timezone));
  return Array.from({ length: last - first + 1 }, (_, n) => dateOf(first + n));
}

/**
 * The last `count` nights before `now` (epoch ms). Tonight is one of them after midnight; before midnight it has hardly begun.
 * Example for one night: at 23:59 on 22 November the night of the 21st, at 00:30 on the 23rd the night of the 22nd.
 */
export function lastNights(count: number, now: number, timezone: string): { from: number; to: number } {
  const newest = Temporal.PlainDate.from(nightOf(now - dayMs / 2, timezone));
  const end = nightBegins(newest.add({ days: 1 }).toString(), timezone);
  return { from: nightBegins(newest.subtract({ days: count - 1 }).toString(), timezone), to: Math.min(now, end) };
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
const dayOf = (date: string): number => Date.parse(date) / dayMs;
