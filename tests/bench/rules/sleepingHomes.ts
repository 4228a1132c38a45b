import { setTimeout as delay } from "node:timers/promises";
import { asHomeId } from "#domain/ids.ts";
import { createWakeTimer } from "#ingest/states/wakeTimer.ts";
import { Wakeups } from "#ingest/states/wakeups.ts";
import { systemClock } from "#platform/clock.ts";

export interface SleepingFigures {
  homes: number;
  /** CPU of this process while nothing was due, in milliseconds a second: with all those homes waiting, and with none. */
  cpuWithTimers: number;
  cpuWithout: number;
}

const seconds = 3;
const hourMs = 3_600_000;

/** Homes whose timers lie an hour and more ahead, behind the one timer that the service sets. */
export async function measureSleeping(homes: number): Promise<SleepingFigures> {
  const cpuWithout = await cpuOfWaiting();
  const wakeups = new Wakeups();
  const wakeTimer = createWakeTimer({ wakeups, clock: systemClock, due: () => {} });
  const now = Date.now();
  for (let home = 1; home <= homes; home += 1) wakeups.set(asHomeId(home), now + hourMs + home);
  wakeTimer.set();
  await cpuOfWaiting();
  const cpuWithTimers = await cpuOfWaiting();
  wakeTimer.stop();
  return { homes, cpuWithTimers, cpuWithout };
}

async function cpuOfWaiting(): Promise<number> {
  const before = process.cpuUsage();
  await delay(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / seconds;
}
