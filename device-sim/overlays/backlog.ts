import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { type NumberedReading, sentAtOf } from "../service/timedReading.ts";

/**
 * The line is down each day in that window, by the wall clock. The devices buffer their readings, mark them as historical, and send them in
 * one burst when the window ends.
 */
export function backlog(readings: readonly NumberedReading[], window: PlanWindow, timezone: string): NumberedReading[] {
  // Readings come mostly in order of time, so one look-up serves a whole night.
  let outage = { from: 0, to: 0 };
  return readings.map((reading) => {
    const sentAt = sentAtOf(reading);
    if (!inWindows([window], sentAt, timezone)) return reading;
    if (sentAt < outage.from || sentAt >= outage.to) outage = { from: sentAt, to: nextWindowChange([window], sentAt, timezone) ?? sentAt };
    return { ...reading, sentAt: outage.to, historical: true };
  });
}
