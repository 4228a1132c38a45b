import { type Subscription, timer } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import type { Wakeups } from "./wakeups.ts";

/** A longer wait than 24.8 days overflows the timer; waking early for nothing is harmless. */
const longestWaitMs = 86_400_000;

/** One timer for all homes, set to the earliest wake; `due` is told the moment when it comes. */
export function createWakeTimer({ wakeups, clock, due }: { wakeups: Wakeups; clock: Clock; due: (now: number) => void }) {
  let waiting: Subscription | null = null;

  function set(): void {
    waiting?.unsubscribe();
    waiting = null;
    const next = wakeups.next();
    if (next === null) return;
    const wait = Math.min(Math.max(0, next - clock.now()), longestWaitMs);
    waiting = timer(wait, clock).subscribe(() => {
      const now = clock.now();
      if ((wakeups.next() ?? Number.POSITIVE_INFINITY) <= now) due(now);
      else set();
    });
  }

  return { set, stop: (): void => waiting?.unsubscribe() };
}
