import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inWindows, nextWindowChange, overlappingWindows, type PlanWindow, planWindow } from "#domain/time/planWindow.ts";
import { anyClockChange, anyWindow, clockChanges, oracleOfWindows } from "./clockChangeNights.ts";

const london = "Europe/London";
const windowOf = (from: string, to: string, days?: PlanWindow["days"]): PlanWindow =>
  planWindow.parse({ name: "night", from, to, ...(days === undefined ? {} : { days }) });
const at = (time: string): number => Date.parse(time);

describe("a window of a plan", () => {
  test("may cross midnight; it includes its start and excludes its end", () => {
    const night = [windowOf("22:00", "07:00")];
    const inside = (time: string) => inWindows(night, at(time), london);
    expect(["21:59", "22:00", "23:59"].map((clock) => inside(`2026-11-20T${clock}:00Z`))).toEqual([false, true, true]);
    expect(["00:00", "06:59", "07:00"].map((clock) => inside(`2026-11-21T${clock}:00Z`))).toEqual([true, true, false]);
    expect(inside("2026-11-21T06:59:59.999Z")).toBe(true);
  });

  test("of a Friday is Friday's night, until Saturday morning", () => {
    // 20 November 2026 is a Friday.
    const friday = [windowOf("22:00", "07:00", ["fri"])];
    const inside = (time: string) => inWindows(friday, at(time), london);
    expect([inside("2026-11-20T02:00:00Z"), inside("2026-11-20T22:30:00Z")]).toEqual([false, true]);
    expect([inside("2026-11-21T02:00:00Z"), inside("2026-11-21T22:30:00Z")]).toEqual([true, false]);
    expect(nextWindowChange(friday, at("2026-11-21T12:00:00Z"), london)).toBe(at("2026-11-27T22:00:00Z"));
  });

  test("that ends at the time at which it begins lasts a whole day", () => {
    const friday = [windowOf("07:00", "07:00", ["fri"])];
    const inside = (time: string) => inWindows(friday, at(time), london);
    expect([inside("2026-11-20T06:59:00Z"), inside("2026-11-20T07:00:00Z")]).toEqual([false, true]);
    expect([inside("2026-11-21T06:59:00Z"), inside("2026-11-21T07:00:00Z")]).toEqual([true, false]);
    expect(nextWindowChange([windowOf("07:00", "07:00")], at("2026-11-20T06:59:00Z"), london)).toBeNull();
  });

  test("begins at the clock change if its start is in the missing hour", () => {
    expect(nextWindowChange([windowOf("01:15", "03:00")], at("2026-03-28T12:00:00Z"), london)).toBe(at("2026-03-29T01:00:00Z"));
  });
});

describe("on a night on which an hour comes twice, a window lasts from its first beginning to its last end", () => {
  /** The times in UTC at which a window begins and ends, in turn. */
  const changesOf = (window: PlanWindow, timezone: string, after: string, count: number): string[] => {
    const changes: string[] = [];
    for (let from = at(after); changes.length < count; ) {
      from = nextWindowChange([window], from, timezone) ?? 0;
      changes.push(new Date(from).toISOString().slice(0, 16));
    }
    return changes;
  };

  test("so a person who leaves at the second 23:05 is guarded by a window from 23:15", () => {
    // In Cairo and Beirut 24:00 becomes 23:00: the second 23:05 comes 50 minutes after the beginning of the window.
    const night = windowOf("23:15", "07:00");
    expect(inWindows([night], at("2026-10-29T20:10:00Z"), "Africa/Cairo"), "the first 23:10").toBe(false);
    expect(inWindows([night], at("2026-10-29T21:05:00Z"), "Africa/Cairo"), "the second 23:05").toBe(true);
    expect(inWindows([night], at("2026-10-24T21:05:00Z"), "Asia/Beirut"), "the second 23:05").toBe(true);
    expect(changesOf(night, "Africa/Cairo", "2026-10-29T12:00:00Z", 2)).toEqual(["2026-10-29T20:15", "2026-10-30T05:00"]);
  });

  test("also where the first hour of the day comes twice", () => {
    // In Havana 01:00 becomes 00:00.
    const { timezone, noon } = { timezone: "America/Havana", noon: "2026-10-31T16:00:00Z" };
    expect(changesOf(windowOf("00:15", "06:00"), timezone, noon, 2)).toEqual(["2026-11-01T04:15", "2026-11-01T11:00"]);
    expect(changesOf(windowOf("21:00", "00:30"), timezone, noon, 2)).toEqual(["2026-11-01T01:00", "2026-11-01T05:30"]);
  });

  test("also if it begins, ends or lies in the repeated hour of London", () => {
    const noon = "2026-10-24T12:00:00Z";
    expect(changesOf(windowOf("01:15", "01:45"), london, noon, 2)).toEqual(["2026-10-25T00:15", "2026-10-25T01:45"]);
    expect(changesOf(windowOf("01:15", "07:00"), london, noon, 2)).toEqual(["2026-10-25T00:15", "2026-10-25T07:00"]);
    expect(changesOf(windowOf("22:00", "01:30"), london, noon, 2)).toEqual(["2026-10-24T21:00", "2026-10-25T01:30"]);
    // It has ended when 02:00 becomes 01:00 again.
    expect(changesOf(windowOf("22:00", "01:00"), london, noon, 2)).toEqual(["2026-10-24T21:00", "2026-10-25T00:00"]);
  });

  test("on the day on which it begins, and on no other", () => {
    // 25 October 2026 is a Sunday.
    const saturday = windowOf("01:15", "01:45", ["sat"]);
    expect(changesOf(saturday, london, "2026-10-24T12:00:00Z", 1)).toEqual(["2026-10-31T01:15"]);
    const sunday = windowOf("01:15", "01:45", ["sun"]);
    expect(changesOf(sunday, london, "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:15", "2026-10-25T01:45"]);
  });
});

test("the oracle knows the missing and the repeated hour, and the half hour of Lord Howe", () => {
  const lengths = (timezone: string) =>
    clockChanges
      .filter((change) => change.timezone === timezone)
      .map(({ name, minutes }) => minutes.filter(({ date }) => name.endsWith(date)).length);
  expect(lengths("Europe/London")).toEqual([1380, 1500, 1380, 1500, 1380, 1500]);
  expect(lengths("America/New_York")).toEqual([1380, 1500, 1380, 1500, 1380, 1500]);
  expect(lengths("Australia/Lord_Howe")).toEqual([1470, 1410, 1470, 1410, 1470, 1410]);
  expect(lengths("Asia/Kathmandu")).toEqual([1440, 1440, 1440, 1440, 1440, 1440]);
});

const anyWindows = fc.array(anyWindow, { minLength: 1, maxLength: 3 });

test("windows agree with the wall clock in every minute around both clock changes of three years", () => {
  fc.assert(
    fc.property(anyWindows, anyClockChange, (windows, change) => {
      const { minutes, timezone } = change;
      const expected = oracleOfWindows(windows, change);
      const wrong = minutes.filter((minute) => inWindows(windows as PlanWindow[], minute.instant, timezone) !== expected(minute));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("the next change of a window is the first minute whose answer differs by the wall clock", () => {
  fc.assert(
    fc.property(anyWindows, anyClockChange, fc.nat(), fc.nat(59_999), (windows, change, place, more) => {
      const { minutes, timezone } = change;
      const from = place % (minutes.length - 1);
      const after = (minutes[from]?.instant ?? 0) + more;
      const inside = minutes.map(oracleOfWindows(windows, change));
      const changes = inside.findIndex((answer, i) => i > from && answer !== inside[from]);
      const found = nextWindowChange(windows as PlanWindow[], after, timezone);
      if (changes >= 0) expect(found).toBe(minutes[changes]?.instant);
      else expect(found ?? Number.POSITIVE_INFINITY).toBeGreaterThan(minutes.at(-1)?.instant ?? 0);
    }),
    { numRuns: 1500 },
  );
});

test("two windows overlap if a minute of the week lies in both", () => {
  // A week without a change of the clock; 16 November 2026 is a Monday.
  const week = Array.from({ length: 7 * 1440 }, (_, i) => at("2026-11-16T00:00:00Z") + i * 60_000);
  fc.assert(
    fc.property(anyWindow, anyWindow, (a, b) => {
      const both = week.some((instant) => [a, b].every((one) => inWindows([one] as PlanWindow[], instant, "UTC")));
      expect(overlappingWindows([a, b] as PlanWindow[])).toEqual(both ? [[1, 0]] : []);
    }),
    { numRuns: 100 },
  );
});
