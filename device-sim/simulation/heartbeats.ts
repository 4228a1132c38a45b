import type { TimedReading } from "../service/timedReading.ts";
import type { HomePlan } from "./homePlan.ts";
import { createRandom } from "./random.ts";

const halfHourMs = 30 * 60_000;
const yearMs = 365 * 86_400_000;
/** All simulated batteries were new on this day. */
const batteriesChanged = Date.UTC(2025, 0, 1);

/**
 * The heartbeats of all devices, twice an hour each, with the battery as it slowly runs down; a thermometer sends its temperature instead.
 * Each device has its own minute, so that they do not all send at once. Not in order of time.
 */
export function* heartbeats(seed: number, plan: HomePlan, from: number, to: number): Generator<TimedReading> {
  for (const [index, device] of plan.devices.entries()) {
    const random = createRandom(seed, index, 2);
    const minuteMs = Math.round(random.between(0, halfHourMs));
    const yearsOfBattery = random.between(2, 4);
    const signalAtBest = random.between(-75, -50);
    const wobble = createRandom(seed, index, from);
    for (let at = Math.ceil((from - minuteMs) / halfHourMs) * halfHourMs + minuteMs; at < to; at += halfHourMs) {
      const runDown = Math.max(0, at - batteriesChanged) / yearMs / yearsOfBattery;
      yield {
        device: device.name,
        at,
        battery: Math.max(1, Math.round(100 - (runDown % 1) * 99)),
        signal: Math.round(signalAtBest - wobble.between(0, 6)),
        value:
          device.kind === "temperature"
            ? { kind: "temperature", celsius: Math.round(wobble.between(190, 220)) / 10 }
            : { kind: "heartbeat" },
      };
    }
  }
}
