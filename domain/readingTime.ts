/** Beyond this the device's clock is at fault and receipt time counts (issue: bad input, device time). */
export const clockBoundMs = 2 * 60_000;

/**
 * The time that rules go by, in epoch milliseconds.
 * Live homes: the device's time while it is within two minutes of receipt, receipt time beyond that.
 * Test homes: the device's time, so that a recording of years ago runs on its own clock.
 */
export function readingTime(at: number | null, receivedAt: number, mode: "live" | "test"): number {
  if (at === null) return receivedAt;
  if (mode === "test") return at;
  return Math.abs(at - receivedAt) <= clockBoundMs ? at : receivedAt;
}

/** How far the device's clock is ahead of ours, in milliseconds (negative: behind). */
export function clockSkew(at: number, receivedAt: number): number {
  return at - receivedAt;
}
