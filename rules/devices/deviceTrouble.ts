import type { Reading } from "#domain/reading.ts";
import { clockBoundMs, clockSetSince } from "#domain/time/deviceClock.ts";
import { durationText } from "../timeText.ts";

export interface TroubleTerms {
  batteryPercent: number;
  signalDbm: number;
  signalReadings: number;
}

export type TroubleName = "battery" | "signal" | "tamper" | "mains" | "clock";

/** Bad, good, or between the two; null where a reading does not say. */
type Verdict = "bad" | "good" | "between" | null;

/** One thing that can be wrong with a device itself, as its readings show. */
interface Trouble {
  judge(reading: Reading, terms: TroubleTerms): Verdict;
  /** So many bad readings in a row; one good reading ends it. */
  inARow(terms: TroubleTerms): number;
  says(reading: Reading, terms: TroubleTerms): string;
  ended(reading: Reading): string;
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
    inARow: () => 1,
    says: ({ battery }) => `Battery at ${battery} %, to be replaced`,
    ended: ({ battery }) => `Battery at ${battery} %`,
  },
  signal: {
    judge: ({ signal }, { signalDbm }) => graded(signal, signalDbm, signalGoodAbove),
    inARow: ({ signalReadings }) => signalReadings,
    says: ({ signal }) => `Weak signal, ${signal} dBm: what it says may not arrive`,
    ended: ({ signal }) => `Signal good again, ${signal} dBm`,
  },
  tamper: {
    judge: ({ tamper }) => (tamper === null ? null : tamper ? "bad" : "good"),
    inARow: () => 1,
    says: () => "Case opened, or taken off its place",
    ended: () => "Case closed, in its place again",
  },
  mains: {
    judge: ({ mains }) => (mains === null ? null : mains ? "good" : "bad"),
    inARow: () => 1,
    says: () => "No mains power, on its battery",
    ended: () => "Mains power is back",
  },
  clock: {
    // A clock that was never set says so by its year, and needs nobody; neither does what was kept for later.
    judge({ at, time, arrivedAt, historical }) {
      if (at === null || at < clockSetSince || historical) return null;
      if (Math.abs(at - arrivedAt) <= clockBoundMs) return "good";
      return time === arrivedAt ? "bad" : "between";
    },
    inARow: () => clockReadings,
    says: ({ at, arrivedAt }) =>
      `Clock wrong, ${durationText(Math.abs((at ?? arrivedAt) - arrivedAt))} ${(at ?? 0) > arrivedAt ? "ahead" : "behind"}: the time of receipt counts`,
    ended: () => "Clock right again",
  },
};

export const troubleNames = Object.keys(troubles) as TroubleName[];

/** Whether a reading shows anything bad; asked of every reading, so without going through the list. */
export const showsTrouble = (reading: Reading, terms: TroubleTerms): boolean =>
  (reading.battery !== null && reading.battery <= terms.batteryPercent) ||
  (reading.signal !== null && reading.signal <= terms.signalDbm) ||
  reading.tamper === true ||
  reading.mains === false ||
  troubles.clock.judge(reading, terms) === "bad";
