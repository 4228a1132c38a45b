import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceStatus } from "#domain/deviceStatus.ts";
import { type ListeningGap, notListenedMs, silenceReaches } from "#domain/time/listening.ts";

/** Gaps in seconds, as [from, to]. */
const gapsOf = (...spans: [number, number][]): ListeningGap[] => spans.map(([from, to]) => ({ from: from * 1000, to: to * 1000 }));

/** A silence since second 0 whose limit is 10,800 s (three hours); devices get 120 s to connect again. */
const reachedAfter = (...spans: [number, number][]): number => silenceReaches(0, 10_800_000, gapsOf(...spans)) / 1000;

describe("a silence reaches its limit", () => {
  test("after that time, if the service listened all the while", () => {
    expect(reachedAfter()).toBe(10_800);
  });

  test("later by the time in which the service did not listen, in one gap or several", () => {
    expect(reachedAfter([1_000, 1_045])).toBe(10_845);
    expect(reachedAfter([1_000, 1_045], [2_000, 9_000], [10_000, 10_010])).toBe(10_800 + 45 + 7_000 + 10);
  });

  test("later by the whole of a gap that is longer than the limit", () => {
    expect(reachedAfter([60, 60 + 4 * 10_800])).toBe(5 * 10_800);
  });

  test("when it would have, if the gap begins at that very moment or later", () => {
    expect(reachedAfter([10_800, 20_000])).toBe(10_800);
    expect(reachedAfter([10_801, 20_000])).toBe(10_800);
  });

  test("two minutes after a gap that begins just before that moment: devices need time to connect again", () => {
    expect(reachedAfter([10_799, 20_000])).toBe(20_120);
    expect(reachedAfter([10_700, 20_000])).toBe(20_120);
    expect(reachedAfter([10_600, 20_000])).toBe(20_200);
  });

  test("later by the rest of a gap in which the device was heard last, and an earlier gap changes nothing", () => {
    expect(silenceReaches(5_000, 600_000, gapsOf([0, 30]))).toBe(30_000 + 600_000);
    expect(silenceReaches(30_000, 600_000, gapsOf([0, 30]))).toBe(630_000);
    expect(silenceReaches(31_000, 60_000, gapsOf([0, 30]))).toBe(91_000);
  });

  test("at last, however often the service restarts: the two minutes are given once", () => {
    const every = (periodSeconds: number, awaySeconds: number) =>
      Array.from({ length: 10_000 }, (_, nth): [number, number] => [(nth + 1) * periodSeconds - awaySeconds, (nth + 1) * periodSeconds]);
    // Of each ten minutes 30 s are missed: three hours of listening take a little longer.
    expect(reachedAfter(...every(600, 30))).toBe(10_800 + 18 * 30);
    // Of each minute 10 s are missed. At the end of the gap that leaves less than two minutes, the device gets two.
    const reached = reachedAfter(...every(60, 10));
    expect(reached).toBeGreaterThan(10_800 * 1.2);
    expect(reached).toBeLessThan(10_800 * 1.2 + 180);
  });
});

/** Any gaps in a stretch of 2,000 s, in order, some of them touching. */
const anyGaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 400 })), { maxLength: 8 }).map((steps) => {
  let at = 0;
  return gapsOf(
    ...steps.map(([pause, length]): [number, number] => {
      const from = at + pause;
      at = from + length;
      return [from, at];
    }),
  );
});

/** Counts second by second: `left` seconds of listening are missing, and once they are raised to `patience` at the end of a gap. */
function countedSeconds(since: number, limit: number, patience: number, gaps: readonly ListeningGap[]): number {
  let left = limit;
  let isGranted = false;
  for (let second = since; ; second += 1) {
    if (left === 0) return second;
    const inGap = gaps.some(({ from, to }) => second * 1000 >= from && second * 1000 < to);
    if (!inGap) left -= 1;
    else if (left < patience && !isGranted) {
      left = patience;
      isGranted = true;
    }
  }
}

test("with any gaps, a silence reaches its limit exactly when the seconds of listening are counted up to it", () => {
  fc.assert(
    fc.property(anyGaps, fc.nat(1_000), fc.integer({ min: 1, max: 900 }), fc.constantFrom(0, 30, 120), (gaps, since, limit, patience) => {
      const reached = silenceReaches(since * 1000, limit * 1000, gaps, patience * 1000) / 1000;
      expect(reached).toBe(countedSeconds(since, limit, patience, gaps));
    }),
    { numRuns: 500 },
  );
});

test("a gap that begins when a silence has reached its limit, or later, takes that back in no case", () => {
  fc.assert(
    fc.property(
      anyGaps,
      fc.nat(1_000),
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 500 }),
      (gaps, since, limit, length) => {
        const reached = silenceReaches(since * 1000, limit * 1000, gaps);
        const known = gaps.filter(({ from }) => from < reached);
        expect(silenceReaches(since * 1000, limit * 1000, [...known, { from: reached, to: reached + length * 1000 }])).toBe(reached);
      },
    ),
  );
});

test("the time without listening between two moments is the sum of the parts of gaps that lie between them", () => {
  fc.assert(
    fc.property(anyGaps, fc.nat(2_000), fc.nat(1_000), (gaps, since, length) => {
      let counted = 0;
      for (let second = since; second < since + length; second += 1)
        if (gaps.some(({ from, to }) => second * 1000 >= from && second * 1000 < to)) counted += 1;
      expect(notListenedMs(gaps, since * 1000, (since + length) * 1000)).toBe(counted * 1000);
    }),
  );
});

test("the page calls no device offline for the time in which the service did not listen", () => {
  const at = (seconds: number) => deviceStatus(0, 600, 0, seconds * 1000, gapsOf([60, 14_460]));
  expect([at(14_460), at(15_299), at(15_300), at(16_199), at(16_200)]).toEqual(["heard", "heard", "late", "late", "offline"]);
});
