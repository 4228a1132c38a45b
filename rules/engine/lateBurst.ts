import type { Reading } from "#domain/reading.ts";

/** Late readings of a home no further apart are one burst, for which its record is gone through once. */
const burstMs = 1_000;

/**
 * Whether what came too late for the state to tell takes its place before this reading: that is of a later burst, or a timer that it fires
 * (the home's earliest is due at `wakeAt`, epoch ms) may be of what a late one ends.
 */
export function lateReadingsComeFirst(late: readonly Reading[] | undefined, reading: Reading, wakeAt: number | null): boolean {
  const last = late?.at(-1);
  if (last === undefined) return false;
  return reading.arrivedAt - last.arrivedAt > burstMs || (wakeAt !== null && reading.arrivedAt >= wakeAt);
}
