/** A time in which the service could not receive readings: it was stopped or frozen, or its database was away. Epoch ms. */
export interface ListeningGap {
  readonly from: number;
  readonly to: number;
}

export const noGaps: readonly ListeningGap[] = [];

/** After a gap, devices get this long to connect again. Common devices try again after a minute at the latest. */
export const reconnectMinutes = 2;

/**
 * When a silence that began at `since` has lasted for `limitMs`. Only **listened time** counts, the time outside the gaps: our own
 * downtime is not the silence of a device (docs/guarantees.md, 11). A silence that would reach its limit less than `reconnectMs` after a gap waits
 * until we have listened for `reconnectMs`, so that the device can connect again. It waits so once and not after each gap, because a
 * service that restarts every minute must not hide a dead device for ever.
 *
 * `gaps` are in the order of their beginnings. A gap that begins later than the result changes nothing, so what was decided before a
 * gap stays right when the gap becomes known.
 *
 * Example: heard at 09:14, limit 3 h, gap from 10:02 to 14:02. At 14:02 we have listened for 48 min of the silence, so the limit is reached
 * 2 h 12 min later, at 16:14. Had the gap begun at 12:13, one minute would be left, and the device would get two: 16:15.
 */
export function silenceReaches(
  since: number,
  limitMs: number,
  gaps: readonly ListeningGap[],
  reconnectMs: number = reconnectMinutes * 60_000,
): number {
  let left = limitMs;
  let at = since;
  let mayWait = true;
  for (let nth = firstSince(gaps, since); nth < gaps.length; nth += 1) {
    const { from, to } = gaps[nth] as ListeningGap;
    if (to <= at) continue;
    if (from - at >= left) break;
    left -= Math.max(0, from - at);
    if (mayWait && left < reconnectMs) {
      left = reconnectMs;
      mayWait = false;
    }
    at = to;
  }
  return at + left;
}

/** How long the service did not listen between two instants, in ms. */
export function notListenedMs(gaps: readonly ListeningGap[], since: number, until: number): number {
  let sum = 0;
  let at = since;
  for (let nth = firstSince(gaps, since); nth < gaps.length; nth += 1) {
    const { from, to } = gaps[nth] as ListeningGap;
    sum += Math.max(0, Math.min(to, until) - Math.max(from, at));
    at = Math.max(at, to);
  }
  return sum;
}

/** Gaps are few, and what asks is mostly recent: searches from the end. */
function firstSince(gaps: readonly ListeningGap[], since: number): number {
  let nth = gaps.length;
  while (nth > 0 && (gaps[nth - 1] as ListeningGap).to > since) nth -= 1;
  return nth;
}
