import { describe, expect, test } from "vitest";
import { readDeviceTime } from "#ingest/receive/families/deviceTime.ts";

const time = Date.parse("2026-11-22T02:14:05Z");

describe("the time of a device's clock", () => {
  test.each<[string, unknown]>([
    ["RFC 3339", "2026-11-22T02:14:05Z"],
    ["small letters", "2026-11-22t02:14:05z"],
    ["a zone", "2026-11-22T03:14:05+01:00"],
    ["a zone without colon", "2026-11-22T03:14:05+0100"],
    ["a zone of hours", "2026-11-21T21:14:05-05"],
    ["a zone of half an hour", "2026-11-22T07:44:05+05:30"],
    ["+0000", "2026-11-22T02:14:05+0000"],
    ["UTC in letters", "2026-11-22 02:14:05 UTC"],
    ["no zone", "2026-11-22T02:14:05"],
    ["a blank for T", "2026-11-22 02:14:05Z"],
    ["no separators", "20261122T021405Z"],
    ["digits alone", "20261122021405"],
    ["blanks around it", " 2026-11-22T02:14:05Z "],
    ["Unix seconds", 1795313645],
    ["Unix seconds in a text", "1795313645"],
    ["Unix milliseconds", 1795313645000],
    ["a leap second that other clocks call :05", "2026-11-22T02:13:65Z"],
  ])("%s", (name, written) => {
    expect(readDeviceTime(written)).toBe(name.startsWith("a leap") ? null : time);
  });

  test("fractions of a second count to the millisecond", () => {
    expect(readDeviceTime("2026-11-22T02:14:05.120Z")).toBe(time + 120);
    expect(readDeviceTime("2026-11-22T02:14:05,1209999Z")).toBe(time + 120);
    expect(readDeviceTime(1795313645.5)).toBe(time + 500);
  });

  test("a clock that was never set is read: how right it is, others decide", () => {
    expect(readDeviceTime("1970-01-01T00:00:05+01:00")).toBe(5_000 - 3_600_000);
    expect(readDeviceTime("2106-02-07T06:28:15Z")).toBe(4_294_967_295_000);
    expect(readDeviceTime(5)).toBe(5_000);
  });

  test.each<unknown>([
    ["", "banana", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22T02:60:00Z"],
    ["2026-11-22", "02:14", "12026-11-22T02:14:05Z", "0000-01-01T00:00:00Z", "2026-11-22T02:14:05+25:00"],
    [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, true, {}, [], null, undefined],
  ])("%s, … cannot be read", (...written) => {
    expect(written.map(readDeviceTime)).toEqual(written.map(() => null));
  });
});
