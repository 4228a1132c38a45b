import { interval } from "rxjs";
import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";

test("a timer that repeated for days of virtual time can be cancelled, and does not fire again", () => {
  const clock = new ManualClock("2026-11-22T01:00:00.000Z");
  const heard: number[] = [];
  const repeating = interval(5_000, clock).subscribe(() => heard.push(clock.now()));
  clock.advance(86_400_000);
  expect([heard.length, heard.at(-1)]).toEqual([17_280, clock.now()]);
  repeating.unsubscribe();
  clock.advance(60_000);
  expect(heard).toHaveLength(17_280);
});

test("timers that are due at the same moment fire in the order in which they were set", () => {
  const clock = new ManualClock("2026-11-22T01:00:00.000Z");
  const heard: string[] = [];
  interval(1_000, clock).subscribe(() => heard.push("first"));
  interval(2_000, clock).subscribe(() => heard.push("second"));
  clock.advance(2_000);
  expect(heard).toEqual(["first", "second", "first"]);
});
