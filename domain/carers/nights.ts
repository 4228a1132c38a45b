import { nightBegins, nightOf, nightsBetween } from "../time/nightDate.ts";
import type { NightDevice, NightReading } from "./tonight.ts";

/** A time in bed. `to` null: still in bed when the night ended. Epoch ms. */
export interface InBed {
  from: number;
  to: number | null;
}

/** An alarm of a night, as a mark. Epoch ms. */
export interface NightAlarm {
  at: number;
  sentence: string;
  /** Whether it was right to wake someone; null: no one has said. */
  needed: boolean | null;
}

/** One night, from noon to noon in the home's zone. */
export interface Night {
  /** The date on which it began: "2026-11-21". */
  date: string;
  /** Each bed that said something in this night. `ups`: how often a person left it and came back. */
  beds: { name: string; inBed: InBed[]; ups: number }[];
  /** Openings of doors to the outside while no bed was occupied and one had been before. Epoch ms. */
  doors: { name: string; at: number }[];
  alarms: NightAlarm[];
  /** False: no reading of a bed, a door or movement arrived, so an empty night says nothing. */
  heard: boolean;
}

/** A bed that is left for less than this was not left: she turned over. */
const turnOverMs = 60_000;

/**
 * The nights that overlap `from` to `to` (epoch ms), oldest first. `readings` in the order of their times.
 *
 * Example: bed occupied 22:41, left 02:14, front door opened 02:16, bed occupied 02:41, left 07:10. One night with two times in bed, one up, and one
 * door at 02:16.
 */
export function nightsOf(
  readings: readonly NightReading[],
  devices: readonly NightDevice[],
  alarms: readonly NightAlarm[],
  { from, to, timezone }: { from: number; to: number; timezone: string },
): Night[] {
  return nightsBetween(from, to, timezone).map((date) => {
    const begins = nightBegins(date, timezone);
    const isWithin = (time: number): boolean => time >= begins && nightOf(time, timezone) === date;
    const own = readings.filter(({ time }) => isWithin(time));
    const beds = devices.flatMap((device) => bedOf(device, own, timeBefore(device, readings, begins)));
    return {
      date,
      beds,
      doors: doorsOf(own, devices, beds),
      alarms: alarms.filter(({ at }) => isWithin(at)),
      heard: own.length > 0,
    };
  });
}

/** Noon, where the person was in bed when the night began. */
function timeBefore({ id }: NightDevice, readings: readonly NightReading[], begins: number): number | null {
  const last = readings.findLast(({ deviceId, time, value }) => deviceId === id && value.kind === "bed" && time < begins);
  return last?.value.kind === "bed" && last.value.occupied ? begins : null;
}

/** Empty for a device that is no bed, or that said nothing. */
function bedOf({ id, kind, name }: NightDevice, own: readonly NightReading[], inBedSince: number | null): Night["beds"] {
  if (kind !== "bed") return [];
  const inBed: InBed[] = inBedSince === null ? [] : [{ from: inBedSince, to: null }];
  let said = inBed.length > 0;
  for (const { deviceId, time, value } of own) {
    if (deviceId !== id || value.kind !== "bed") continue;
    said = true;
    const last = inBed.at(-1);
    const isOpen = last !== undefined && last.to === null;
    if (value.occupied && !isOpen) {
      if (last !== undefined && time - (last.to ?? 0) < turnOverMs) last.to = null;
      else inBed.push({ from: time, to: null });
    } else if (!value.occupied && isOpen) last.to = time;
  }
  return said ? [{ name, inBed, ups: Math.max(0, inBed.length - 1) }] : [];
}

function doorsOf(own: readonly NightReading[], devices: readonly NightDevice[], beds: Night["beds"]): Night["doors"] {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const first = Math.min(...beds.flatMap(({ inBed }) => inBed.map(({ from }) => from)));
  const isAnyInBed = (time: number): boolean =>
    beds.some(({ inBed }) => inBed.some((one) => one.from <= time && time < (one.to ?? Infinity)));
  return own.flatMap(({ deviceId, time, value }) => {
    const device = byId.get(deviceId);
    if (value.kind !== "door" || !value.open || device?.outside !== true) return [];
    return beds.length > 0 && (time < first || isAnyInBed(time)) ? [] : [{ name: device.name, at: time }];
  });
}
