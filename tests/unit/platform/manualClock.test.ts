import { interval } from "rxjs";
import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";

test("what repeats on it for days is let go of like any other, and says nothing more", () => {
  const clock = new ManualClock("2026-11-22T01:00:00.000Z");
  const heard: number[] = [];
  const repeating = interval(5_000, clock).subscribe(() => heard.push(clock.now()));
  clock.advance(86_400_000);
  expect([heard.length, heard.at(-1)]).toEqual([17_280, clock.now()]);
  repeating.unsubscribe();
  clock.advance(60_000);
  expect(heard).toHaveLength(17_280);
});

test("what is due at one moment comes in the order in which it was asked for", () => {
  const clock = new ManualClock("2026-11-22T01:00:00.000Z");
  const heard: string[] = [];
  interval(1_000, clock).subscribe(() => heard.push("first"));
  interval(2_000, clock).subscribe(() => heard.push("second"));
  clock.advance(2_000);
  expect(heard).toEqual(["first", "second", "first"]);
});
