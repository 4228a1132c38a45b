import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type DeviceEntry, entryOf, withEntry } from "../../perDevice.ts";

/**
 * How a device repeats its state. Many sensors report it every ten minutes or every hour, changed or not: such a regular report is no news. A
 * report of the same state at another time is news: the message in between was lost. Times in epoch ms, by event time.
 */
export interface Reports extends DeviceEntry {
  /** The last report. */
  at: number;
  /** The time between two reports of the same state; 0 while that is not known. */
  periodMs: number;
  /** A report that came on time: the next ones are counted from it. */
  onTimeAt: number;
  /** How often reports came on time, up to 3, less those that did not. */
  onTime: number;
}

/** Reports within a minute belong together: a contact that bounces, a burst of a gateway. */
const burstMs = 60_000;
/** Of a device whose period is not known, a second report so soon is no news. */
const unknownBurstMs = 20 * 60_000;
const tolerance = 0.05;
const leastToleranceMs = 5_000;
/** So many reports in a row may be lost, and the next one is still on time. */
const mostLost = 3;
const mostOnTime = 3;

const fits = (spanMs: number, periodMs: number, most: number): boolean => {
  const nth = Math.round(spanMs / periodMs);
  return nth >= 1 && nth <= most && Math.abs(spanMs - nth * periodMs) <= Math.max(leastToleranceMs, tolerance * periodMs);
};

/**
 * Adds a report. `isNews`: it repeats the state before it, and comes at a time at which the device reports nothing by itself.
 *
 * Example: a door sensor says "open" at 18:00, 19:00, 20:00: regular. "Open" at 20:25: the door was closed in between, and that message was lost.
 */
export function addReport<Known extends readonly Reports[]>(
  known: Known,
  deviceId: DeviceId,
  { time, repeats, expectedMs }: { time: number; repeats: boolean; expectedMs: number },
): { reports: readonly Reports[]; isNews: boolean; isOnTime: boolean } {
  const before = entryOf(known, deviceId);
  if (before === undefined)
    return { reports: withEntry(known, { deviceId, at: time, periodMs: 0, onTimeAt: time, onTime: 0 }), isNews: false, isOnTime: false };
  if (!repeats) return { reports: withEntry(known, { ...before, at: time }), isNews: false, isOnTime: false };
  const gap = time - before.at;
  const { periodMs, onTimeAt, onTime } = before;
  const isOnTime =
    onTime > 0 && (fits(gap, periodMs, onTime > 1 ? mostLost : 1) || (onTime > 1 && fits(time - onTimeAt, periodMs, 4 * mostLost)));
  const isExpected = fits(gap, expectedMs, 1);
  const after = { ...before, at: time };
  if (isOnTime) Object.assign(after, { onTimeAt: time, onTime: Math.min(onTime + 1, mostOnTime) });
  else if (isExpected) Object.assign(after, { periodMs: expectedMs, onTimeAt: time, onTime: 2 });
  else if (gap >= burstMs) Object.assign(after, onTime > 1 ? { onTime: onTime - 1 } : { periodMs: gap, onTimeAt: time, onTime: 1 });
  const isNews = !isOnTime && !isExpected && gap >= (onTime > 1 ? burstMs : unknownBurstMs);
  return { reports: withEntry(known, after), isNews, isOnTime: isOnTime || isExpected };
}

const usualIntervalMs = 3_600_000;

/** How often the device reports at least: an hour where its registration does not say. */
export const expectedIntervalMs = ({ devices }: Pick<HomeFacts, "devices">, id: DeviceId): number => {
  const seconds = devices.get(id)?.expectedIntervalSeconds ?? null;
  return seconds === null ? usualIntervalMs : seconds * 1000;
};
