import { z } from "zod";
import type { HomeMode } from "#domain/home.ts";

export const deviceStatus = z
  .enum(["heard", "late", "offline", "never", "notExpected"])
  .describe("late: silent for 1.5 times the expected interval; offline: for 3 times; notExpected: silence is not judged");
export type DeviceStatus = z.infer<typeof deviceStatus>;

/** How a device's silence looks now. Times in epoch ms. A test home's clock is its readings', so there silence is not judged by ours. */
export function statusOf(
  device: { lastHeardAt: number | null; registeredAt: number; expectedIntervalSeconds: number | null },
  mode: HomeMode,
  now: number,
): DeviceStatus {
  const { lastHeardAt, registeredAt, expectedIntervalSeconds } = device;
  if (expectedIntervalSeconds === null || mode === "test") return lastHeardAt === null ? "never" : "notExpected";
  const silentIntervals = (now - (lastHeardAt ?? registeredAt)) / (expectedIntervalSeconds * 1000);
  if (silentIntervals >= 3) return "offline";
  if (silentIntervals >= 1.5) return "late";
  return lastHeardAt === null ? "never" : "heard";
}
