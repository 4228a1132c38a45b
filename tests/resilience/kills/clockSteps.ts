import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "#device-sim/simulation/random.ts";
import type { KillableService } from "./killableService.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const sizes = [90_000, -90_000, 60 * minute, -60 * minute, day, -day, 20 * day, -20 * day] as const;
/** Further away than this, the next step goes back towards the right time. */
const furthestMs = 40 * day;

/** How often the server's clock was set: it went back within seconds, or it stayed so. */
export interface ClockSteps {
  jumps: number;
  steps: number;
}

/**
 * Sets the clock of the service's machine at random: it jumps and goes back before the service follows, or it stays so; sometimes it is set
 * twice within seconds. The service may be down meanwhile.
 */
export function stepClock(service: Pick<KillableService, "setClock">, random: Random, signal: AbortSignal): ClockSteps {
  const done: ClockSteps = { jumps: 0, steps: 0 };
  let aheadMs = 0;
  const set = (byMs: number): void => {
    aheadMs += byMs;
    service.setClock(aheadMs);
  };
  const size = (): number => {
    const byMs = random.pick(sizes);
    return Math.abs(aheadMs + byMs) > furthestMs ? -byMs : byMs;
  };
  const wait = (fromMs: number, toMs: number) => delay(random.between(fromMs, toMs), undefined, { signal });

  void (async () => {
    for (;;) {
      await wait(1_000, 8_000);
      const byMs = size();
      set(byMs);
      const how = random.next();
      if (how < 0.35) {
        await wait(500, 6_000);
        set(-byMs);
        done.jumps += 1;
        continue;
      }
      done.steps += 1;
      if (how < 0.5) {
        await wait(500, 6_000);
        set(size());
        done.steps += 1;
      }
      await wait(11_000, 16_000);
    }
  })().catch(() => {});
  return done;
}
