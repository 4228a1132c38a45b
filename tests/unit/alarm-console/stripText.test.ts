import { expect, test } from "vitest";
import { stripClock, stripHoursShown } from "#alarm-console/web/shared/homeStrip/stripText.ts";

const strip = (from: string, timezone: string) => ({ from, to: new Date(Date.parse(from) + 12 * 3_600_000).toISOString(), timezone });
const labels = (one: ReturnType<typeof strip>) => stripHoursShown(one).map(stripClock(one));

test("the axis shows full hours of the home's zone, at equal distances", () => {
  expect(labels(strip("2026-11-22T00:20:00Z", "Europe/London"))).toEqual(["02:00", "05:00", "08:00", "11:00"]);
  expect(labels(strip("2026-11-22T00:20:00Z", "Asia/Kathmandu"))).toEqual(["08:00", "11:00", "14:00", "17:00"]);
});

test("on the night when the clocks go back the repeated hour has the name of its time", () => {
  const night = strip("2026-10-24T20:20:00Z", "Europe/London");
  const clock = stripClock(night);
  expect(clock(Date.parse("2026-10-25T00:30:00Z"))).toBe("01:30 BST");
  expect(clock(Date.parse("2026-10-25T01:30:00Z"))).toBe("01:30 GMT");
  expect(labels(night)).toEqual(["23:00 BST", "01:00 GMT", "04:00 GMT", "07:00 GMT"]);
  const hours = stripHoursShown(night);
  expect(new Set(hours.slice(1).map((hour, index) => hour - (hours[index] ?? 0)))).toEqual(new Set([3 * 3_600_000]));
});

test("on the night when the clocks go forward the missing hour is missing", () => {
  expect(labels(strip("2026-03-28T20:20:00Z", "Europe/London"))).toEqual(["22:00 GMT", "02:00 BST", "05:00 BST", "08:00 BST"]);
});
