import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { clockWithSkew, type DeviceClock, eventTimeOf, longestBacklogMs, unknownClock } from "#domain/time/deviceClock.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const second = 1000;
const hour = 3_600_000;
const outOfBed: ReadingValue = { kind: "bed", occupied: false };
const inBed: ReadingValue = { kind: "bed", occupied: true };

interface Report {
  at?: number | null;
  buffered?: boolean;
  value?: ReadingValue;
  boot?: string;
}

/** A bed sensor. Device times, arrivals and event times in seconds after noon; "old" is older than everything that is remembered. */
class Bed {
  clock: DeviceClock;
  constructor(clock = unknownClock) {
    this.clock = clock;
  }
  reports(
    arrivedAt: number,
    seq: number | null,
    { at = null, buffered = false, value = outOfBed, boot = "a1" }: Report = {},
  ): number | "old" {
    const arrived = noon + arrivedAt * second;
    const own = at === null ? null : noon + at * second;
    const reading = { at: own, arrivedAt: arrived, historical: buffered, value, seq, boot: seq === null ? null : boot };
    const { time, clock } = eventTimeOf(this.clock, reading);
    this.clock = clock;
    return time === arrived - longestBacklogMs - 1 ? "old" : (time - noon) / second;
  }
}
const bufferedInBed = { buffered: true, value: inBed };
const bufferedOutOfBed = { buffered: true, value: outOfBed };

describe("the buffered reading of a device that gives numbers and no time", () => {
  test("lies between the live readings with the numbers before and after it", () => {
    const bed = new Bed();
    for (const nth of [0, 1, 2]) bed.reports(nth * 100, 10 + nth * 10);
    expect(bed.reports(300, 15, bufferedOutOfBed)).toBe(99.999);
    expect(bed.reports(300, 15, bufferedInBed)).toBe(0);
    expect(bed.reports(300, 16, bufferedInBed), "after a buffered reading with a lower number").toBe(99.999);
    expect(bed.reports(300, 35, bufferedOutOfBed)).toBe(300);
    expect(bed.reports(300, 9, bufferedInBed)).toBe("old");
    expect(bed.reports(300, 9, bufferedOutOfBed)).toBe(-0.001);
  });

  test("counts at its arrival when it is out of bed, and as long ago when it is in bed, where nothing is known before", () => {
    const bed = new Bed();
    expect(bed.reports(0, 10, bufferedOutOfBed)).toBe(0);
    expect(bed.reports(1, 11, bufferedInBed)).toBe("old");
  });

  test("has no order by a number that the device gave twice, after it counted from the beginning again", () => {
    const bed = new Bed();
    bed.reports(0, 900);
    expect(bed.reports(100, 3), "a live reading counts at its arrival").toBe(100);
    expect(bed.reports(101, 850, bufferedInBed)).toBe("old");
    expect(bed.reports(101, 4, bufferedInBed)).toBe("old");
    expect(bed.reports(102, 4, bufferedOutOfBed)).toBe(102);
    expect(bed.reports(103, 901)).toBe(103);
    expect(bed.reports(104, 902, bufferedInBed)).toBe(103);
    const twice = new Bed();
    for (const [at, seq] of [900, 3, 500, 2].entries()) twice.reports(at, seq);
    expect(twice.reports(4, 850, bufferedInBed)).toBe("old");
    const far = new Bed();
    far.reports(0, 3);
    expect(far.reports(1, 5000, bufferedInBed)).toBe("old");
  });

  test("has an order again with the next number, after one number overtook another", () => {
    const bed = new Bed();
    bed.reports(0, 11);
    bed.reports(1, 10);
    bed.reports(2, 12);
    expect(bed.reports(3, 13, bufferedInBed)).toBe(2);
    for (const [nth, seq] of [500, 1000, 1500].entries()) bed.reports(10 + nth, seq);
    expect(bed.reports(20, 1501, bufferedInBed)).toBe(12);
  });

  test("has no order by an old episode when the readings after that are forgotten", () => {
    const bed = new Bed();
    bed.reports(0, 100);
    expect(bed.reports(1, 101, bufferedOutOfBed)).toBe(1);
    // Out of bed, and then many live readings.
    for (let nth = 0; nth < 20; nth += 1) bed.reports(100 + nth, 200 + nth);
    expect(bed.reports(200, 150, bufferedOutOfBed)).toBe(103.999);
    expect(bed.reports(201, 151, bufferedInBed)).toBe("old");
  });

  test("never counts after its arrival, in a test home whose clock goes back neither", () => {
    const bed = new Bed();
    bed.reports(500, 10);
    expect(bed.reports(100, 11, bufferedInBed)).toBe(100);
    expect(bed.reports(100, 12, bufferedOutOfBed)).toBe(100);
  });
});

describe("the buffered reading of a device whose clock is wrong", () => {
  test("lies between the live readings with the device times before and after it, where there are no numbers", () => {
    const bed = new Bed();
    bed.reports(0, null, { at: 3600 });
    bed.reports(100, null, { at: 3700 });
    expect(bed.reports(200, null, { ...bufferedOutOfBed, at: 3650 })).toBe(99.999);
    expect(bed.reports(200, null, { ...bufferedInBed, at: 3660 })).toBe(99.999);
    expect(bed.reports(200, null, { ...bufferedInBed, at: 3500 })).toBe("old");
    expect(bed.reports(200, null, { ...bufferedInBed, at: 3750 })).toBe(100);
  });

  test("has no order by a time that the device gave twice, after its clock was set back further", () => {
    const bed = new Bed();
    bed.reports(0, null, { at: 7200 });
    bed.reports(100, null, { at: 3700 });
    expect(bed.reports(101, null, { ...bufferedInBed, at: 7000 })).toBe("old");
    bed.reports(4000, null, { at: 7600 });
    expect(bed.reports(4001, null, { ...bufferedInBed, at: 7601 })).toBe(4000);
  });

  test("has no order where times and numbers contradict each other", () => {
    const bed = new Bed();
    bed.reports(0, 10, { at: 3600 });
    expect(bed.reports(1, 11, { ...bufferedInBed, at: 3500 })).toBe("old");
    expect(bed.reports(1, 9, { ...bufferedInBed, at: 3601 })).toBe("old");
    expect(bed.reports(1, 9, { ...bufferedOutOfBed, at: 3601 })).toBe(1);
  });

  test("is not compared with readings before a time in which the clock was right", () => {
    const bed = new Bed();
    bed.reports(0, 10, { at: 3600 });
    bed.reports(100, 20, { at: 100 });
    bed.reports(200, 30, { at: 3800 });
    expect(bed.reports(201, 15, { ...bufferedInBed, at: 3700 })).toBe("old");
  });
});

test("a buffered reading with a future time, or without one, is undated though the clock is right", () => {
  const bed = new Bed(clockWithSkew(0));
  expect(bed.reports(0, 10, { ...bufferedInBed, at: 3600 })).toBe("old");
  expect(bed.reports(0, 11, { ...bufferedInBed, at: null })).toBe("old");
  expect(bed.reports(0, 12, { ...bufferedOutOfBed, at: 3600 })).toBe(0);
  expect(bed.reports(0, 13, { ...bufferedInBed, at: -hour / second })).toBe(-3600);
});

describe("a live reading that another overtakes, from a device whose clock is an hour behind,", () => {
  const behind = -3600;
  const faulty = (): Bed => {
    const bed = new Bed(clockWithSkew(behind * second));
    bed.reports(0, 10, { at: behind });
    return bed;
  };

  test("counts just before the one that overtook it, by its number and its time", () => {
    const bed = faulty();
    expect(bed.reports(30, 12, { at: behind + 25, value: inBed })).toBe(30);
    expect(bed.reports(31, 11, { at: behind + 20 })).toBe(29.999);
    expect(bed.reports(40, 13, { at: behind + 40 })).toBe(40);
  });

  test.each([
    ["a count that began again", { seq: 3, at: behind + 31, boot: "a1" }],
    ["a clock that was set back", { seq: 13, at: behind - 500, boot: "a1" }],
    ["a count and a clock that began again", { seq: 3, at: behind - 500, boot: "a1" }],
    ["another boot", { seq: 11, at: behind + 20, boot: "b2" }],
  ])("counts at its arrival where the cause is %s", (_, { seq, ...stamp }) => {
    const bed = faulty();
    bed.reports(30, 12, { at: behind + 25, value: inBed });
    expect(bed.reports(31, seq, stamp)).toBe(31);
  });
});
