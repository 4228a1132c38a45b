import { setTimeout as delay } from "node:timers/promises";
import { asyncScheduler } from "rxjs";
import { asHomeId } from "#domain/ids.ts";
import { WakeTimer, Wakeups } from "#ingest/states/wakeups.ts";

export interface SleepingFigures {
  homes: number;
  /** CPU time of this process in ms per second while no timer is due: with all homes waiting, and with none. */
  cpuWithTimers: number;
  cpuWithout: number;
}

const seconds = 3;
const hourMs = 3_600_000;

/** Measures the CPU time of waiting homes. All are due in an hour or later, and the service sets one timer for all of them. */
export async function measureSleeping(homes: number): Promise<SleepingFigures> {
  const cpuWithout = await cpuOfWaiting();
  const wakeups = new Wakeups();
  const wakeTimer = new WakeTimer({ wakeups, clock: asyncScheduler, onDue: () => {} });
  const now = Date.now();
  for (let home = 1; home <= homes; home += 1) wakeups.set(asHomeId(home), now + hourMs + home);
  wakeTimer.arm();
  await cpuOfWaiting();
  const cpuWithTimers = await cpuOfWaiting();
  wakeTimer.disarm();
  return { homes, cpuWithTimers, cpuWithout };
}

async function cpuOfWaiting(): Promise<number> {
  const before = process.cpuUsage();
  await delay(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / seconds;
}
