import { fieldsText, type Reading } from "#domain/reading.ts";
import { clockToleranceMs, earliestSetClock } from "#domain/time/deviceClock.ts";
import { durationText } from "../timeText.ts";

export interface TroubleLimits {
  batteryPercent: number;
  signalDbm: number;
  signalReadings: number;
}

export type TroubleName = "battery" | "signal" | "tamper" | "mains" | "clock" | "fields";

/** `between`: neither bad nor good yet, so nothing changes. Null: the reading does not report this. */
type Verdict = "bad" | "good" | "between" | null;

/** One kind of trouble that a device can have, and how its readings show it. */
interface Trouble {
  judge(reading: Reading, limits: TroubleLimits): Verdict;
  /** It is listed after so many bad readings in a row. One good reading ends it. */
  readingsInARow(limits: TroubleLimits): number;
  sentence(reading: Reading, limits: TroubleLimits): string;
  endText(reading: Reading): string;
}

/** Hysteresis: a value near the limit counts as good only when it is above the limit by this much, in percent and in dBm. */
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
    sentence: ({ signal }) => `Weak signal, ${signal} dBm: readings may be lost`,
    endText: ({ signal }) => `Signal good again, ${signal} dBm`,
  },
  tamper: {
    judge: ({ tamper }) => (tamper === null ? null : tamper ? "bad" : "good"),
    readingsInARow: () => 1,
    sentence: () => "Case opened, or device moved from its place",
    endText: () => "Case closed, device in its place again",
  },
  mains: {
    judge: ({ mains }) => (mains === null ? null : mains ? "good" : "bad"),
    readingsInARow: () => 1,
    sentence: () => "No mains power, running on battery",
    endText: () => "Mains power is back",
  },
  clock: {
    // A clock that was never set needs no visit, and a buffered reading does not show the clock of now.
    judge({ at, time, arrivedAt, historical }) {
      if (at === null || at < earliestSetClock || historical) return null;
      if (Math.abs(at - arrivedAt) <= clockToleranceMs) return "good";
      return time === arrivedAt ? "bad" : "between";
    },
    readingsInARow: () => clockReadings,
    sentence: ({ at, arrivedAt }) =>
      `Clock wrong, ${durationText(Math.abs((at ?? arrivedAt) - arrivedAt))} ${(at ?? 0) > arrivedAt ? "ahead" : "behind"}: the time of arrival counts`,
    endText: () => "Clock right again",
  },
  fields: {
    judge: ({ unreadable, value }) => (value.kind === "unreadable" ? null : unreadable.length > 0 ? "bad" : "good"),
    readingsInARow: () => 1,
    sentence: ({ unreadable }) =>
      `Can't read its ${fieldsText(unreadable)}${unreadable.includes("at") ? "; its messages count when they arrive" : ""}`,
    endText: () => "Can read everything again",
  },
};

export const troubleNames = Object.keys(troubles) as TroubleName[];

/** Whether a reading shows any trouble. Every reading is checked, so this does not walk through `troubles`. */
export const showsTrouble = (reading: Reading, limits: TroubleLimits): boolean =>
  (reading.battery !== null && reading.battery <= limits.batteryPercent) ||
  (reading.signal !== null && reading.signal <= limits.signalDbm) ||
  reading.tamper === true ||
  reading.mains === false ||
  reading.unreadable.length > 0 ||
  troubles.clock.judge(reading, limits) === "bad";
