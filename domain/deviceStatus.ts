import { type ListeningGap, silenceReaches } from "./time/listening.ts";

/** How many expected intervals after its last reading a device counts as late, then as offline. Products on the market report after 3 to 6 missed intervals. */
export const lateAfterIntervals = 1.5;
export const offlineAfterIntervals = 3;

export const deviceStatuses = ["heard", "late", "offline", "never", "notExpected"] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/**
 * The status of a device; all times in epoch ms, in a test home by the home's own clock. `never` is a device that has sent nothing since it was
 * registered, for its first three intervals; after that it is `offline` like any other. Time in which the service did not listen (`gaps`) does
 * not count, as in the rule `silence`.
 *
 * Example: a pendant is expected every hour and was last heard at 09:14. It is late at 10:44 and offline at 12:14.
 */
export function deviceStatus(
  lastHeardAt: number | null,
  expectedIntervalSeconds: number | null,
  registeredAt: number,
  now: number,
  gaps: readonly ListeningGap[],
): DeviceStatus {
  if (expectedIntervalSeconds === null) return "notExpected";
  const isSilentFor = (intervals: number): boolean =>
    now >= silenceReaches(lastHeardAt ?? registeredAt, intervals * expectedIntervalSeconds * 1000, gaps);
  if (isSilentFor(offlineAfterIntervals)) return "offline";
  if (lastHeardAt === null) return "never";
  return isSilentFor(lateAfterIntervals) ? "late" : "heard";
}
