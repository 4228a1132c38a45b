import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTimezone, nextOffsetChange, nextWallTime, wallClock, wallReading } from "#domain/time/wallClock.ts";
import { anyClockChange, anyWallTime, type ClockChange } from "./clockChangeNights.ts";

const at = (time: string): number => Date.parse(time);
const london = "Europe/London";

describe("a wall-clock time at which a rule wakes", () => {
  test("that is missing on a spring night comes at the moment of the clock change", () => {
    const before = at("2026-03-28T12:00:00Z");
    const found = ["01:00", "01:30", "01:59", "02:00"].map((time) => nextWallTime(before, time, london));
    expect(new Set(found)).toEqual(new Set([at("2026-03-29T01:00:00Z")]));
  });

  test("that comes twice on an autumn night counts once, at the first of the two", () => {
    expect(nextWallTime(at("2026-10-24T12:00:00Z"), "01:30", london)).toBe(at("2026-10-25T00:30:00Z"));
    expect(nextWallTime(at("2026-10-25T00:30:00Z"), "01:30", london)).toBe(at("2026-10-26T01:30:00Z"));
  });

  test("stays the same by the wall clock on days of 23 and 25 hours", () => {
    expect(nextWallTime(at("2026-03-28T10:30:00Z"), "10:30", london)).toBe(at("2026-03-29T09:30:00Z"));
    expect(nextWallTime(at("2026-10-24T09:30:00Z"), "10:30", london)).toBe(at("2026-10-25T10:30:00Z"));
  });
});

test("the wall clock agrees with Intl in every minute, in any order of questions", () => {
  fc.assert(
    fc.property(anyClockChange, fc.array(fc.nat(), { minLength: 1, maxLength: 200 }), ({ minutes, timezone }, places) => {
      for (const place of places) {
        const minute = minutes[place % minutes.length] as ClockChange["minutes"][number];
        expect(wallClock(minute.instant + 59_999, timezone)).toBe(minute.shows);
        const { day } = wallReading(minute.instant, timezone);
        expect(new Date(day * 86_400_000).toISOString().slice(0, 10)).toBe(minute.date);
      }
    }),
  );
});

test("the next wall time is the first minute of a day that shows it or has skipped it", () => {
  fc.assert(
    fc.property(anyWallTime, anyClockChange, fc.nat(), fc.nat(59_999), (time, { minutes, timezone }, place, more) => {
      const from = place % (minutes.length - 2 * 1440);
      const after = (minutes[from]?.instant ?? 0) + more;
      // The first minute of each date from which on the wall has shown the time.
      const reached = new Map<string, number>();
      for (const { date, shows, instant } of minutes) if (shows >= time && !reached.has(date)) reached.set(date, instant);
      const expected = [...reached.values()].find((instant) => instant > after);
      expect(nextWallTime(after, time, timezone)).toBe(expected);
    }),
    { numRuns: 1500 },
  );
});

test("a time zone is checked by its name, and gives its next clock change", () => {
  expect([isTimezone(london), isTimezone("Europe/Londn"), isTimezone("2026-03-29T00:00[Europe/London]")]).toEqual([true, false, false]);
  expect(nextOffsetChange(at("2026-03-29T00:59:59Z"), london)).toBe(at("2026-03-29T01:00:00Z"));
  expect(nextOffsetChange(at("2026-03-29T01:00:00Z"), london)).toBe(at("2026-10-25T01:00:00Z"));
  expect(nextOffsetChange(at("2026-03-29T01:00:00Z"), "Asia/Kathmandu")).toBeNull();
});
