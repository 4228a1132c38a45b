import type { BadLine, RecordedDevice, RecordedEvent, Recording } from "#device-sim/recording.ts";
import { deviceKey } from "#device-sim/recording.ts";
import type { ReadingValue } from "#domain/reading.ts";

/**
 * The recordings of the CASAS smart homes: `date time room sensor value [label…]`, separated by spaces, local time,
 * in the order in which things happened. What an annotator wrote after the value is the answer to score against and
 * goes no further (but see casasBed.ts).
 */
export function readCasas(text: string): Recording {
  const devices = new Map<string, RecordedDevice>();
  const events: RecordedEvent[] = [];
  const badLines: BadLine[] = [];
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
    const value = values.get(said);
    if (value === undefined) {
      badLines.push({ line, why: `the value is none of ${[...values.keys()].join(", ")}` });
      continue;
    }
    const device = deviceOf(room, sensor, value.kind);
    const key = deviceKey(device);
    if (!devices.has(key)) devices.set(key, device);
    events.push({ line, seq: line, device: devices.get(key) ?? device, wall, value });
  }
  return { events, badLines, notes: [] };
}

/** The columns of a line; `wall` is null where it does not begin with a date and a time. */
export function casasRow(
  row: string,
): Partial<Record<"room" | "sensor" | "said" | "label", string>> & { wall: Temporal.PlainDateTime | null } {
  const [date = "", time = "", room, sensor, said, label] = row.trim().split(/\s+/);
  return { wall: wallTime(date, time), room, sensor, said, label };
}

/** Lights and closets say ON and OFF as well: whatever changes there, somebody is moving. */
const values: ReadonlyMap<string, ReadingValue> = new Map([
  ["ON", { kind: "motion", detected: true }],
  ["OFF", { kind: "motion", detected: false }],
  ["OPEN", { kind: "door", open: true }],
  ["CLOSE", { kind: "door", open: false }],
]);

function deviceOf(room: string, sensor: string, kind: RecordedDevice["kind"]): RecordedDevice {
  const name = sensor === room ? "Motion sensor" : words(sensor);
  return { name, kind, room: words(room), outside: kind === "door" && /front|back|outside/i.test(`${room} ${sensor}`) };
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
