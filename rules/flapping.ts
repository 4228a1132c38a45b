import type { DeviceId } from "#domain/ids.ts";
import type { ReadingValue } from "#domain/reading.ts";

/** How many changes, within how long, are more than life makes. */
export interface FlapTerms {
  flapChanges: number;
  motionFlapChanges: number;
  flapMinutes: number;
}

/**
 * How often devices changed lately. Flat, for it is in every home. A sensor that says the same again has not changed.
 * Movement, which changes most, is counted in spans that begin with a movement; the changes of all others are kept by time.
 */
export interface Flaps {
  ids: readonly DeviceId[];
  /** Two numbers for each of `ids`: when its span of movement began, and its changes since, negative where the last was to "none". */
  moved: readonly number[];
  /** Two numbers for each change that is not movement, oldest first: when, and the device's place in `ids` from 1, negative for off. */
  changes: readonly number[];
  flapping: readonly DeviceId[];
}

const none: readonly never[] = [];
export const noFlaps: Flaps = { ids: none, moved: none, changes: none, flapping: none };

/** After what a device said at `now` (epoch ms); the same object where that is no change. */
export function countChange<Knows extends Flaps>(flaps: Knows, id: DeviceId, value: ReadingValue, now: number, terms: FlapTerms): Knows {
  const on = stateOf(value);
  if (on === null) return flaps;
  const place = flaps.ids.indexOf(id);
  if (place < 0) return countChange({ ...flaps, ids: flaps.ids.concat([id]), moved: flaps.moved.concat([0, 0]) }, id, value, now, terms);
  return value.kind === "motion" ? countMovement(flaps, place, on, now, terms) : countOther(flaps, place, on, now, terms);
}

function countMovement<Knows extends Flaps>(flaps: Knows, place: number, on: boolean, now: number, terms: FlapTerms): Knows {
  const began = flaps.moved[2 * place] as number;
  const before = flaps.moved[2 * place + 1] as number;
  if (before !== 0 && before > 0 === on) return flaps;
  const over = now - began >= terms.flapMinutes * 60_000;
  const count = over ? 1 : Math.abs(before) + 1;
  const moved = flaps.moved.slice();
  if (over) moved[2 * place] = now;
  moved[2 * place + 1] = on ? count : -count;
  if (count <= terms.motionFlapChanges) return { ...flaps, moved };
  return { ...flaps, moved, flapping: withDevice(flaps.flapping, flaps.ids[place] as DeviceId) };
}

function countOther<Knows extends Flaps>(flaps: Knows, place: number, on: boolean, now: number, terms: FlapTerms): Knows {
  const code = on ? place + 1 : -place - 1;
  const since = now - terms.flapMinutes * 60_000;
  let ofDevice = 1;
  const kept: number[] = [];
  // From the newest back: no more are kept of a device than decide.
  for (let i = flaps.changes.length - 2; i >= 0; i -= 2) {
    const at = flaps.changes[i] as number;
    const who = flaps.changes[i + 1] as number;
    if (at <= since) break;
    if (Math.abs(who) === place + 1) {
      if (ofDevice === 1 && who === code) return flaps;
      ofDevice += 1;
      if (ofDevice > terms.flapChanges + 1) continue;
    }
    kept.unshift(at, who);
  }
  // Joined, for an array that was pushed to holds room for more.
  const changes = kept.length === 0 ? [now, code] : kept.concat([now, code]);
  if (ofDevice <= terms.flapChanges) return { ...flaps, changes };
  return { ...flaps, changes, flapping: withDevice(flaps.flapping, flaps.ids[place] as DeviceId) };
}

/** When a device that flaps may be calm again, at the earliest; null where none flaps. */
export function calmAt(flaps: Flaps, terms: FlapTerms): number | null {
  let first: number | null = null;
  for (const id of flaps.flapping) {
    const at = calmAtOf(flaps, flaps.ids.indexOf(id), terms);
    if (first === null || at < first) first = at;
  }
  return first;
}

/** Those that are calm again at `now` no longer flap. */
export function calmed<Knows extends Flaps>(flaps: Knows, now: number, terms: FlapTerms): Knows {
  const moved = flaps.moved.slice();
  const flapping = flaps.flapping.filter((id) => {
    const place = flaps.ids.indexOf(id);
    if (calmAtOf(flaps, place, terms) > now) return true;
    const began = moved[2 * place] as number;
    const still = began > 0 && Math.abs(moved[2 * place + 1] as number) > terms.motionFlapChanges;
    // A span that was too lively is followed by another.
    if (still) {
      moved[2 * place] = now;
      moved[2 * place + 1] = Math.sign(moved[2 * place + 1] as number);
    }
    return still;
  });
  return { ...flaps, moved, flapping };
}

function calmAtOf({ moved, changes }: Flaps, place: number, { flapChanges, flapMinutes }: FlapTerms): number {
  const span = flapMinutes * 60_000;
  const began = moved[2 * place] as number;
  const times = changes.filter((_, i) => i % 2 === 0 && Math.abs(changes[i + 1] as number) === place + 1);
  const decides = times.at(-flapChanges - 1);
  return Math.max(began === 0 ? 0 : began + span, decides === undefined ? 0 : decides + span);
}

/** Without devices that are gone. */
export function flapsOf<Knows extends Flaps>(flaps: Knows, isThere: (id: DeviceId) => boolean): Knows {
  if (flaps.ids.every(isThere)) return flaps;
  const ids = flaps.ids.filter(isThere);
  const places = ids.map((id) => flaps.ids.indexOf(id));
  const moved = places.flatMap((place) => flaps.moved.slice(2 * place, 2 * place + 2));
  const changes: number[] = [];
  for (let i = 0; i < flaps.changes.length; i += 2) {
    const who = flaps.changes[i + 1] as number;
    const place = places.indexOf(Math.abs(who) - 1);
    if (place >= 0) changes.push(flaps.changes[i] as number, Math.sign(who) * (place + 1));
  }
  return { ...flaps, ids, moved, changes, flapping: flaps.flapping.filter(isThere) };
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
