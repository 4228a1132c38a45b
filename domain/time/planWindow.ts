import { z } from "zod";
import { line } from "../text.ts";
import {
  instantOf,
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
 * A window of a plan in wall-clock time: start included, end excluded; `to` at or before `from` crosses midnight, and the
 * same time makes it the whole day. A day of the week is the day on which it begins: Friday's night goes on into Saturday morning.
 */
export const planWindow = z.strictObject({
  /** "night", "nap": rules name the windows that they go by. Several may share a name. */
  name: line(40),
  from: wallTime,
  to: wallTime.describe("The same time as `from` makes it the whole day."),
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .max(7)
    .default([...weekdays]),
});
export type PlanWindow = z.infer<typeof planWindow>;

/** Whether an instant (epoch ms) lies in one of the windows, by the wall clock of the zone. */
export function inWindows(windows: readonly PlanWindow[], instant: number, timezone: string): boolean {
  if (windows.length === 0) return false;
  const { day, minute } = wallReading(instant, timezone);
  return windows.some((window) => {
    const from = minuteOfDay(window.from);
    const to = minuteOfDay(window.to);
    if (from < to) return minute >= from && minute < to && on(window, weekdayOf(day));
    if (minute >= from) return on(window, weekdayOf(day));
    return minute < to && on(window, weekdayOf(day - 1));
  });
}

/**
 * The first instant after `after` (epoch ms) at which the answer of `inWindows` changes; null where it never does. In the
 * missing hour that is the moment of the change; in the repeated hour a window may end and begin twice.
 */
export function nextWindowChange(windows: readonly PlanWindow[], after: number, timezone: string): number | null {
  if (windows.length === 0) return null;
  const inside = inWindows(windows, after, timezone);
  const edges = windows.flatMap(({ from, to }) => [from, to]);
  const { until, offsetMs } = offsetStretch(after, timezone);
  const midnight = Math.floor((after + offsetMs) / dayMs) * dayMs - offsetMs;
  // A window of one day a week may be a week away.
  for (let days = 0; days <= 8; days += 1) {
    const changes = edges
      .map((edge) => midnight + days * dayMs + minuteOfDay(edge) * 60_000)
      .filter((instant) => instant > after && inWindows(windows, instant, timezone) !== inside);
    const first = Math.min(...changes);
    if (first < until) return first;
    // The change of the clock may itself cross an edge, and after it the edges lie elsewhere.
    if (midnight + (days + 1) * dayMs > until) return changeAcross(windows, after, timezone);
  }
  return null;
}

/** As `nextWindowChange`, whatever the clock does on the way. */
function changeAcross(windows: readonly PlanWindow[], after: number, timezone: string): number | null {
  const inside = inWindows(windows, after, timezone);
  const today = localDate(after, timezone);
  const edges = new Set(windows.flatMap(({ from, to }) => [from, to, "00:00"]));
  for (let days = -1; days <= 8; days += 1) {
    const date = today.add({ days });
    const candidates = [...edges].flatMap((edge) => {
      const first = instantOf(date, edge, timezone);
      const again = date.toPlainDateTime(Temporal.PlainTime.from(edge)).toZonedDateTime(timezone, { disambiguation: "later" });
      return [first, again.epochMilliseconds];
    });
    const change = nextOffsetChange(Math.min(...candidates) - 1, timezone);
    if (change !== null && change < instantOf(date.add({ days: 1 }), "00:00", timezone)) candidates.push(change);
    const found = candidates.filter((instant) => instant > after && inWindows(windows, instant, timezone) !== inside);
    if (found.length > 0) return Math.min(...found);
  }
  return null;
}

const dayMs = 86_400_000;

/** Two windows that share a moment of the week, by their places in the list, the later first; overlapping plans say two things at once. */
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

/** How long it lasts by the wall clock, on a night without a clock change. */
export const windowMinutes = ({ from, to }: Pick<PlanWindow, "from" | "to">): number =>
  (minuteOfDay(to) - minuteOfDay(from) + 1440) % 1440 || 1440;

const weekMinutes = 7 * 1440;

/** In minutes since Monday 00:00; what crosses Sunday's midnight is cut in two. */
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
