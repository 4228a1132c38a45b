import { intervalStepsBack, overlapNotes, reportsOfIntervals, type SensorInterval } from "./intervals.ts";
import type { BadLine, Recording } from "./recording.ts";
import type { SensorGuess } from "./sensors/sensorGuess.ts";
import { asWords, isOutsideDoorName, kindByName } from "./sensors/sensorNames.ts";
import { recordingOf, type SensorMap } from "./sensors/takenSensors.ts";

/**
 * The recordings "Activities of Daily Living" of Ordóñez at UCI: `start end location type place`, one interval a line, in local wall time.
 * "2020-03-01 23:10:00 2020-03-02 06:40:12 Bed Pressure Bedroom" is a bed that was occupied for the night. A heading and a line of dashes may come first.
 */
export function readUciAdl(text: string, map?: SensorMap): Recording {
  const guesses = new Map<string, SensorGuess>();
  const intervals: SensorInterval[] = [];
  const badLines: BadLine[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "" || isHeading(row)) continue;
    const line = index + 1;
    const read = uciAdlRow(row);
    if ("why" in read) {
      badLines.push({ line, why: read.why });
      continue;
    }
    const { from, to, location, type, place } = read;
    const sensor = `${place}/${location}/${type}`;
    if (!guesses.has(sensor)) guesses.set(sensor, guessOf(location, type, place));
    intervals.push({ line, sensor, from, to });
  }
  const { reports, overlaps } = reportsOfIntervals(intervals);
  return recordingOf({ reports, guesses, badLines, notes: [...overlapNotes(overlaps), ...intervalStepsBack(intervals)] }, map);
}

const isHeading = (row: string): boolean => /^\s*start\b/i.test(row) || /^[\s-]+$/.test(row);

interface UciAdlRow {
  from: Temporal.PlainDateTime;
  to: Temporal.PlainDateTime;
  location: string;
  type: string;
  place: string;
}

const form = /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)[\s,]+(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)[\s,]+(\S.*)$/;

export function uciAdlRow(row: string): UciAdlRow | { why: string } {
  const [, start = "", end = "", rest = ""] = form.exec(row.trim()) ?? [];
  if (start === "") return { why: "it does not begin with two times, the start and the end" };
  const [location = "", type = "", ...place] = rest.split(/[\s,]+/).filter((cell) => cell !== "");
  if (type === "") return { why: "a location, a type and a place are expected after the two times" };
  try {
    const [from, to] = [Temporal.PlainDateTime.from(start), Temporal.PlainDateTime.from(end)];
    if (Temporal.PlainDateTime.compare(to, from) < 0) return { why: "it ends before it begins" };
    return { from, to, location, type, place: place.join(" ") };
  } catch {
    return { why: "one of its times is not in the calendar" };
  }
}

function guessOf(location: string, type: string, place: string): SensorGuess {
  const kind = kindByName(/pressure/i.test(type) ? `${location} ${type}` : type);
  const outside = kind === "door" && isOutsideDoorName(location, place);
  return { kind, name: asWords(location), room: /^living$/i.test(place) ? "Living room" : place, outside };
}
