import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry } from "../perDevice.ts";

/**
 * Two faults that single readings do not show: a button that presses without end, and a bed or chair that shows the person for seconds only. Times
 * in epoch ms, by arrival.
 */
export interface WornSensors {
  /** Buttons that were pressed lately. */
  pressed: readonly Presses[];
  /** Beds and chairs that showed the person for seconds only, the last time. */
  pulsing: readonly Pulses[];
}

interface Presses extends DeviceEntry {
  /** When the minute that is counted now began. */
  minuteAt: number;
  /** Presses of this minute, of the one before it, and of the one before that. */
  counts: readonly [number, number, number];
  lastAt: number;
  isStuck: boolean;
}

interface Pulses extends DeviceEntry {
  /** Null while it shows no one. */
  takenAt: number | null;
  inARow: number;
}

export const noWornSensors: WornSensors = { pressed: [], pulsing: [] };

/** No person presses more than twelve times in each of three minutes. */
const stuckPressesAMinute = 12;
/** A stuck button is free again after so long without a press. */
const quietMs = 10 * 60_000;
const minuteMs = 60_000;
const pulseMs = 60_000;
/** A person lies or sits down for so long. */
const spellMs = 10 * 60_000;
/** So many in a row are no accident. */
export const pulsesInARow = 8;

/** What became known by a reading: a fault that began or ended, or neither. */
export type Worn = "stuck" | "pulsing" | "notPulsing" | null;

export function addToWorn<State extends WornSensors>(
  state: State,
  { deviceId, value }: Reading,
  now: number,
): { state: State; worn: Worn } {
  if (value.kind === "button" && value.pressed) {
    const before = entryOf(state.pressed, deviceId);
    const after = afterPress(before, deviceId, now);
    return { state: { ...state, pressed: withEntry(state.pressed, after) }, worn: after.isStuck && !before?.isStuck ? "stuck" : null };
  }
  if (value.kind !== "bed" && value.kind !== "chair") return { state, worn: null };
  const before = entryOf(state.pulsing, deviceId);
  if (value.occupied) {
    if (before?.takenAt != null) return { state, worn: null };
    return { state: { ...state, pulsing: withEntry(state.pulsing, { deviceId, inARow: 0, ...before, takenAt: now }) }, worn: null };
  }
  if (before === undefined || before.takenAt === null) return { state, worn: null };
  const length = now - before.takenAt;
  const inARow = length < pulseMs ? Math.min(before.inARow + 1, pulsesInARow + 1) : length >= spellMs ? 0 : before.inARow;
  const worn: Worn = inARow === pulsesInARow ? "pulsing" : inARow === 0 && before.inARow >= pulsesInARow ? "notPulsing" : null;
  return { state: { ...state, pulsing: withEntry(state.pulsing, { deviceId, takenAt: null, inARow }) }, worn };
}

function afterPress(before: Presses | undefined, deviceId: DeviceId, now: number): Presses {
  if (before === undefined || now - before.lastAt >= 2 * minuteMs)
    return { deviceId, minuteAt: now, counts: [1, 0, 0], lastAt: now, isStuck: before?.isStuck === true };
  const minutes = Math.floor((now - before.minuteAt) / minuteMs);
  const [now1, ago1, ago2] = before.counts;
  const counts =
    (
      [
        [now1 + 1, ago1, ago2],
        [1, now1, ago1],
        [1, 0, now1],
      ] as const
    )[minutes] ?? ([1, 0, 0] as const);
  const isStuck = before.isStuck || counts.every((count) => count > stuckPressesAMinute);
  return { deviceId, minuteAt: before.minuteAt + minutes * minuteMs, counts, lastAt: now, isStuck };
}

/** When the first stuck button may be free again; null for none. */
export const nextQuietAt = ({ pressed }: WornSensors): number | null =>
  earliestTime(pressed, ({ isStuck, lastAt }) => (isStuck ? lastAt + quietMs : null));

/** The stuck buttons that were quiet for long enough at `now`. */
export const quietButtons = ({ pressed }: WornSensors, now: number): readonly DeviceId[] =>
  pressed.filter(({ isStuck, lastAt }) => isStuck && lastAt + quietMs <= now).map(({ deviceId }) => deviceId);

export const withoutButtons = <State extends WornSensors>(state: State, ids: readonly DeviceId[]): State =>
  ids.length === 0 ? state : { ...state, pressed: state.pressed.filter(({ deviceId }) => !ids.includes(deviceId)) };

export const withoutRemovedWorn = <State extends WornSensors>(state: State, isThere: (id: DeviceId) => boolean): State =>
  [...state.pressed, ...state.pulsing].every(({ deviceId }) => isThere(deviceId))
    ? state
    : {
        ...state,
        pressed: state.pressed.filter(({ deviceId }) => isThere(deviceId)),
        pulsing: state.pulsing.filter(({ deviceId }) => isThere(deviceId)),
      };
