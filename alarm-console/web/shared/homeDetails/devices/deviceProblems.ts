import { fieldsText } from "#domain/reading.ts";
import type { DeviceDetail } from "../home.ts";

const lowBattery = 20;
const clockFaultSeconds = 120;

export const isBatteryLow = (battery: number | null): boolean => battery !== null && battery <= lowBattery;

/** "1 h ahead"; null where the clock is right. */
export function clockFault(skewSeconds: number | null): string | null {
  if (skewSeconds === null || Math.abs(skewSeconds) <= clockFaultSeconds) return null;
  return `${intervalText(Math.round(Math.abs(skewSeconds)))} ${skewSeconds > 0 ? "ahead" : "behind"}`;
}

/** "90 s", "10 min", "3 h", "7 days". */
export function intervalText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** What is wrong with a device, in sentences without its name: "has been silent for 4 h, and should report every 1 h". None: it works. */
export function deviceProblems(device: DeviceDetail, now: number): string[] {
  const { status, battery, skewSeconds, unreadable, lastUnreadable, lastHeardAt, expectedIntervalSeconds } = device;
  const clock = clockFault(skewSeconds);
  const due = expectedIntervalSeconds === null ? "" : `, and should report every ${intervalText(expectedIntervalSeconds)}`;
  const silentSeconds = lastHeardAt === null ? null : Math.max(0, Math.round((now - Date.parse(lastHeardAt)) / 1000));
  return [
    ...(status === "never" || (status === "offline" && silentSeconds === null) ? [`has never reported${due}`] : []),
    ...((status === "late" || status === "offline") && silentSeconds !== null
      ? [`has been silent for ${intervalText(silentSeconds)}${due}`]
      : []),
    ...(battery !== null && isBatteryLow(battery) ? [`has ${Math.round(battery)} % battery left`] : []),
    ...(clock === null ? [] : [`has a clock that is ${clock}`]),
    ...(lastUnreadable ? ["sent a last message that could not be read"] : []),
    ...(unreadable.length > 0 ? [`sends a ${fieldsText(unreadable)} that cannot be read`] : []),
  ];
}
