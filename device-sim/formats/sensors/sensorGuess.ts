import { type DeviceKind, type ReportedValue, readingKinds } from "#domain/reading.ts";

/** What a sensor of a recording can be taken for. The readings of an `unused` one are left out. */
export const sensorKinds = [...readingKinds.filter((kind) => kind !== "heartbeat"), "unused"] as const;
export type SensorKind = Exclude<DeviceKind, "heartbeat"> | "unused";

/** What a reader takes a sensor for, by its name, type and values. */
export interface SensorGuess {
  kind: SensorKind;
  /** The device's name in the home. */
  name: string;
  room: string;
  /** An outside door. */
  outside: boolean;
  /** Of a thermometer. */
  unit?: "C" | "F";
  /** Of an unused sensor, for the tester: "light level". */
  measures?: string;
}

/** A sensor of the file, what it was taken for in the end, and how many readings it gave. */
export interface TakenSensor extends SensorGuess {
  sensor: string;
  readings: number;
}

/** What a line says: a state (on, open, occupied), a number, or another word. */
export type Said = boolean | number | string;

/** The value that a device of this kind sends; a reason where the line says something that this kind cannot say. */
export function reportedValue({ kind, unit }: SensorGuess, said: Said): ReportedValue | { why: string } {
  if (kind === "temperature")
    return typeof said === "number" ? { kind, celsius: celsius(said, unit) } : { why: "a temperature is expected" };
  if (typeof said !== "boolean") return { why: `a ${kind} sensor says ON or OFF, OPEN or CLOSE` };
  switch (kind) {
    case "door":
      return { kind, open: said };
    case "bed":
    case "chair":
      return { kind, occupied: said };
    case "button":
      return { kind, pressed: said };
    case "boundary":
      return { kind, inside: said };
    case "fall":
      return { kind, state: said ? "fallen" : "cancelled" };
    case "unused":
      return { why: "the sensor is not used" };
    default:
      return { kind, detected: said };
  }
}

const celsius = (said: number, unit = "C"): number => (unit === "F" ? Math.round(((said - 32) * 500) / 9) / 100 : said);

/** A home this warm in °C would be deadly, and one this cold in °F would be frozen. */
const tooWarmForCelsius = 45;

/** "F" where the middle one of the temperatures cannot be in °C. */
export function unitOf(temperatures: readonly number[]): "C" | "F" {
  const middle = temperatures.toSorted((a, b) => a - b)[Math.floor(temperatures.length / 2)];
  return middle !== undefined && middle > tooWarmForCelsius ? "F" : "C";
}
