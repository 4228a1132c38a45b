import type { ReportedValue } from "#domain/reading.ts";
import type { BadLine, RecordedDevice, RecordedEvent, Recording } from "./recording.ts";
import { deviceKey } from "./recording.ts";

/**
 * The recordings of the CASAS smart homes: `date time room sensor value [label…]`, in older ones `date time sensor value [label…]`,
 * separated by spaces or tabs, in local time and in the order of time. The annotator's label after the value is the answer to score
 * against, so it is not read here (but see casasBed.ts).
 */
export function readCasas(text: string): Recording {
  const devices = new Map<string, RecordedDevice>();
  const events: RecordedEvent[] = [];
  const badLines: BadLine[] = [];
  const notes: string[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    const line = index + 1;
    const { wall, room, sensor, said } = casasRow(row);
    if (wall === null) {
      badLines.push({ line, why: "it does not begin with a date and a time" });
      continue;
    }
    if (room === undefined || sensor === undefined || said === undefined) {
      badLines.push({ line, why: "a room, a sensor and a value are expected after the time" });
      continue;
    }
    const value = readValue(said);
    if (value === null) {
      badLines.push({ line, why: `the value is neither one of ${[...values.keys()].join(", ")} nor a temperature in °C` });
      continue;
    }
    const device = deviceOf(room, sensor, value.kind);
    const key = deviceKey(device);
    if (!devices.has(key)) {
      devices.set(key, device);
      if (room === "" && device.outside) notes.push(`line ${line}: door ${sensor} has no room and is taken for an outside door`);
    }
    events.push({ line, seq: line, device: devices.get(key) ?? device, wall, value });
  }
  return { events, badLines, notes };
}

interface CasasRow extends Partial<Record<"room" | "sensor" | "said" | "label" | "turn", string>> {
  /** Null where the line does not begin with a date and a time. */
  wall: Temporal.PlainDateTime | null;
}

/** The columns of a line. In the older layout the room is "", and `turn` is "begin" or "end" of the label. */
export function casasRow(row: string): CasasRow {
  const [date = "", time = "", ...columns] = row.trim().split(/\s+/);
  const [room, sensor, said, label, turn] = isOlderSensor(columns[0]) && readValue(columns[1]) !== null ? ["", ...columns] : columns;
  return { wall: wallTime(date, time), room, sensor, said, label, turn };
}

/** "M003", "D001", "T002": a letter for the kind, and a number. */
const isOlderSensor = (column = ""): boolean => /^[A-Z]{1,2}\d{3}$/.test(column);

/** Lights and closets also send ON and OFF; each change shows that a person moves. */
const values: ReadonlyMap<string, ReportedValue> = new Map([
  ["ON", { kind: "motion", detected: true }],
  ["OFF", { kind: "motion", detected: false }],
  ["OPEN", { kind: "door", open: true }],
  ["CLOSE", { kind: "door", open: false }],
]);

function readValue(said = ""): ReportedValue | null {
  const known = values.get(said);
  if (known !== undefined) return known;
  const celsius = /^-?\d{1,2}(\.\d{1,3})?$/.test(said) ? Number(said) : null;
  return celsius === null ? null : { kind: "temperature", celsius };
}

function deviceOf(room: string, sensor: string, kind: RecordedDevice["kind"]): RecordedDevice {
  const name = sensor === room ? "Motion sensor" : words(sensor);
  const outside = kind === "door" && (room === "" || /front|back|outside/i.test(`${room} ${sensor}`));
  return { name, kind, room: words(room), outside };
}

/** "OutsideDoor" as a person writes it: "Outside door". */
const words = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

function wallTime(date: string, time: string): Temporal.PlainDateTime | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d:\d\d(\.\d{1,9})?$/.test(time)) return null;
  try {
    return Temporal.PlainDateTime.from(`${date}T${time}`);
  } catch {
    return null;
  }
}
