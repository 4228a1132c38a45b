import type { InBedChange } from "./derivedBed.ts";
import { kasterenInterval, namesById } from "./kasteren.ts";

/**
 * When a bed sensor would have sent, by the annotated activities: in bed during `go-to-bed` (or `sleep`), except for each `use-toilet`
 * within it. No other code reads the annotation.
 */
export function kasterenInBed(activities: string, activityNames: string): InBedChange[] {
  const names = namesById(activityNames);
  const intervals = activities.split("\n").flatMap((row, index) => {
    const interval = kasterenInterval(row);
    const activity = interval === null ? undefined : names.get(interval.id);
    return interval === null || activity === undefined ? [] : [{ ...interval, activity, line: index + 1 }];
  });
  const toilets = intervals.filter(({ activity }) => /toilet/i.test(activity));
  return intervals
    .filter(({ activity }) => /\bbed$|sleep/i.test(activity))
    .flatMap(({ line, from, to }) => [
      { line, wall: from, occupied: true },
      ...toilets
        .filter((trip) => isBefore(from, trip.from) && isBefore(trip.to, to))
        .flatMap((trip) => [
          { line: trip.line, wall: trip.from, occupied: false },
          { line: trip.line, wall: trip.to, occupied: true },
        ]),
      { line, wall: to, occupied: false },
    ]);
}

const isBefore = (a: Temporal.PlainDateTime, b: Temporal.PlainDateTime): boolean => Temporal.PlainDateTime.compare(a, b) < 0;
