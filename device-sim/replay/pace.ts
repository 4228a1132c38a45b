import { setTimeout as sleep } from "node:timers/promises";

/** `asFast`: as fast as the service acknowledges. Otherwise the moment `from` (epoch ms) is now, and time runs `speed` times as fast. */
export type Pace = "asFast" | { from: number; speed: number };

/** Node's timers cannot wait longer. */
const longestSleepMs = 2 ** 31 - 1;

/** Waits until a moment of the stream (epoch ms) is due; rejects with an AbortError when `signal` is aborted. */
export function createPacer(pace: Pace, signal?: AbortSignal): { until(moment: number): Promise<void> } {
  const begunAt = Date.now();
  return {
    async until(moment) {
      while (pace !== "asFast") {
        const waitMs = (moment - pace.from) / pace.speed - (Date.now() - begunAt);
        if (waitMs <= 0) break;
        await sleep(Math.min(waitMs, longestSleepMs), undefined, signal === undefined ? {} : { signal });
      }
      signal?.throwIfAborted();
    },
  };
}
