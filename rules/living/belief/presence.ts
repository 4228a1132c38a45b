import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { type DeviceEntry, entryOf, withEntry } from "../../perDevice.ts";
import { addReport, expectedIntervalMs, type Reports } from "./regularReports.ts";

/**
 * What a motion sensor or a presence radar says, and since when. A state that lasts, repeated or not, is presence and no new life: the radar sees a
 * person in an armchair, or it is stuck. Times in epoch ms.
 */
export interface Presence extends DeviceEntry {
  /** Since when it says movement; null while it is still. */
  since: number | null;
  /** It says by itself when the movement is over. */
  becomesStill: boolean;
  /** It has said "movement" again at odd times and never "no movement": each word is a movement, and lasts for none. */
  isOneShot: boolean;
  /** It was heard again, or repeated its word, and still says movement. */
  lasts: boolean;
  /** How it repeats "movement". */
  reports: readonly Reports[];
}

export interface PresenceStep {
  presences: readonly Presence[];
  /** The reading shows a new movement. */
  isMovement: boolean;
  /** The sensor turns out to repeat its word by itself: what it said since then was no movement. */
  noLifeSince: number | null;
}

const stillPresence = { since: null, becomesStill: true, isOneShot: false, lasts: false, reports: [] };

/** A person moves each minute too: at a period shorter than five minutes it takes more reports until they are regular. */
const shortPeriodMs = 5 * 60_000;
const sureOnTime = 3;

/**
 * The presences after a movement, "no movement" or a heartbeat.
 *
 * Example: a sensor says "movement" at 09:00, 09:10 and 09:20, and never "no movement". That of 09:10 may be a person. At 09:20 it is regular: its
 * word has lasted since 09:00, and none of the others was a movement.
 */
export function addPresence(presences: readonly Presence[], reading: Reading, home: HomeFacts): PresenceStep {
  const { deviceId, time, value } = reading;
  const before = entryOf(presences, deviceId);
  const unchanged = { presences, isMovement: false, noLifeSince: null };
  if (value.kind === "heartbeat") {
    const shows = before !== undefined && before.since !== null && !before.lasts && !before.isOneShot;
    return shows ? { ...unchanged, presences: withEntry(presences, { ...before, lasts: true }) } : unchanged;
  }
  if (value.kind !== "motion") return unchanged;
  if (!value.detected) {
    if (before?.since === null) return unchanged;
    return { ...unchanged, presences: withEntry(presences, { ...stillPresence, deviceId }) };
  }
  const isRise = before === undefined || before.since === null;
  const known = before ?? { ...stillPresence, deviceId, becomesStill: false };
  const expectedMs = expectedIntervalMs(home, deviceId);
  const { reports, isOnTime } = addReport(isRise ? [] : before.reports, deviceId, { time, repeats: !isRise, expectedMs });
  if (isRise) return movement(presences, { ...known, since: time, lasts: false, reports });
  if (before.becomesStill) return { ...unchanged, presences: withEntry(presences, { ...before, lasts: true, reports }) };
  const { periodMs = 0, onTime = 0 } = before.reports[0] ?? {};
  const isRegular = isOnTime && (before.lasts || periodMs === 0 || periodMs >= shortPeriodMs || onTime >= sureOnTime);
  if (isOnTime && !isRegular) return movement(presences, { ...before, since: time, reports });
  if (!isRegular) return movement(presences, { ...before, since: time, isOneShot: true, lasts: false, reports });
  const last = before.reports[0];
  const since = before.lasts || last === undefined ? (before.since ?? time) : last.at - last.onTime * last.periodMs;
  return { presences: withEntry(presences, { ...before, since, lasts: true, reports }), isMovement: false, noLifeSince: since };
}

const movement = (presences: readonly Presence[], presence: Presence): PresenceStep => ({
  presences: withEntry(presences, presence),
  isMovement: true,
  noLifeSince: null,
});

/** The presence that lasts and began last; undefined for none. */
export function lastingPresence(presences: readonly Presence[]): (Presence & { since: number }) | undefined {
  let newest: (Presence & { since: number }) | undefined;
  for (const one of presences) {
    const { since } = one;
    if (since !== null && one.lasts && (newest === undefined || since > newest.since)) newest = { ...one, since };
  }
  return newest;
}

/** Those that were known before `now`, where the later ones are not: a reading of that moment is given again. */
export const presencesAt = (presences: readonly Presence[], now: number): readonly Presence[] =>
  presences.filter(({ since, reports }) => since !== null && since < now && reports.every(({ at }) => at < now));

/** "Living room", or the sensor's name where its room is not known. */
export function placeText(home: HomeFacts, id: DeviceId): string {
  const device = home.devices.get(id);
  if (device === undefined) return "A sensor no longer registered";
  return device.room === "" ? device.name : device.room;
}
