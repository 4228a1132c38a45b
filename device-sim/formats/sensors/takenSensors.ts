import { type BadLine, deviceKey, type RecordedDevice, type RecordedEvent, type Recording } from "../recording.ts";
import { reportedValue, type Said, type SensorGuess, type TakenSensor, unitOf } from "./sensorGuess.ts";

/** What one line of a recording says, before it is known what its sensor is taken for. */
export interface SensorReport {
  line: number;
  seq: number;
  /** The sensor by its name in the file, with its room where the file gives one. */
  sensor: string;
  wall: Temporal.PlainDateTime;
  said: Said;
}

/** A recording as its format reads it. `guesses` has every sensor of the reports. */
export interface Reports {
  reports: readonly SensorReport[];
  guesses: ReadonlyMap<string, SensorGuess>;
  badLines: readonly BadLine[];
  notes: readonly string[];
}

/** A tester's corrections, by the sensor's name in the file; a sensor that is not in it keeps the reader's guess. */
export type SensorMap = ReadonlyMap<string, Partial<SensorGuess>>;

/** The events of the reports, with each sensor as the tester's map or else the reader takes it. */
export function recordingOf({ reports, guesses, badLines, notes }: Reports, map: SensorMap = new Map()): Recording {
  const taken = takenSensors(reports, guesses, map);
  const devices = devicesOf(taken);
  const events: RecordedEvent[] = [];
  const unread: BadLine[] = [];
  for (const { line, seq, sensor, wall, said } of reports) {
    const one = taken.get(sensor) as TakenSensor;
    const device = devices.get(sensor);
    if (device === undefined) continue;
    const value = reportedValue(one, said);
    if ("why" in value) {
      unread.push({ line, why: `${sensor}: ${value.why}` });
      continue;
    }
    one.readings += 1;
    events.push({ line, seq, device, wall, value });
  }
  const bad = [...badLines, ...unread].toSorted((a, b) => a.line - b.line);
  return { events, badLines: bad, notes: [...notes, ...stepsBack(reports)], sensors: [...taken.values()] };
}

function takenSensors(reports: readonly SensorReport[], guesses: Reports["guesses"], map: SensorMap): Map<string, TakenSensor> {
  const thermometers = new Set([...guesses].flatMap(([sensor, { kind }]) => (kind === "temperature" ? [sensor] : [])));
  const unit = unitOf(reports.flatMap(({ sensor, said }) => (thermometers.has(sensor) && typeof said === "number" ? [said] : [])));
  return new Map(
    [...guesses].map(([sensor, guess]) => {
      const measured = guess.kind === "temperature" ? { unit, ...guess } : guess;
      return [sensor, { sensor, ...measured, ...map.get(sensor), readings: 0 }];
    }),
  );
}

/** Two sensors of the same name, room and kind are two devices: the later one has its name in the file beside its own. */
function devicesOf(taken: ReadonlyMap<string, TakenSensor>): Map<string, RecordedDevice> {
  const devices = new Map<string, RecordedDevice>();
  const known = new Set<string>();
  for (const { sensor, kind, name, room, outside } of taken.values()) {
    if (kind === "unused") continue;
    const device: RecordedDevice = { name, kind, room, outside };
    if (known.has(deviceKey(device))) device.name = `${name} (${sensor})`;
    known.add(deviceKey(device));
    devices.set(sensor, device);
  }
  return devices;
}

/** A recorder whose clock was set back writes lines that are older than those before them. */
function stepsBack(reports: readonly SensorReport[]): string[] {
  const steps = reports.flatMap(({ line, wall }, place) => {
    const before = reports[place - 1];
    return before !== undefined && line !== before.line && Temporal.PlainDateTime.compare(wall, before.wall) < 0
      ? [{ line, from: before.wall, to: wall }]
      : [];
  });
  const [first] = steps;
  if (first === undefined) return [];
  const more = steps.length === 1 ? "" : `, and ${steps.length - 1} more such ${steps.length === 2 ? "step" : "steps"} later`;
  return [
    `line ${first.line}: the time steps back from ${wallText(first.from)} to ${wallText(first.to)}${more}; readings are played in the order of their times`,
  ];
}

const wallText = (wall: Temporal.PlainDateTime): string => wall.toString({ smallestUnit: "second" }).replace("T", " ");
