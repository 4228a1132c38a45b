import { z } from "zod";
import { readTextFile } from "../textFile.ts";
import { sensorKinds, type TakenSensor } from "./sensorGuess.ts";
import type { SensorMap } from "./takenSensors.ts";

/** The file of --sensors cannot be used; the message says why. */
export class SensorMapUnreadable extends Error {}

const entry = z.strictObject({
  kind: z.enum(sensorKinds, `a kind is one of ${sensorKinds.join(", ")}`).optional(),
  name: z.string().min(1).max(60).optional(),
  room: z.string().max(60).optional(),
  outside: z.boolean().optional(),
  unit: z.enum(["C", "F"]).optional(),
});
const mapFile = z.record(z.string(), entry);

/** Throws FileUnreadable, SensorMapUnreadable. */
export async function readSensorMap(path: string): Promise<SensorMap> {
  const { text } = await readTextFile(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SensorMapUnreadable(`${path} is not JSON: write one with --write-sensors to begin with`, { cause });
  }
  const read = mapFile.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new SensorMapUnreadable(`${path}: ${issue?.path.join(".") || "the file"}: ${issue?.message}`);
  }
  return new Map(
    Object.entries(read.data).map(([sensor, given]) => [
      sensor,
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ]),
  );
}

/** The file for --sensors, with what the reader took each sensor for. */
export const sensorMapText = (sensors: readonly TakenSensor[]): string =>
  `${JSON.stringify(
    Object.fromEntries(sensors.map(({ sensor, kind, name, room, outside, unit }) => [sensor, { kind, name, room, outside, unit }])),
    null,
    2,
  )}\n`;

/** Throws SensorMapUnreadable for a sensor that the recording does not have: it is a typing error. */
export function checkSensorMap(path: string, map: SensorMap, sensors: readonly TakenSensor[]): void {
  const known = new Set(sensors.map(({ sensor }) => sensor));
  const strange = [...map.keys()].find((sensor) => !known.has(sensor));
  if (strange === undefined) return;
  const some = [...known].slice(0, 5).join(", ");
  throw new SensorMapUnreadable(`${path}: the recording has no sensor "${strange}"; it has ${some}${known.size > 5 ? " and others" : ""}`);
}
