import fc from "fast-check";
import { expect, test } from "vitest";
import { serviceLevelOf, targets } from "#domain/answering/serviceLevel.ts";

const [minute] = targets;

test("400 calls with 8 late ones keep 97.5 %: two more late ones keep it too, and a third breaks it", () => {
  expect(serviceLevelOf({ calls: 400, within: 392 }, minute)).toMatchObject({ late: 8, share: 0.98, lateLeft: 2 });
  expect(serviceLevelOf({ calls: 402, within: 392 }, minute).lateLeft).toBe(0);
  expect(serviceLevelOf({ calls: 403, within: 392 }, minute).lateLeft).toBe(null);
});

test("exactly 97.5 % is kept", () => {
  expect(serviceLevelOf({ calls: 40, within: 39 }, minute)).toMatchObject({ share: 0.975, lateLeft: 0 });
});

test("with any numbers, the level is kept with so many more late answers and broken by one more", () => {
  const isKept = (calls: number, late: number, permille: number): boolean => late * 1000 <= permille * calls;
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), fc.constantFrom(...targets), (calls, outside, target) => {
      const late = Math.min(calls, outside);
      const { lateLeft } = serviceLevelOf({ calls, within: calls - late }, target);
      const permille = target.seconds === 60 ? 25 : 10;
      if (lateLeft === null) expect(isKept(calls, late, permille)).toBe(false);
      else {
        expect(isKept(calls + lateLeft, late + lateLeft, permille)).toBe(true);
        expect(isKept(calls + lateLeft + 1, late + lateLeft + 1, permille)).toBe(false);
      }
    }),
  );
});
