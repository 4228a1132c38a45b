/** What the words in a sensor's name, type or place tell about it. The readers of all formats share these words. */
import type { SensorKind } from "./sensorGuess.ts";

const outsideDoorName = /(front|back|main|balcony|outside|patio|street|garden) ?-?_?door/i;
const entrance = /\b(entrance|foyer)\b/i;
const isOnlyDoor = /^(\W|\d|entrance|foyer|maindoor|door|gate|contact|magnetic|magnet|reed)*$/i;

/** "Maindoor", "Front door", or the door of an "Entrance" or "Foyer"; a closet in the foyer is no outside door. */
export const isOutsideDoorName = (name: string, place = ""): boolean =>
  outsideDoorName.test(`${place} ${name}`) || (entrance.test(`${name} ${place}`) && isOnlyDoor.test(name));

const pressure = /pressure|\bmat\b/i;

/** By the sensor's name and type. A name without any of these words is a contact: doors, cupboards and appliances open and close. */
export function kindByName(name: string): SensorKind {
  if (/flush|float|\bpir\b|motion|electric/i.test(name)) return "motion";
  if (pressure.test(name)) return /\bbed\b/i.test(name) ? "bed" : /chair|couch|sofa|stool|seat/i.test(name) ? "chair" : "motion";
  return "door";
}

const rooms: readonly [RegExp, string][] = [
  [outsideDoorName, "Hall"],
  [/\b(entrance|foyer)\b/i, "Hall"],
  [/toilet/i, "Toilet"],
  [/bath|shower/i, "Bathroom"],
  [/\bbed/i, "Bedroom"],
  [/living|couch|sofa|piano/i, "Living room"],
];

/** The room by the sensor's name: "Hall-Bedroom door" is in the bedroom; a name without any of these words is in the kitchen. */
export const roomByName = (name: string): string => rooms.find(([words]) => words.test(name))?.[1] ?? "Kitchen";

/** "OutsideDoor" as a person writes it: "Outside door". */
export const asWords = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
