/**
 * Finds sensors that change their state more often than life explains (flapping): a loose door contact that opens and closes every few
 * seconds. The rule `deviceHealth` uses it. A sensor that repeats its state has not changed; calls for help are not counted.
 *
 * Example with a limit of 20 changes in 10 minutes: a door contact opens and closes every 10 s from 12:00:00. With the 21st counted change
 * it flaps. It is calm again 10 minutes after the change that put it above the limit, if it changes less often by then.
 */
import type { DeviceId } from "#domain/ids.ts";
import type { ReadingValue } from "#domain/reading.ts";

/** More changes than this within `flapMinutes` are flapping. */
export interface FlapLimits {
  flapChanges: number;
  motionFlapChanges: number;
  flapMinutes: number;
}

/**
 * How often devices changed lately, in flat lists, because every home has one of these. Movement sensors change most: their changes
 * are only counted, in spans of `flapMinutes`. The changes of all other devices are remembered with their times.
 */
export interface ChangeCounts {
  /** Movement sensors, and in `moved` two numbers for each: the start of its span, and its changes since, negative where the last change was to "no movement". */
  movers: readonly DeviceId[];
  moved: readonly number[];
  /** All other devices with a state. */
  changers: readonly DeviceId[];
  /** Two numbers for each of their changes, oldest first and only as many as can decide: the place of the device in `changers`, from 1 and negative for "off", and the time. */
  changes: readonly number[];
  /** The devices that flap now. */
  flapping: readonly DeviceId[];
}

const none: readonly never[] = [];
export const noChanges: ChangeCounts = { movers: none, moved: none, changers: none, changes: none, flapping: none };

/** The counts after one more reading, at `now` (epoch ms); the same object where the device did not change. */
export function countChange<State extends ChangeCounts>(
  flaps: State,
  id: DeviceId,
  value: ReadingValue,
  now: number,
  limits: FlapLimits,
): State {
  const on = stateOf(value);
  if (on === null) return flaps;
  return value.kind === "motion" ? countMovement(flaps, id, on, now, limits) : countStateChange(flaps, id, on, now, limits);
}

function countMovement<State extends ChangeCounts>(flaps: State, id: DeviceId, on: boolean, now: number, limits: FlapLimits): State {
  const place = flaps.movers.indexOf(id);
  if (place < 0) return { ...flaps, movers: flaps.movers.concat([id]), moved: flaps.moved.concat([now, on ? 1 : -1]) };
  const began = flaps.moved[2 * place] as number;
  const before = flaps.moved[2 * place + 1] as number;
  if (before > 0 === on) return flaps;
  const isSpanOver = now - began >= limits.flapMinutes * 60_000;
  const count = isSpanOver ? 1 : Math.abs(before) + 1;
  const moved = flaps.moved.slice();
  if (isSpanOver) moved[2 * place] = now;
  moved[2 * place + 1] = on ? count : -count;
  return { ...flaps, moved, flapping: count <= limits.motionFlapChanges ? flaps.flapping : withDevice(flaps.flapping, id) };
}

function countStateChange<State extends ChangeCounts>(flaps: State, id: DeviceId, on: boolean, now: number, limits: FlapLimits): State {
  const known = flaps.changers.indexOf(id);
  if (known < 0) return countStateChange({ ...flaps, changers: flaps.changers.concat([id]) }, id, on, now, limits);
  const { changes } = flaps;
  const since = now - limits.flapMinutes * 60_000;
  const from = firstSince(changes, since);
  let before = 0;
  for (let i = changes.length - 2; i >= from; i -= 2) {
    const code = changes[i] as number;
    if (Math.abs(code) !== known + 1) continue;
    if (before === 0 && code > 0 === on) return flaps;
    before += 1;
  }
  let tooMany = before - limits.flapChanges;
  const next: number[] = new Array(changes.length - from - 2 * Math.max(0, tooMany) + 2);
  let end = 0;
  for (let i = from; i < changes.length; i += 2) {
    if (tooMany > 0 && Math.abs(changes[i] as number) === known + 1) {
      tooMany -= 1;
      continue;
    }
    next[end] = changes[i] as number;
    next[end + 1] = changes[i + 1] as number;
    end += 2;
  }
  next[end] = on ? known + 1 : -known - 1;
  next[end + 1] = now;
  return { ...flaps, changes: next, flapping: before < limits.flapChanges ? flaps.flapping : withDevice(flaps.flapping, id) };
}

function firstSince(changes: readonly number[], since: number): number {
  let from = 0;
  while (from < changes.length && (changes[from + 1] as number) <= since) from += 2;
  return from;
}

/** The first time at which a flapping device can be calm again, epoch ms; null where none flaps. */
export function nextCalmAt(flaps: ChangeCounts, limits: FlapLimits): number | null {
  let first: number | null = null;
  for (const id of flaps.flapping) {
    const at = calmAtOf(flaps, id, limits);
    if (first === null || at < first) first = at;
  }
  return first;
}

/** The counts at `now`, without the devices that are calm again. */
export function endCalmFlapping<State extends ChangeCounts>(flaps: State, now: number, limits: FlapLimits): State {
  const moved = flaps.moved.slice();
  const flapping = flaps.flapping.filter((id) => {
    if (calmAtOf(flaps, id, limits) > now) return true;
    const place = flaps.movers.indexOf(id);
    const count = moved[2 * place + 1] ?? 0;
    const stillFlapping = Math.abs(count) > limits.motionFlapChanges;
    // A span with too many changes is followed by another one.
    if (stillFlapping) {
      moved[2 * place] = now;
      moved[2 * place + 1] = Math.sign(count);
    }
    return stillFlapping;
  });
  return { ...flaps, moved, flapping };
}

function calmAtOf({ movers, moved, changers, changes }: ChangeCounts, id: DeviceId, { flapChanges, flapMinutes }: FlapLimits): number {
  const span = flapMinutes * 60_000;
  const began = moved[2 * movers.indexOf(id)];
  const code = changers.indexOf(id) + 1;
  let decides = 0;
  for (let i = changes.length - 2, nth = 0; i >= 0 && nth <= flapChanges; i -= 2) {
    if (Math.abs(changes[i] as number) !== code) continue;
    nth += 1;
    if (nth > flapChanges) decides = changes[i + 1] as number;
  }
  return Math.max(began === undefined ? 0 : began + span, decides === 0 ? 0 : decides + span);
}

/** The counts without devices that were removed from the home. */
export function withoutRemovedDevices<State extends ChangeCounts>(flaps: State, isRegistered: (id: DeviceId) => boolean): State {
  const { movers, moved, changers } = flaps;
  if (movers.every(isRegistered) && changers.every(isRegistered)) return flaps;
  const stay = changers.filter(isRegistered);
  const changes: number[] = [];
  for (let i = 0; i < flaps.changes.length; i += 2) {
    const code = flaps.changes[i] as number;
    const place = stay.indexOf(changers[Math.abs(code) - 1] as DeviceId);
    if (place >= 0) changes.push(Math.sign(code) * (place + 1), flaps.changes[i + 1] as number);
  }
  return {
    ...flaps,
    movers: movers.filter(isRegistered),
    moved: movers.flatMap((id, place) => (isRegistered(id) ? moved.slice(2 * place, 2 * place + 2) : [])),
    changers: stay,
    changes,
    flapping: flaps.flapping.filter(isRegistered),
  };
}

const withDevice = (all: readonly DeviceId[], id: DeviceId): readonly DeviceId[] => (all.includes(id) ? all : all.concat([id]));

/** On or off; null for a reading without a lasting state, and for calls for help: a person may press as often as they like. */
function stateOf(value: ReadingValue): boolean | null {
  switch (value.kind) {
    case "door":
      return value.open;
    case "bed":
    case "chair":
      return value.occupied;
    case "boundary":
      return value.inside;
    case "motion":
    case "smoke":
    case "co":
    case "gas":
    case "flood":
      return value.detected;
    default:
      return null;
  }
}
