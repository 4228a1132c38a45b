import { expect, test } from "vitest";
import { bestWait, waitsToTry } from "#domain/carers/longerWait.ts";

test("longer waits are whole five minutes, longer than the present one, and within the range of the setting", () => {
  expect(waitsToTry(20, 240)).toEqual([25, 30, 40]);
  expect(waitsToTry(3, 240)).toEqual([5, 10]);
  expect(waitsToTry(200, 240)).toEqual([]);
});

test("the wait that wakes least is proposed, the shortest of equal ones, and none that loses an alarm that was needed", () => {
  expect(
    bestWait(3, [
      { minutes: 25, wouldWake: 2 },
      { minutes: 30, wouldWake: 1 },
      { minutes: 40, wouldWake: 1 },
    ]),
  ).toEqual({ minutes: 30, wouldWake: 1 });
  expect(bestWait(3, [{ minutes: 25, wouldWake: 3 }])).toBeNull();
  expect(bestWait(3, [{ minutes: 25, wouldWake: null }])).toBeNull();
});
