import type { DeviceId } from "#domain/ids.ts";
import type { ReadingValue } from "#domain/reading.ts";

/** How many changes, within how long, are more than life makes. */
export interface FlapLimits {
  flapChanges: number;
  motionFlapChanges: number;
  flapMinutes: number;
}

/**
 * How often devices changed lately. Flat, for it is in every home. A sensor that says the same again has not changed.
 * Movement, which changes most, is counted in spans that begin with a movement; the changes of all others are kept by time.
 */
export interface ChangeCounts {
  /** What reported movement, as it was first heard, and two numbers for each: when its span began, and its changes since, negative where the last was to "none". */
  movers: readonly DeviceId[];
  moved: readonly number[];
  /** What else has a state, as it was first heard. */
  changers: readonly DeviceId[];
  /** Two numbers for each change of theirs, oldest first and no more than decide: the device's place from 1, negative for off, and when. */
  changes: readonly number[];
  flapping: readonly DeviceId[];
}

const none: readonly never[] = [];
export const noChanges: ChangeCounts = { movers: none, moved: none, changers: none, changes: none, flapping: none };

/** After what a device said at `now` (epoch ms); the same object where that is no change. */
export function countChange<Knows extends ChangeCounts>(
  flaps: Knows,
  id: DeviceId,
  value: ReadingValue,
  now: number,
  terms: FlapLimits,
): Knows {
  const on = stateOf(value);
  if (on === null) return flaps;
  return value.kind === "motion" ? countMovement(flaps, id, on, now, terms) : countStateChange(flaps, id, on, now, terms);
}

function countMovement<Knows extends ChangeCounts>(flaps: Knows, id: DeviceId, on: boolean, now: number, terms: FlapLimits): Knows {
  const place = flaps.movers.indexOf(id);
  if (place < 0) return { ...flaps, movers: flaps.movers.concat([id]), moved: flaps.moved.concat([now, on ? 1 : -1]) };
  const began = flaps.moved[2 * place] as number;
  const before = flaps.moved[2 * place + 1] as number;
  if (before > 0 === on) return flaps;
  const over = now - began >= terms.flapMinutes * 60_000;
  const count = over ? 1 : Math.abs(before) + 1;
  const moved = flaps.moved.slice();
  if (over) moved[2 * place] = now;
  moved[2 * place + 1] = on ? count : -count;
  return { ...flaps, moved, flapping: count <= terms.motionFlapChanges ? flaps.flapping : withDevice(flaps.flapping, id) };
}

function countStateChange<Knows extends ChangeCounts>(flaps: Knows, id: DeviceId, on: boolean, now: number, terms: FlapLimits): Knows {
  const known = flaps.changers.indexOf(id);
  if (known < 0) return countStateChange({ ...flaps, changers: flaps.changers.concat([id]) }, id, on, now, terms);
  const { changes } = flaps;
  const since = now - terms.flapMinutes * 60_000;
  const from = firstSince(changes, since);
  let before = 0;
  for (let i = changes.length - 2; i >= from; i -= 2) {
    const who = changes[i] as number;
    if (Math.abs(who) !== known + 1) continue;
    if (before === 0 && who > 0 === on) return flaps;
    before += 1;
  }
  let tooMany = before - terms.flapChanges;
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
  return { ...flaps, changes: next, flapping: before < terms.flapChanges ? flaps.flapping : withDevice(flaps.flapping, id) };
}

function firstSince(changes: readonly number[], since: number): number {
  let from = 0;
  while (from < changes.length && (changes[from + 1] as number) <= since) from += 2;
  return from;
}

/** When a device that flaps may be calm again, at the earliest; null where none flaps. */
export function nextCalmAt(flaps: ChangeCounts, terms: FlapLimits): number | null {
  let first: number | null = null;
  for (const id of flaps.flapping) {
    const at = calmAtOf(flaps, id, terms);
    if (first === null || at < first) first = at;
  }
  return first;
}

/** Those that are calm again at `now` no longer flap. */
export function endCalmFlapping<Knows extends ChangeCounts>(flaps: Knows, now: number, terms: FlapLimits): Knows {
  const moved = flaps.moved.slice();
  const flapping = flaps.flapping.filter((id) => {
    if (calmAtOf(flaps, id, terms) > now) return true;
    const place = flaps.movers.indexOf(id);
    const count = moved[2 * place + 1] ?? 0;
    const still = Math.abs(count) > terms.motionFlapChanges;
    // A span that was too lively is followed by another.
    if (still) {
      moved[2 * place] = now;
      moved[2 * place + 1] = Math.sign(count);
    }
    return still;
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

/** Without devices that are gone. */
export function withoutRemovedDevices<Knows extends ChangeCounts>(flaps: Knows, isThere: (id: DeviceId) => boolean): Knows {
  const { movers, moved, changers } = flaps;
  if (movers.every(isThere) && changers.every(isThere)) return flaps;
  const stay = changers.filter(isThere);
  const changes: number[] = [];
  for (let i = 0; i < flaps.changes.length; i += 2) {
    const who = flaps.changes[i] as number;
    const place = stay.indexOf(changers[Math.abs(who) - 1] as DeviceId);
    if (place >= 0) changes.push(Math.sign(who) * (place + 1), flaps.changes[i + 1] as number);
  }
  return {
    ...flaps,
    movers: movers.filter(isThere),
    moved: movers.flatMap((id, place) => (isThere(id) ? moved.slice(2 * place, 2 * place + 2) : [])),
    changers: stay,
    changes,
    flapping: flaps.flapping.filter(isThere),
  };
}

const withDevice = (all: readonly DeviceId[], id: DeviceId): readonly DeviceId[] => (all.includes(id) ? all : all.concat([id]));

/** Null for what has no lasting state, and for calls for help: a person who presses often is no fault. */
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
