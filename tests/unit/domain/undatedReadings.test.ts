import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { clockWithSkew, type DeviceClock, eventTimeOf, longestBacklogMs, unknownClock } from "#domain/time/deviceClock.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const second = 1000;
const hour = 3_600_000;
const rises: ReadingValue = { kind: "bed", occupied: false };
const lies: ReadingValue = { kind: "bed", occupied: true };

interface Says {
  at?: number | null;
  kept?: boolean;
  value?: ReadingValue;
  boot?: string;
}

/** A bed sensor: times in seconds after noon, its own and those that come out; "old" for what is older than anything that counts. */
class Bed {
  clock: DeviceClock;
  constructor(clock = unknownClock) {
    this.clock = clock;
  }
  says(arrivedAt: number, seq: number | null, { at = null, kept = false, value = rises, boot = "a1" }: Says = {}): number | "old" {
    const arrived = noon + arrivedAt * second;
    const own = at === null ? null : noon + at * second;
    const told = eventTimeOf(this.clock, { at: own, arrivedAt: arrived, historical: kept, value, seq, boot: seq === null ? null : boot });
    this.clock = told.clock;
    return told.time === arrived - longestBacklogMs - 1 ? "old" : (told.time - noon) / second;
  }
}
const keptLies = { kept: true, value: lies };
const keptRises = { kept: true, value: rises };

describe("a device that gives numbers and no time", () => {
  test("is compared with by what it told before and after", () => {
    const bed = new Bed();
    for (const nth of [0, 1, 2]) bed.says(nth * 100, 10 + nth * 10);
    expect(bed.says(300, 15, keptRises)).toBe(99.999);
    expect(bed.says(300, 15, keptLies)).toBe(0);
    expect(bed.says(300, 16, keptLies), "after what it kept and told already").toBe(99.999);
    expect(bed.says(300, 35, keptRises)).toBe(300);
    expect(bed.says(300, 9, keptLies)).toBe("old");
    expect(bed.says(300, 9, keptRises)).toBe(-0.001);
  });

  test("of which nothing is known yet rises when it comes and lay long ago, together or alone", () => {
    const bed = new Bed();
    expect(bed.says(0, 10, keptRises)).toBe(0);
    expect(bed.says(1, 11, keptLies)).toBe("old");
  });

  test("and begins to count again, without another boot, tells nothing by numbers that it gave twice", () => {
    const bed = new Bed();
    bed.says(0, 900);
    expect(bed.says(100, 3), "what comes at once is of now").toBe(100);
    expect(bed.says(101, 850, keptLies)).toBe("old");
    expect(bed.says(101, 4, keptLies)).toBe("old");
    expect(bed.says(102, 4, keptRises)).toBe(102);
    expect(bed.says(103, 901)).toBe(103);
    expect(bed.says(104, 902, keptLies)).toBe(103);
    const twice = new Bed();
    for (const [at, seq] of [900, 3, 500, 2].entries()) twice.says(at, seq);
    expect(twice.says(4, 850, keptLies)).toBe("old");
    const far = new Bed();
    far.says(0, 3);
    expect(far.says(1, 5000, keptLies)).toBe("old");
  });

  test("and one number overtook another is compared with again by the next", () => {
    const bed = new Bed();
    bed.says(0, 11);
    bed.says(1, 10);
    bed.says(2, 12);
    expect(bed.says(3, 13, keptLies)).toBe(2);
    for (const [nth, seq] of [500, 1000, 1500].entries()) bed.says(10 + nth, seq);
    expect(bed.says(20, 1501, keptLies)).toBe(12);
  });

  test("tells nothing by an old episode of which it was forgotten what came after", () => {
    const bed = new Bed();
    bed.says(0, 100);
    expect(bed.says(1, 101, keptRises)).toBe(1);
    // Somebody rises, and the bed is heard for a long time.
    for (let nth = 0; nth < 20; nth += 1) bed.says(100 + nth, 200 + nth);
    expect(bed.says(200, 150, keptRises)).toBe(103.999);
    expect(bed.says(201, 151, keptLies)).toBe("old");
  });

  test("is never after its arrival, in a test home of which the clock goes back neither", () => {
    const bed = new Bed();
    bed.says(500, 10);
    expect(bed.says(100, 11, keptLies)).toBe(100);
    expect(bed.says(100, 12, keptRises)).toBe(100);
  });
});

describe("a device whose clock is wrong", () => {
  test("is compared with by its own times, where it gives no numbers", () => {
    const bed = new Bed();
    bed.says(0, null, { at: 3600 });
    bed.says(100, null, { at: 3700 });
    expect(bed.says(200, null, { ...keptRises, at: 3650 })).toBe(99.999);
    expect(bed.says(200, null, { ...keptLies, at: 3660 })).toBe(99.999);
    expect(bed.says(200, null, { ...keptLies, at: 3500 })).toBe("old");
    expect(bed.says(200, null, { ...keptLies, at: 3750 })).toBe(100);
  });

  test("and is set back further tells nothing by times that it gave twice", () => {
    const bed = new Bed();
    bed.says(0, null, { at: 7200 });
    bed.says(100, null, { at: 3700 });
    expect(bed.says(101, null, { ...keptLies, at: 7000 })).toBe("old");
    bed.says(4000, null, { at: 7600 });
    expect(bed.says(4001, null, { ...keptLies, at: 7601 })).toBe(4000);
  });

  test("and says otherwise than its numbers shows nothing", () => {
    const bed = new Bed();
    bed.says(0, 10, { at: 3600 });
    expect(bed.says(1, 11, { ...keptLies, at: 3500 })).toBe("old");
    expect(bed.says(1, 9, { ...keptLies, at: 3601 })).toBe("old");
    expect(bed.says(1, 9, { ...keptRises, at: 3601 })).toBe(1);
  });

  test("and right in between is not compared with what it told before that", () => {
    const bed = new Bed();
    bed.says(0, 10, { at: 3600 });
    bed.says(100, 20, { at: 100 });
    bed.says(200, 30, { at: 3800 });
    expect(bed.says(201, 15, { ...keptLies, at: 3700 })).toBe("old");
  });
});

test("what a device with a good clock kept with a time to come, or without one, is of nobody knows when", () => {
  const bed = new Bed(clockWithSkew(0));
  expect(bed.says(0, 10, { ...keptLies, at: 3600 })).toBe("old");
  expect(bed.says(0, 11, { ...keptLies, at: null })).toBe("old");
  expect(bed.says(0, 12, { ...keptRises, at: 3600 })).toBe(0);
  expect(bed.says(0, 13, { ...keptLies, at: -hour / second })).toBe(-3600);
});

describe("told at once by a clock that is an hour behind, and overtaken on its way", () => {
  const behind = -3600;
  const faulty = (): Bed => {
    const bed = new Bed(clockWithSkew(behind * second));
    bed.says(0, 10, { at: behind });
    return bed;
  };

  test("it happened just before what overtook it, by its number and its time", () => {
    const bed = faulty();
    expect(bed.says(30, 12, { at: behind + 25, value: lies })).toBe(30);
    expect(bed.says(31, 11, { at: behind + 20 })).toBe(29.999);
    expect(bed.says(40, 13, { at: behind + 40 })).toBe(40);
  });

  test.each([
    ["a count that began again", { seq: 3, at: behind + 31, boot: "a1" }],
    ["a clock that was set back", { seq: 13, at: behind - 500, boot: "a1" }],
    ["a count and a clock that began again", { seq: 3, at: behind - 500, boot: "a1" }],
    ["another boot", { seq: 11, at: behind + 20, boot: "b2" }],
  ])("but %s tells of now", (_, { seq, ...says }) => {
    const bed = faulty();
    bed.says(30, 12, { at: behind + 25, value: lies });
    expect(bed.says(31, seq, says)).toBe(31);
  });
});
