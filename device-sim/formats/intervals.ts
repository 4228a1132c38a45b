import type { SensorReport } from "./sensors/takenSensors.ts";

/** A line of a recording that says from when to when a sensor was on. */
export interface SensorInterval {
  line: number;
  sensor: string;
  from: Temporal.PlainDateTime;
  to: Temporal.PlainDateTime;
}

/**
 * Each interval becomes two reports, its beginning and its end, in the order of time. Intervals of one sensor that overlap are one: the sensor
 * is on until the last of them ends.
 *
 * Example: a bed from 22:00 to 02:00 and from 01:00 to 07:00 is occupied from 22:00 to 07:00. Two reports at 01:00 and 02:00 would
 * say that the person left the bed at 02:00.
 */
export function reportsOfIntervals(intervals: readonly SensorInterval[]): { reports: SensorReport[]; overlaps: number } {
  const merged = [...Map.groupBy(intervals, ({ sensor }) => sensor).values()].flatMap(withoutOverlaps);
  const reports = merged.flatMap(({ line, endLine, sensor, from, to }): SensorReport[] => [
    { line, seq: 2 * line - 1, sensor, wall: from, said: true },
    { line: endLine, seq: 2 * endLine, sensor, wall: to, said: false },
  ]);
  // JavaScript's sort is stable: the end of an interval stays before the beginning of the sensor's next one.
  return { reports: reports.sort((a, b) => compare(a.wall, b.wall)), overlaps: intervals.length - merged.length };
}

/** `endLine` is the line that gave the end. */
type Merged = SensorInterval & { endLine: number };

/** The intervals of one sensor in the order of time, without overlaps. */
function withoutOverlaps(own: readonly SensorInterval[]): Merged[] {
  const merged: Merged[] = [];
  for (const one of own.toSorted((a, b) => compare(a.from, b.from))) {
    const last = merged.at(-1);
    if (last === undefined || compare(one.from, last.to) >= 0) merged.push({ ...one, endLine: one.line });
    else if (compare(one.to, last.to) > 0) Object.assign(last, { to: one.to, endLine: one.line });
  }
  return merged;
}

/** For the tester; none where no intervals overlap. */
export const overlapNotes = (overlaps: number): string[] =>
  overlaps === 0
    ? []
    : [
        `${overlaps} ${overlaps === 1 ? "interval overlaps" : "intervals overlap"} an earlier one of the same sensor; each such run counts as one interval`,
      ];

/** A note where an interval begins before the one in the line above it. */
export function intervalStepsBack(intervals: readonly SensorInterval[]): string[] {
  const steps = intervals.filter(({ from }, place) => place > 0 && compare(from, (intervals[place - 1] as SensorInterval).from) < 0);
  const [first] = steps;
  if (first === undefined) return [];
  return [
    `line ${first.line}: the time steps back, in ${steps.length} ${steps.length === 1 ? "line" : "lines"} in all; readings are played in the order of their times`,
  ];
}

const { compare } = Temporal.PlainDateTime;
