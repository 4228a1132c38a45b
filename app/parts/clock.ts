import type { Log } from "#platform/log.ts";
import { type ServerTime, SteadyClock } from "#platform/steadyClock.ts";
import type { Started } from "../started.ts";

/** The service's clock, which follows the server's (platform/steadyClock.ts). */
export function startClock(log: Log, { serverTime }: { serverTime?: ServerTime }, started: Started): SteadyClock {
  const clock = new SteadyClock({ ...serverTime, log });
  const comparing = clock.start();
  started.add(() => comparing.unsubscribe());
  return clock;
}
