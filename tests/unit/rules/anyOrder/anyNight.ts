import fc from "fast-check";
import type { ReadingValue } from "#domain/reading.ts";
import type { Device } from "../rulesStory.ts";

/** Every device kind that shows where a person is. Two beds, outside doors and motion sensors: one may stop while the other continues. */
export const everyDevice: readonly Device[] = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Second bed", kind: "bed", room: "Spare room" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Back door", kind: "door", room: "Kitchen", outside: true },
  { id: "5", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "6", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "7", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
  { id: "8", name: "Armchair", kind: "chair", room: "Living room" },
  { id: "9", name: "Garden gate", kind: "boundary" },
  { id: "10", name: "Pendant", kind: "button" },
];
export const evening = Date.parse("2026-11-22T20:00:00Z");
export const minuteMs = 60_000;

const say = (device: string, ...values: ReadingValue[]) => values.map((value) => ({ device, value }));
const either = (kind: "bed" | "chair"): ReadingValue[] => [
  { kind, occupied: true },
  { kind, occupied: false },
];
const door: ReadingValue[] = [
  { kind: "door", open: true },
  { kind: "door", open: false },
];
export const moves: ReadingValue = { kind: "motion", detected: true };
const crossings: ReadingValue[] = [
  { kind: "boundary", inside: false },
  { kind: "boundary", inside: true },
];
const said = fc.constantFrom(
  ...say("1", ...either("bed")),
  ...say("2", ...either("bed")),
  ...say("3", ...door),
  ...say("4", ...door),
  ...say("5", ...door),
  ...say("6", moves),
  ...say("7", moves),
  ...say("8", ...either("chair")),
  ...say("9", ...crossings),
  ...say("10", { kind: "button", pressed: true }),
);
const gapMs = fc.oneof(
  fc.integer({ min: 1, max: 20_000 }),
  fc.integer({ min: 1, max: 15 * minuteMs }),
  fc.integer({ min: 1, max: 110 * minuteMs }),
);

/** Later than the end of any stream and of any wait of a rule. Every stream is shorter than the replay window for late readings. */
export const endsAt = evening + 5 * 24 * 60 * minuteMs;

export interface Said {
  device: string;
  value: ReadingValue;
  /** Event time in milliseconds. No two readings have the same one. */
  time: number;
}

/** The readings of a home from the evening on, in order of event time. */
export const nights = fc.array(fc.record({ said, gapMs }), { minLength: 1, maxLength: 24 }).map((moments) => {
  let time = evening;
  return moments.map(({ said, gapMs }): Said => {
    time += gapMs;
    return { ...said, time };
  });
});
