import type { ReportedValue } from "#domain/reading.ts";
import type { BadLine, RecordedDevice, RecordedEvent, Recording } from "./recording.ts";

/**
 * The recordings of van Kasteren and others: `start length id`, separated by tabs, one interval a line, `start` being
 * local wall time written as if it were UTC seconds; a second file gives `id name`. Each interval becomes two events, its beginning and
 * its end. The events are sorted by time; those of the same second keep the order of the file.
 */
export function readKasteren(sensors: string, sensorNames: string): Recording {
  const devices = new Map<string, RecordedDevice>();
  for (const [id, name] of namesById(sensorNames)) devices.set(id, deviceOf(name));
  const events: RecordedEvent[] = [];
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
    // House A itself has a sensor without a name; its readings are as good as the others.
    const device = devices.get(id) ?? { name: `Sensor ${id}`, kind: "door", room: "", outside: false };
    if (!devices.has(id)) {
      devices.set(id, device);
      notes.push(`line ${line}: sensor ${id} has no name and no room, and is sent as "${device.name}"`);
    }
    events.push({ line, seq: 2 * line - 1, device, wall: from, value: valueFor(device, true) });
    events.push({ line, seq: 2 * line, device, wall: to, value: valueFor(device, false) });
  }
  events.sort((a, b) => Temporal.PlainDateTime.compare(a.wall, b.wall)); // JavaScript's sort is stable.
  return { events, badLines, notes };
}

/** `start length id` in local wall time; null where the line has another form. */
export function kasterenInterval(row: string): { id: string; from: Temporal.PlainDateTime; to: Temporal.PlainDateTime } | null {
  const [start = "", length = "", id = ""] = row.trim().split("\t");
  if (!/^\d{1,10}$/.test(start) || !/^\d{1,7}$/.test(length) || !/^\d{1,6}$/.test(id)) return null;
  return { id, from: wallTime(Number(start)), to: wallTime(Number(start) + Number(length)) };
}

/** `id name`, one a line. */
export function namesById(text: string): Map<string, string> {
  const rows = text.split("\n").map((row) => row.trim().split("\t"));
  return new Map(rows.flatMap(([id = "", name = ""]) => (name === "" ? [] : [[id, name]])));
}

const wallTime = (second: number): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(second * 1000)
    .toZonedDateTimeISO("UTC")
    .toPlainDateTime();

/** Doors, cupboards and appliances open and close; a flush counts as movement. */
function valueFor({ kind }: RecordedDevice, on: boolean): ReportedValue {
  if (kind === "motion") return { kind, detected: on };
  return kind === "bed" || kind === "chair" ? { kind, occupied: on } : { kind: "door", open: on };
}

function deviceOf(name: string): RecordedDevice {
  return { name, kind: kindOf(name), room: roomOf(name), outside: outsideDoor.test(name) };
}

const outsideDoor = /(front|back|balcony|outside) ?door/i;
const pressure = /pressure|\bmat\b/i;

function kindOf(name: string): RecordedDevice["kind"] {
  if (/flush|float|\bpir\b|motion/i.test(name)) return "motion";
  if (pressure.test(name)) return /\bbed\b/i.test(name) ? "bed" : /chair|couch|sofa|stool/i.test(name) ? "chair" : "motion";
  return "door";
}

const rooms: readonly [RegExp, string][] = [
  [outsideDoor, "Hall"],
  [/toilet/i, "Toilet"],
  [/bath|shower/i, "Bathroom"],
  [/\bbed/i, "Bedroom"],
  [/living|couch|sofa|piano/i, "Living room"],
];

/** The room by the sensor's name: "Hall-Bedroom door" is in the bedroom; a name without any of these words is in the kitchen. */
const roomOf = (name: string): string => rooms.find(([words]) => words.test(name))?.[1] ?? "Kitchen";
