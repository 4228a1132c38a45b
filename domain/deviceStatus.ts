/** In expected intervals since a device was last heard: shown as late, then offline and told to staff. */
export const lateAfterIntervals = 1.5;
export const offlineAfterIntervals = 3;

export const deviceStatuses = ["heard", "late", "offline", "never", "notExpected"] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/**
 * How a device stands, all times in epoch ms. `never` is a device that has not spoken since it was registered and
 * still has time to; after three intervals it is `offline` like any other. In a test home `now` is the home's own clock.
 */
export function deviceStatus(
  lastHeardAt: number | null,
  expectedIntervalSeconds: number | null,
  registeredAt: number,
  now: number,
): DeviceStatus {
  if (expectedIntervalSeconds === null) return "notExpected";
  const intervals = (now - (lastHeardAt ?? registeredAt)) / (expectedIntervalSeconds * 1000);
  if (intervals >= offlineAfterIntervals) return "offline";
  if (lastHeardAt === null) return "never";
  return intervals >= lateAfterIntervals ? "late" : "heard";
}
