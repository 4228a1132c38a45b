import { expect, test } from "vitest";
import { createLivedTime, type LivedTime } from "#device-sim/replay/livedTime.ts";
import type { TimedReading } from "#device-sim/service/timedReading.ts";

const minuteMs = 60_000;
const atMinutes = (...minutes: number[]): TimedReading[] =>
  minutes.map((minute) => ({ device: "Pendant", at: minute * minuteMs, value: { kind: "heartbeat" } }));

test("progress adds up the simulated time of all homes, starts when every home has begun, and ends complete", () => {
  const told: LivedTime[] = [];
  const time = createLivedTime(2, (one) => told.push(one));
  const first = time.counted(atMinutes(0, 4, 8), { from: 0, to: 10 * minuteMs });
  const second = time.counted(atMinutes(101, 130), { from: 100 * minuteMs, to: 120 * minuteMs });
  first.next();
  first.next();
  expect(told).toEqual([]);
  second.next();
  expect(told).toEqual([{ lived: 5, whole: 30 }]);
  expect([...first]).toHaveLength(1);
  expect(told.at(-1)).toEqual({ lived: 11, whole: 30 });
  expect([...second]).toHaveLength(1);
  expect(told.at(-1), "what comes after the end counts no more").toEqual({ lived: 30, whole: 30 });
});
