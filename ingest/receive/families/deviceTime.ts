/** `2026-11-22T02:14:05.120Z` and its relatives: a blank or nothing for the T, no separators, `+0000`, no zone, a comma in the seconds. */
const written = /^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt_]| +)?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?(?: *(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$/;
/** Twelve or fourteen digits from 2000 on: year, month, day, hour, minute and second without separators. */
const calendarDigits = /^20\d{10}(\d\d)?$/;
/** A number at or above this one is in milliseconds: as seconds it would be the year 5138. */
const leastMilliseconds = 100_000_000_000;
/** The years that four digits can write: what a screen can show and the database can store. */
const earliest = Date.parse("0001-01-01T00:00:00Z");
const latest = Date.UTC(10_000, 0, 1);

/**
 * Reads the time of a device's clock, in epoch ms; null where it cannot be read. A time without a zone is UTC: a device that means its own
 * local time has a clock that is some hours wrong, and its readings count by arrival (`eventTimeOf`).
 *
 * Devices write RFC 3339, or nearly so, or Unix time in seconds or milliseconds. How right the clock is decides `eventTimeOf`, not this
 * function: 1970 and 2106 are times of a clock that is wrong.
 *
 * Examples: `2026-11-22 02:14:05+0000`, `20261122T021405` and `1795313645` are the same time. `yesterday` and `2026-02-30T00:00:00Z` are null.
 */
export function readDeviceTime(time: unknown): number | null {
  if (typeof time === "number") return unixTime(time);
  if (typeof time !== "string") return null;
  const trimmed = time.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed) && !calendarDigits.test(trimmed)) return unixTime(Number(trimmed));
  const parts = written.exec(trimmed);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second = "0", fraction = "0", zone = "Z"] = parts as unknown as string[];
  const instant = utc([year, month, day, hour, minute, second].map(Number) as Calendar) + Math.trunc(Number(`0.${fraction}`) * 1000);
  const offset = offsetOf(zone as string);
  return Number.isNaN(instant) || offset === null ? null : possible(instant - offset);
}

function unixTime(number: number): number | null {
  if (!Number.isFinite(number) || number < 0) return null;
  return possible(Math.round(number >= leastMilliseconds ? number : number * 1000));
}

type Calendar = [year: number, month: number, day: number, hour: number, minute: number, second: number];

/** NaN for a day that does not exist. A second of 60 is a leap second. */
function utc([year, month, day, hour, minute, second]: Calendar): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  return date.setUTCHours(hour, minute, second);
}

/** In ms; null for an offset that no place has. */
function offsetOf(zone: string): number | null {
  if (!/^[+-]/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || "0")];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const possible = (instant: number): number | null => (instant >= earliest && instant < latest ? instant : null);
