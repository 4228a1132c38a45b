import type { ReadingKind } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { createRandom, type Random } from "../simulation/random.ts";

/** Something that real sensors do and should not. Laid over a stream, it is the same for the same seed. */
export interface Fault {
  name: string;
  /** One line for a tester: what the sensor does, and how often. */
  tells: string;
  /** Gives the stream with the fault, in the order of time. Readings of injected events are never removed. Pure. */
  lay(readings: readonly TimedReading[], dice: Dice): readonly TimedReading[];
}

/** The random choices of one fault. Each device and day has its own, so that an injected event changes no other day. */
export interface Dice {
  of(device: string, day: number): Random;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A number for the day from noon to noon in UTC, so that a night in Europe is not divided. */
export const dayOf = (at: number): number => Math.floor((at - dayMs / 2) / dayMs);
/** When that day begins, epoch ms. */
export const dayBegins = (day: number): number => day * dayMs + dayMs / 2;

export function diceOf(seed: number, fault: number): Dice {
  return { of: (device, day) => createRandom(seed, fault, day, numberOf(device)) };
}

const numberOf = (name: string): number => [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);

/** The readings by device, of those devices that send one of these kinds. */
export function devicesOfKind(readings: readonly TimedReading[], kinds: readonly ReadingKind[]): Map<string, TimedReading[]> {
  const devices = Map.groupBy(readings, ({ device }) => device);
  return new Map([...devices].filter(([, own]) => own.some(({ value }) => kinds.includes(value.kind))));
}

/** The days of a stream: those of its first and last reading, and all between. */
export function daysOf(readings: readonly TimedReading[]): number[] {
  const times = readings.map(({ at }) => at);
  if (times.length === 0) return [];
  const [first, last] = times.reduce(([least, most], at) => [Math.min(least, at), Math.max(most, at)], [Infinity, -Infinity]) as [
    number,
    number,
  ];
  return Array.from({ length: dayOf(last) - dayOf(first) + 1 }, (_, place) => dayOf(first) + place);
}

/** The stream without some readings and with others, in the order of time. */
export function changed(
  readings: readonly TimedReading[],
  { lost = new Set(), added = [] }: { lost?: ReadonlySet<TimedReading>; added?: readonly TimedReading[] },
): TimedReading[] {
  const last = readings.reduce((latest, { at }) => Math.max(latest, at), 0);
  const kept = lost.size === 0 ? readings : readings.filter((reading) => !lost.has(reading) || reading.injected === true);
  // A fault makes no stream longer than it was.
  return [...kept, ...added.filter(({ at }) => at <= last)].toSorted((a, b) => a.at - b.at);
}

/** A span of a sensor's life. Times in epoch ms. */
export interface Spell {
  from: number;
  to: number;
}

/** The times in which a two-state sensor says what `is` asks for, to its next reading or the end of its readings. */
export function spellsOf(own: readonly TimedReading[], is: (reading: TimedReading) => boolean): Spell[] {
  const states = own.filter(({ value }) => value.kind !== "heartbeat");
  const spells: Spell[] = [];
  for (const [place, reading] of states.entries()) {
    const next = states[place + 1];
    if (!is(reading) || next === undefined) continue;
    const before = spells.at(-1);
    if (before !== undefined && before.to === reading.at) before.to = next.at;
    else spells.push({ from: reading.at, to: next.at });
  }
  return spells;
}
