import { expect, test } from "vitest";
import { requestedNights } from "#backtest/nights.ts";
import { lastNights, nightBegins, nightOf, nightsBetween } from "#domain/time/nightDate.ts";

const london = "Europe/London";
const utc = (text: string): number => Date.parse(`${text}Z`);
const shown = ({ from, to }: { from: number; to: number }): string[] => [from, to].map((at) => new Date(at).toISOString().slice(0, 16));

test("a night lasts from noon to noon by the wall clock and has the date on which it began", () => {
  expect(nightOf(utc("2026-11-21T11:59"), london)).toBe("2026-11-20");
  expect(nightOf(utc("2026-11-21T12:00"), london)).toBe("2026-11-21");
  expect(nightOf(utc("2026-11-22T03:00"), london)).toBe("2026-11-21");
  // In summer noon in London is at 11:00 UTC, and in Kiritimati it is the next day.
  expect(nightOf(utc("2026-07-21T11:00"), london)).toBe("2026-07-21");
  expect(nightOf(utc("2026-11-21T03:00"), "Pacific/Kiritimati")).toBe("2026-11-21");
});

test("the nights on which the clock changes last 25 and 23 hours", () => {
  const hours = (night: string, next: string) => (nightBegins(next, london) - nightBegins(night, london)) / 3_600_000;
  expect(hours("2026-10-24", "2026-10-25")).toBe(25);
  expect(hours("2027-03-27", "2027-03-28")).toBe(23);
  expect(nightsBetween(nightBegins("2026-10-23", london), nightBegins("2026-10-26", london), london)).toEqual([
    "2026-10-23",
    "2026-10-24",
    "2026-10-25",
  ]);
});

test("the last nights include the night that is ending, and tonight from midnight on", () => {
  expect(shown(lastNights(14, utc("2026-11-22T10:00"), london))).toEqual(["2026-11-08T12:00", "2026-11-22T10:00"]);
  expect(shown(lastNights(14, utc("2026-11-22T15:00"), london))).toEqual(["2026-11-08T12:00", "2026-11-22T12:00"]);
  expect(shown(lastNights(14, utc("2026-11-22T23:59"), london))).toEqual(["2026-11-08T12:00", "2026-11-22T12:00"]);
  expect(shown(lastNights(14, utc("2026-11-23T00:30"), london))).toEqual(["2026-11-09T12:00", "2026-11-23T00:30"]);
});

test("a back-test from one date to another covers the nights between their noons", () => {
  const today = utc("2026-11-22T10:00");
  const asked = (range: { from?: string; to?: string }) => {
    const nights = requestedNights(range, today, london);
    return nights.ok ? [...shown(nights), nights.isNewest] : nights.faults;
  };
  expect(asked({})).toEqual(["2026-11-08T12:00", "2026-11-22T10:00", true]);
  expect(asked({ from: "2026-11-01", to: "2026-11-15" })).toEqual(["2026-11-01T12:00", "2026-11-15T12:00", false]);
  expect(asked({ from: "2026-11-08", to: "2026-11-22" })).toEqual(["2026-11-08T12:00", "2026-11-22T10:00", true]);
  expect(asked({ to: "2026-11-15" })).toEqual(["2026-11-01T12:00", "2026-11-15T12:00", false]);
  expect(asked({ from: "2026-11-15T23:00:00+01:00" })).toEqual(["2026-11-15T22:00", "2026-11-22T10:00", true]);
  expect(asked({ from: "2026-11-15", to: "2026-11-15" })).toEqual([
    { path: "from", message: "the nights must begin before they end, and not in the future" },
  ]);
  expect(asked({ from: "2026-12-01", to: "2026-12-15" })).toEqual([{ path: "from", message: expect.stringContaining("future") }]);
  const tooOld = (path: string) => [{ path, message: "this is before the year 2000: choose a later night" }];
  expect(asked({ to: "1999-01-01" })).toEqual(tooOld("to"));
  expect(asked({ to: "2000-01-05" })).toEqual(tooOld("to"));
  expect(asked({ from: "1999-01-01", to: "2000-06-08" })).toEqual(tooOld("from"));
  for (const to of ["0000-01-01", "0001-01-01T00:00:00+23:59"]) expect(asked({ to })).toEqual(tooOld("to"));
  expect(asked({ from: "2026-08-22" })).toEqual(["2026-08-22T11:00", "2026-11-22T10:00", true]);
  expect(asked({ from: "2026-08-21" })).toEqual([{ path: "from", message: "these are 93 nights: choose at most 92 nights" }]);
});
