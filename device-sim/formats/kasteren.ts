import type { BadLine, RecordedDevice, RecordedEvent, Recording } from "#device-sim/recording.ts";
import type { ReadingValue } from "#domain/reading.ts";

/**
 * The recordings of van Kasteren and others: `start length id`, separated by tabs, one interval a line, `start` being
 * local wall time written as if it were UTC seconds; a second file gives `id name`. Each interval becomes its beginning
 * and its end, put in order of time; things of the same second keep the order of the file.
 */
export function readKasteren(sensors: string, sensorNames: string): Recording {
  const devices = new Map<string, RecordedDevice>();
  for (const row of sensorNames.split("\n")) {
    const [id = "", name = ""] = row.trim().split("\t");
    if (name !== "") devices.set(id, deviceOf(name));
  }
  const events: RecordedEvent[] = [];
  const badLines: BadLine[] = [];
  const notes: string[] = [];
  for (const [index, row] of sensors.split("\n").entries()) {
    if (row.trim() === "") continue;
    const line = index + 1;
    const [start = "", length = "", id = ""] = row.trim().split("\t");
    if (!/^\d{1,10}$/.test(start) || !/^\d{1,7}$/.test(length) || !/^\d{1,6}$/.test(id)) {
      badLines.push({ line, why: "a start, a length in seconds and a sensor's id are expected, all whole numbers" });
      continue;
    }
    // House A itself has a sensor without a name; what it saw is no worse for that.
    const device = devices.get(id) ?? { name: `Sensor ${id}`, kind: "door", room: "", outside: false };
    if (!devices.has(id)) {
      devices.set(id, device);
      notes.push(`line ${line}: sensor ${id} has no name and no room, and is sent as "${device.name}"`);
    }
    const event = (seq: number, second: number, on: boolean) =>
      events.push({ line, seq, device, wall: wallTime(second), value: valueFor(device, on) });
    event(2 * line - 1, Number(start), true);
    event(2 * line, Number(start) + Number(length), false);
  }
  events.sort((a, b) => Temporal.PlainDateTime.compare(a.wall, b.wall)); // A stable sort, by the language's own promise.
  return { events, badLines, notes };
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
