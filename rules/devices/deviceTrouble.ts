import type { Reading } from "#domain/reading.ts";
import { clockToleranceMs, earliestSetClock } from "#domain/time/deviceClock.ts";
import { durationText } from "../timeText.ts";

export interface TroubleLimits {
  batteryPercent: number;
  signalDbm: number;
  signalReadings: number;
}

export type TroubleName = "battery" | "signal" | "tamper" | "mains" | "clock";

/** Bad, good, or between the two; null where a reading does not say. */
type Verdict = "bad" | "good" | "between" | null;

/** One thing that can be wrong with a device itself, as its readings show. */
interface Trouble {
  judge(reading: Reading, terms: TroubleLimits): Verdict;
  /** So many bad readings in a row; one good reading ends it. */
  readingsInARow(terms: TroubleLimits): number;
  sentence(reading: Reading, terms: TroubleLimits): string;
  endText(reading: Reading): string;
}

/** What hovers about its limit is not good again until it is clear of it by so much. */
const batteryGoodAbove = 5;
const signalGoodAbove = 5;
const clockReadings = 3;

const graded = (value: number | null, limit: number, margin: number): Verdict =>
  value === null ? null : value <= limit ? "bad" : value >= Math.min(limit + margin, 100) ? "good" : "between";

export const troubles: Readonly<Record<TroubleName, Trouble>> = {
  battery: {
    judge: ({ battery }, { batteryPercent }) => graded(battery, batteryPercent, batteryGoodAbove),
    readingsInARow: () => 1,
    sentence: ({ battery }) => `Battery at ${battery} %, to be replaced`,
    endText: ({ battery }) => `Battery at ${battery} %`,
  },
  signal: {
    judge: ({ signal }, { signalDbm }) => graded(signal, signalDbm, signalGoodAbove),
    readingsInARow: ({ signalReadings }) => signalReadings,
    sentence: ({ signal }) => `Weak signal, ${signal} dBm: what it says may not arrive`,
    endText: ({ signal }) => `Signal good again, ${signal} dBm`,
  },
  tamper: {
    judge: ({ tamper }) => (tamper === null ? null : tamper ? "bad" : "good"),
    readingsInARow: () => 1,
    sentence: () => "Case opened, or taken off its place",
    endText: () => "Case closed, in its place again",
  },
  mains: {
    judge: ({ mains }) => (mains === null ? null : mains ? "good" : "bad"),
    readingsInARow: () => 1,
    sentence: () => "No mains power, on its battery",
    endText: () => "Mains power is back",
  },
  clock: {
    // A clock that was never set says so by its year, and needs nobody; neither does what was kept for later.
    judge({ at, time, arrivedAt, historical }) {
      if (at === null || at < earliestSetClock || historical) return null;
      if (Math.abs(at - arrivedAt) <= clockToleranceMs) return "good";
      return time === arrivedAt ? "bad" : "between";
    },
    readingsInARow: () => clockReadings,
    sentence: ({ at, arrivedAt }) =>
      `Clock wrong, ${durationText(Math.abs((at ?? arrivedAt) - arrivedAt))} ${(at ?? 0) > arrivedAt ? "ahead" : "behind"}: the time of receipt counts`,
    endText: () => "Clock right again",
  },
};

export const troubleNames = Object.keys(troubles) as TroubleName[];

/** Whether a reading shows anything bad; asked of every reading, so without going through the list. */
export const showsTrouble = (reading: Reading, terms: TroubleLimits): boolean =>
  (reading.battery !== null && reading.battery <= terms.batteryPercent) ||
  (reading.signal !== null && reading.signal <= terms.signalDbm) ||
  reading.tamper === true ||
  reading.mains === false ||
  troubles.clock.judge(reading, terms) === "bad";
