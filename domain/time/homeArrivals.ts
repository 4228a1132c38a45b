/**
 * When the service last received something from a home that had just happened there. It shows whether the home's line was up:
 * a reading that is an hour old is hardly a buffered one if other devices of the home were received throughout that hour.
 * Times in epoch ms by our clock.
 */

/** When a line comes back, buffered readings arrive in a burst. Readings this close to it do not show that the line was up before. */
const burstMs = 30_000;
/** Remembered arrivals lie this far apart, so that the few that are remembered reach back beyond a burst. */
const apartMs = 10_000;
const arrivalsRemembered = 5;

/** The arrivals of a home, oldest first, with one more. */
export function addArrival(arrivals: readonly number[], at: number): readonly number[] {
  const last = arrivals.at(-1);
  return last !== undefined && at - last < apartMs ? arrivals : [...arrivals.slice(1 - arrivalsRemembered), at];
}

/**
 * Whether the home was received between `since` and the burst around `now`. Example: a door says 01:14 and arrives at 02:14; a
 * movement arrived at 01:40, so the line was up and the door's clock may be wrong.
 */
export const homeHeardBetween = (arrivals: readonly number[], since: number, now: number): boolean =>
  arrivals.some((at) => at > since + burstMs && at <= now - burstMs);
