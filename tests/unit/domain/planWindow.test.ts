import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inWindows, nextWindowChange, overlappingWindows, type PlanWindow, planWindow } from "#domain/time/planWindow.ts";
import { anyClockChange, anyWindow, clockChanges, oracleInWindows } from "./clockChangeNights.ts";

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

  test("begins and ends twice in the repeated hour, and at the clock change in the missing one", () => {
    const short = [windowOf("01:15", "01:45")];
    const changes: string[] = [];
    for (let after = at("2026-10-24T12:00:00Z"); changes.length < 4; ) {
      after = nextWindowChange(short, after, london) ?? 0;
      changes.push(new Date(after).toISOString().slice(11, 16));
    }
    expect(changes).toEqual(["00:15", "00:45", "01:15", "01:45"]);
    expect(nextWindowChange([windowOf("01:15", "03:00")], at("2026-03-28T12:00:00Z"), london)).toBe(at("2026-03-29T01:00:00Z"));
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
    fc.property(anyWindows, anyClockChange, (windows, { minutes, timezone }) => {
      const wrong = minutes.filter(
        (minute) => inWindows(windows as PlanWindow[], minute.instant, timezone) !== oracleInWindows(windows, minute),
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("the next change of a window is the first minute whose answer differs by the wall clock", () => {
  fc.assert(
    fc.property(anyWindows, anyClockChange, fc.nat(), fc.nat(59_999), (windows, { minutes, timezone }, place, more) => {
      const from = place % (minutes.length - 1);
      const after = (minutes[from]?.instant ?? 0) + more;
      const inside = minutes.map((minute) => oracleInWindows(windows, minute));
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
