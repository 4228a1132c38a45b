import type { BadLine, RecordedDevice, RecordedEvent, Recording } from "#device-sim/recording.ts";
import type { ReadingValue } from "#domain/reading.ts";

/**
 * The recordings of van Kasteren and others: `start length id`, separated by tabs, one interval a line, `start` being
 * local wall time written as if it were UTC seconds; a second file gives `id name`. Each interval becomes its beginning
 * and its end, put in order of time; things of the same second keep the order of the file.
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
    // House A itself has a sensor without a name; what it saw is no worse for that.
    const device = devices.get(id) ?? { name: `Sensor ${id}`, kind: "door", room: "", outside: false };
    if (!devices.has(id)) {
      devices.set(id, device);
      notes.push(`line ${line}: sensor ${id} has no name and no room, and is sent as "${device.name}"`);
    }
    events.push({ line, seq: 2 * line - 1, device, wall: from, value: valueFor(device, true) });
    events.push({ line, seq: 2 * line, device, wall: to, value: valueFor(device, false) });
  }
  events.sort((a, b) => Temporal.PlainDateTime.compare(a.wall, b.wall)); // A stable sort, by the language's own promise.
  return { events, badLines, notes };
}

/** `start length id`, in local wall time; null where it is not that. */
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

/** Doors, cupboards and appliances open and close; a flush is somebody being there. */
const valueFor = (device: RecordedDevice, on: boolean): ReadingValue =>
  device.kind === "motion" ? { kind: "motion", detected: on } : { kind: "door", open: on };

function deviceOf(name: string): RecordedDevice {
  const kind = /flush/i.test(name) ? "motion" : "door";
  return { name, kind, room: roomOf(name), outside: /front door|back door/i.test(name) };
}

/** The names give the room away: "Hall-Bedroom door" is the bedroom's; what is none of these stands in the kitchen. */
function roomOf(name: string): string {
  const inner = /^Hall-(\w+) door$/i.exec(name)?.[1];
  if (inner !== undefined) return inner;
  if (/front door|back door/i.test(name)) return "Hall";
  if (/toilet/i.test(name)) return "Toilet";
  return "Kitchen";
}
