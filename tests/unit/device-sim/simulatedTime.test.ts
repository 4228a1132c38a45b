import { expect, test } from "vitest";
import type { TimedReading } from "#device-sim/service/timedReading.ts";
import { countSimulatedTime, type SimulatedTime } from "#device-sim/simulation/simulatedTime.ts";

const minuteMs = 60_000;
const atMinutes = (...minutes: number[]): TimedReading[] =>
  minutes.map((minute) => ({ device: "Pendant", at: minute * minuteMs, value: { kind: "heartbeat" } }));

test("progress adds up the simulated time of all homes, starts when every home has begun, and ends complete", () => {
  const seen: SimulatedTime[] = [];
  const time = countSimulatedTime(2, (one) => seen.push(one));
  const first = time.counted(atMinutes(0, 4, 8), { from: 0, to: 10 * minuteMs });
  const second = time.counted(atMinutes(101, 130), { from: 100 * minuteMs, to: 120 * minuteMs });
  first.next();
  first.next();
  expect(seen).toEqual([]);
  second.next();
  expect(seen).toEqual([{ simulated: 5, total: 30 }]);
  expect([...first]).toHaveLength(1);
  expect(seen.at(-1)).toEqual({ simulated: 11, total: 30 });
  expect([...second]).toHaveLength(1);
  expect(seen.at(-1), "what comes after the end counts no more").toEqual({ simulated: 30, total: 30 });
});
