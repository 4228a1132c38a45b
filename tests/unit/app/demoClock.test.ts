import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DemoClock } from "#app/demo/demoClock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("time in which the demo records its past does not count as time without an operator", () => {
  const clock = new DemoClock();
  const began = clock.passed();
  vi.advanceTimersByTime(5_000);
  clock.setTo(Date.parse("2026-11-16T02:40:00Z"));
  vi.advanceTimersByTime(90_000);
  clock.setTo(Date.parse("2026-11-20T02:40:00Z"));
  expect(clock.passed() - began).toBe(5_000);
  clock.release();
  vi.advanceTimersByTime(2_000);
  expect(clock.passed() - began).toBe(7_000);
});
