import { z } from "zod";
import { line } from "../text.ts";
import {
  instantOf,
  lastInstantOf,
  localDate,
  minuteOfDay,
  nextOffsetChange,
  offsetStretch,
  type Weekday,
  wallReading,
  wallTime,
  weekdayOf,
  weekdays,
} from "./wallClock.ts";

/**
 * Hours of the week in which a rule watches, in wall-clock time (docs/guarantees.md, 12). The start is included, the end is not. A
 * window whose `to` is at or before its `from` crosses midnight; the same time for both makes it 24 hours. `days` are the days on which
 * it begins. Where the clock goes back and an hour comes twice, a window lasts from its first beginning to its last end.
 *
 * Example: from 22:00 to 07:00 on "fri" lasts from Friday 22:00 until Saturday 06:59:59. In Cairo the clock goes back from 24:00 to 23:00:
 * a window from 23:15 begins at the first 23:15 and includes the second 23:05, when the wall shows a time before its beginning.
 */
export const planWindow = z.strictObject({
  /** "night", "nap". The settings of a rule name its windows. Several windows may share a name. */
  name: line(40),
  from: wallTime,
  to: wallTime.describe("The same time as `from` makes the window 24 hours long."),
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .max(7)
    .default([...weekdays]),
});
export type PlanWindow = z.infer<typeof planWindow>;

/** Whether an instant (epoch ms) is in one of the windows, by the wall clock of the time zone. */
export function inWindows(windows: readonly PlanWindow[], instant: number, timezone: string): boolean {
  if (windows.length === 0) return false;
  const { repeatsUntil, repeatedFrom } = offsetStretch(instant, timezone);
  if (instant < repeatsUntil || instant >= repeatedFrom) return inWindowsOfRepeatedHour(windows, instant, timezone);
  const { day, minute } = wallReading(instant, timezone);
  return windows.some((window) => {
    const from = minuteOfDay(window.from);
    const to = minuteOfDay(window.to);
    if (from < to) return minute >= from && minute < to && on(window, weekdayOf(day));
    if (minute >= from) return on(window, weekdayOf(day));
    return minute < to && on(window, weekdayOf(day - 1));
  });
}

/** Where the wall clock shows a time twice, it does not tell what is inside: a window lasts from its first beginning to its last end. */
function inWindowsOfRepeatedHour(windows: readonly PlanWindow[], instant: number, timezone: string): boolean {
  const today = localDate(instant, timezone);
  return windows.some((window) =>
    // From the day before yesterday: a clock that goes back over midnight shows yesterday again.
    [-2, -1, 0, 1].some((days) => {
      const date = today.add({ days });
      if (!on(window, weekdays[date.dayOfWeek - 1] as Weekday) || instant < instantOf(date, window.from, timezone)) return false;
      const crossesMidnight = minuteOfDay(window.from) >= minuteOfDay(window.to);
      return instant < lastEnd(crossesMidnight ? date.add({ days: 1 }) : date, window.to, timezone);
    }),
  );
}

/** The last end of a window. One that ends at 01:00 ends once where 02:00 becomes 01:00: the second 01:00 does not begin it again. */
function lastEnd(date: Temporal.PlainDate, to: string, timezone: string): number {
  const last = lastInstantOf(date, to, timezone);
  return offsetStretch(last, timezone).from === last ? instantOf(date, to, timezone) : last;
}

/**
 * The first instant after `after` (epoch ms) at which the answer of `inWindows` changes; null where it never does. An edge in the
 * missing hour is at the clock change.
 */
export function nextWindowChange(windows: readonly PlanWindow[], after: number, timezone: string): number | null {
  if (windows.length === 0) return null;
  const inside = inWindows(windows, after, timezone);
  const edges = windows.flatMap(({ from, to }) => [from, to]);
  const { until, offsetMs } = offsetStretch(after, timezone);
  const midnight = Math.floor((after + offsetMs) / dayMs) * dayMs - offsetMs;
  // A window on one day a week may be a week away.
  for (let days = 0; days <= 8; days += 1) {
    const changes = edges
      .map((edge) => midnight + days * dayMs + minuteOfDay(edge) * 60_000)
      .filter((instant) => instant > after && inWindows(windows, instant, timezone) !== inside);
    const first = Math.min(...changes);
    if (first < until) return first;
    // The clock change may skip an edge, and after it the edges are at other instants.
    if (midnight + (days + 1) * dayMs > until) return changeAcross(windows, after, timezone);
  }
  return null;
}

/** The same across a clock change; slower. */
function changeAcross(windows: readonly PlanWindow[], after: number, timezone: string): number | null {
  const inside = inWindows(windows, after, timezone);
  const today = localDate(after, timezone);
  const edges = new Set(windows.flatMap(({ from, to }) => [from, to, "00:00"]));
  for (let days = -1; days <= 8; days += 1) {
    const date = today.add({ days });
    const candidates = [...edges].flatMap((edge) => {
      return [instantOf(date, edge, timezone), lastInstantOf(date, edge, timezone)];
    });
    const change = nextOffsetChange(Math.min(...candidates) - 1, timezone);
    if (change !== null && change < instantOf(date.add({ days: 1 }), "00:00", timezone)) candidates.push(change);
    const found = candidates.filter((instant) => instant > after && inWindows(windows, instant, timezone) !== inside);
    if (found.length > 0) return Math.min(...found);
  }
  return null;
}

const dayMs = 86_400_000;

/** Pairs of windows that overlap, by their places in the list. A plan may not have any: two overlapping windows contradict each other. */
export function overlappingWindows(windows: readonly PlanWindow[]): [later: number, earlier: number][] {
  const pairs: [number, number][] = [];
  const spans = windows.map(spansOf);
  for (let later = 1; later < spans.length; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1) {
      const meet = spans[later]?.some((a) => spans[earlier]?.some((b) => a.from < b.to && b.from < a.to));
      if (meet) pairs.push([later, earlier]);
    }
  return pairs;
}

/** The length of a window, on a night without a clock change. */
export const windowMinutes = ({ from, to }: Pick<PlanWindow, "from" | "to">): number =>
  (minuteOfDay(to) - minuteOfDay(from) + 1440) % 1440 || 1440;

const weekMinutes = 7 * 1440;

/** In minutes since Monday 00:00. A window that crosses midnight on Sunday becomes two spans. */
function spansOf(window: PlanWindow): { from: number; to: number }[] {
  return window.days.flatMap((day) => {
    const from = weekdays.indexOf(day) * 1440 + minuteOfDay(window.from);
    const to = from + windowMinutes(window);
    if (to <= weekMinutes) return [{ from, to }];
    return [
      { from, to: weekMinutes },
      { from: 0, to: to - weekMinutes },
    ];
  });
}

const on = (window: PlanWindow, day: Weekday): boolean => window.days.includes(day);
