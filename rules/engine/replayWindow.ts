import type { DeviceId } from "#domain/ids.ts";
import { byEventTime, type Reading, type ReadingKind } from "#domain/reading.ts";
import { longestBacklogMs } from "#domain/time/deviceClock.ts";

/** A reading that is later than this is recorded, and event-time rules ignore it. A call for help counts however late it is. */
export const allowedLatenessMs = longestBacklogMs;

/** A replay begins this long before the late reading. A rule remembers longer episodes in its own state. */
export const replayWindowMs = 48 * 3_600_000;

/** The last reading of such a device holds until its next one: a bed stays empty, a door stays open. */
export const lastingStateKinds: ReadonlySet<ReadingKind> = new Set(["bed", "chair", "door", "boundary"]);

/** The readings of a home since `from` (epoch ms, by event time), and of each bed, chair, door and boundary the last one before. */
export interface ReplayWindow {
  from: number;
  /** In order of arrival. */
  readings: readonly Reading[];
  /** There are too many of them for a replay, and `readings` is empty. */
  tooLarge: boolean;
}

/** The window of a run that begins with its home: the run itself has taken every reading of the home. */
export const sinceTheBeginning: ReplayWindow = { from: Number.NEGATIVE_INFINITY, readings: [], tooLarge: false };

/** When the replay for these late readings begins, by event time. */
export const replayStart = (now: number, late: readonly Reading[]): number =>
  late.reduce((earliest, { time }) => Math.min(earliest, time), now) - replayWindowMs;

/**
 * The part of these readings that a replay since `from` uses: all since then, and of each device with a lasting state the last one
 * before, if it is at most `allowedLatenessMs` older.
 *
 * Example, from 22:00: bed left 21:00, bed taken 21:30, hall motion 21:50, hall motion 22:10. The replay uses "bed taken 21:30" (the state
 * at 22:00) and "hall motion 22:10".
 */
export function replayWindowSince(all: readonly Reading[], from: number): Reading[] {
  const lastBefore = new Map<DeviceId, Reading>();
  const since: Reading[] = [];
  for (const reading of all) {
    if (reading.time >= from) since.push(reading);
    else if (lastingStateKinds.has(reading.value.kind) && reading.time >= from - allowedLatenessMs) {
      const known = lastBefore.get(reading.deviceId);
      if (known === undefined || byEventTime(known, reading) <= 0) lastBefore.set(reading.deviceId, reading);
    }
  }
  return [...lastBefore.values(), ...since];
}
