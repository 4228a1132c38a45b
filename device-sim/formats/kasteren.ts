import { intervalStepsBack, overlapNotes, reportsOfIntervals, type SensorInterval } from "./intervals.ts";
import type { BadLine, Recording } from "./recording.ts";
import type { SensorGuess } from "./sensors/sensorGuess.ts";
import { isOutsideDoorName, kindByName, roomByName } from "./sensors/sensorNames.ts";
import { recordingOf, type SensorMap } from "./sensors/takenSensors.ts";

/**
 * The recordings of van Kasteren and others, and of MIT PlaceLab in the same form: `start length id`, one interval a line, `start` being
 * local wall time written as if it were UTC seconds; a second file gives `id name`. Each interval becomes two events, its beginning and
 * its end. The events are sorted by time; those of the same second keep the order of the file.
 */
export function readKasteren(sensors: string, sensorNames: string, map?: SensorMap): Recording {
  const names = uniqueNames(namesById(sensorNames));
  const guesses = new Map<string, SensorGuess>();
  const intervals: SensorInterval[] = [];
  const badLines: BadLine[] = [];
  const notes: string[] = [];
  for (const [index, row] of sensors.split("\n").entries()) {
    if (row.trim() === "") continue;
    const line = index + 1;
    const interval = kasterenInterval(row);
    if (interval === null) {
      badLines.push({ line, why: "a start, a length in seconds and a sensor's id are expected, all whole numbers" });
      continue;
    }
    const { id, from, to } = interval;
    const named = names.get(id);
    // House A itself has a sensor without a name; its readings are as good as the others.
    const sensor = named?.sensor ?? `Sensor ${id}`;
    if (!guesses.has(sensor)) {
      guesses.set(sensor, named === undefined ? { name: sensor, kind: "door", room: "", outside: false } : guessOf(named.name));
      if (named === undefined) notes.push(`line ${line}: sensor ${id} has no name and no room, and is sent as "${sensor}"`);
    }
    intervals.push({ line, sensor, from, to });
  }
  const { reports, overlaps } = reportsOfIntervals(intervals);
  return recordingOf({ reports, guesses, badLines, notes: [...notes, ...overlapNotes(overlaps), ...intervalStepsBack(intervals)] }, map);
}

/** `start length id` in local wall time; null where the line has another form. */
export function kasterenInterval(row: string): { id: string; from: Temporal.PlainDateTime; to: Temporal.PlainDateTime } | null {
  const [start = "", length = "", id = ""] = row.trim().split(/\s+/);
  if (!/^\d{1,10}$/.test(start) || !/^\d{1,7}$/.test(length) || !/^\d{1,6}$/.test(id)) return null;
  return { id, from: wallTime(Number(start)), to: wallTime(Number(start) + Number(length)) };
}

/** `id name`, one a line. */
export function namesById(text: string): Map<string, string> {
  const rows = text.split("\n").map((row) => /^(\S+)\s+(.+)$/.exec(row.trim()));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row[1] ?? "", row[2] ?? ""]])));
}

/** A home may have several cupboards of one name; each of them has its id beside it. */
function uniqueNames(names: ReadonlyMap<string, string>): Map<string, { name: string; sensor: string }> {
  const counts = Map.groupBy(names.values(), (name) => name);
  return new Map([...names].map(([id, name]) => [id, { name, sensor: (counts.get(name)?.length ?? 0) > 1 ? `${name} ${id}` : name }]));
}

const wallTime = (second: number): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(second * 1000)
    .toZonedDateTimeISO("UTC")
    .toPlainDateTime();

/** Doors, cupboards and appliances open and close; a flush counts as movement. */
function guessOf(name: string): SensorGuess {
  const kind = kindByName(name);
  return { name, kind, room: roomByName(name), outside: kind === "door" && isOutsideDoorName(name) };
}
