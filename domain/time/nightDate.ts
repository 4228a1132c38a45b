import { instantOf, wallReading } from "./wallClock.ts";

/** A night goes from noon to noon, so that what happens at any hour of it is one night; it is named by the date on which it began. */
const turnsAt = "12:00";
const turnsAtMinute = 12 * 60;
const dayMs = 86_400_000;

/** "2026-11-21" for an instant (epoch ms) from noon of that day to noon of the next, by the wall clock of the zone. */
export function nightOf(instant: number, timezone: string): string {
  const { day, minute } = wallReading(instant, timezone);
  return dateOf(minute < turnsAtMinute ? day - 1 : day);
}

/** When that night begins, in epoch ms: at noon. */
export const nightBegins = (night: string, timezone: string): number => instantOf(Temporal.PlainDate.from(night), turnsAt, timezone);

/** The nights that share a moment with the time from `from` up to `to` (epoch ms), in order. */
export function nightsBetween(from: number, to: number, timezone: string): string[] {
  const first = dayOf(nightOf(from, timezone));
  const last = dayOf(nightOf(Math.max(from, to - 1), timezone));
  return Array.from({ length: last - first + 1 }, (_, n) => dateOf(first + n));
}

/**
 * The last so many nights at a moment in epoch ms. Until the next noon the night that is ending or under way is the newest
 * of them once it is past midnight; before that it has hardly begun and is left out.
 */
export function lastNights(count: number, now: number, timezone: string): { from: number; to: number } {
  const newest = Temporal.PlainDate.from(nightOf(now - dayMs / 2, timezone));
  const end = nightBegins(newest.add({ days: 1 }).toString(), timezone);
  return { from: nightBegins(newest.subtract({ days: count - 1 }).toString(), timezone), to: Math.min(now, end) };
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
const dayOf = (date: string): number => Date.parse(date) / dayMs;
