import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind, ReadingValue } from "#domain/reading.ts";
import { compact, type DeviceEntry, earliestTime, withDevice } from "../perDevice.ts";
import { hasUnknownAge } from "../readingAge.ts";
import { believedAfterMs } from "./belief/believedReturn.ts";
import { contradicted, type PlaceInUse } from "./belief/placesInUse.ts";
import { isOutsideDoor } from "./sensorPlaces.ts";

/** The kinds of device that can show that a person is there. */
export const signOfLifeKinds: readonly ReadingKind[] = ["button", "fall", "bed", "chair", "door", "boundary", "motion"];

/**
 * The signs of life in a home. A press, a fall detector, or a change of a bed, chair, door or boundary is a certain sign: a person
 * moved it. One movement is not, because motion sensors report stray movements of a second in empty homes; two within ten minutes are.
 * A bed or chair that is taken counts once it has been for a minute, because empty ones report a person for seconds.
 *
 * Example: door moved at 09:00, movement at 12:00 and 12:08. `seenAt` is 09:00 until 12:08, and then 12:08. Times in epoch ms.
 */
export interface SignsOfLife {
  /** The last certain sign of life; null before the first. */
  seenAt: number | null;
  seenBy: DeviceId | null;
  /** The newest movement. */
  movedAt: number | null;
  /** Earlier movements that may still count together with the next one, oldest first. Empty when two movements are enough. */
  movedBefore: readonly number[];
  /** Beds and chairs in use that are believed, and those taken less than a minute ago (`isNew`). */
  inUse: readonly PlaceInUse[];
  /** Beds and chairs that say that they are in use, and the person who lives alone was seen elsewhere since: their word counts for nothing. */
  doubted: readonly DeviceId[];
  /** Open doors, people beyond their boundary. With these, a repeated report is not taken for a change. */
  on: readonly DeviceId[];
}

const none: readonly never[] = [];
export const noSignsOfLife: SignsOfLife = {
  seenAt: null,
  seenBy: null,
  movedAt: null,
  movedBefore: none,
  inUse: none,
  doubted: none,
  on: none,
};

/** How many movements, within how many minutes, are a certain sign of life. */
export interface SignsOfLifeTerms {
  motionCount: number;
  motionMinutes: number;
}

/** The part of a rule's settings that an episode copies, so that it ends under the settings with which it began. */
export const signsOfLifeTerms = ({ motionCount, motionMinutes }: SignsOfLifeTerms): SignsOfLifeTerms => ({ motionCount, motionMinutes });

/** Settings fields for a rule that looks for signs of life. */
export const signsOfLifeSettings = (motionCount = 2) => ({
  motionCount: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(motionCount)
    .meta({ title: "Movements that count as a sign of life", unit: "movements" }),
  motionMinutes: z.number().min(1).max(120).default(10).meta({ title: "Time within which these movements must come", unit: "min" }),
});

/** The believed beds in use. */
export const bedsInUse = ({ inUse }: SignsOfLife): readonly PlaceInUse[] => inUse.filter(({ isBed, isNew }) => isBed && !isNew);

/** No one sits or lies for longer, without a break: after that a sensor is more likely to be stuck. */
export const longestRestHours = 14;

/** Whether a person is in a bed or a chair, as far as that is believed. */
export const isResting = ({ inUse }: SignsOfLife, now: number): boolean =>
  inUse.some(({ isNew, since }) => !isNew && now - since < longestRestHours * 3_600_000);

/** When the next bed or chair that was taken will be believed; null for none. */
export const nextBelievedAt = ({ inUse }: SignsOfLife): number | null =>
  earliestTime(inUse, ({ isNew, since }) => (isNew ? since + believedAfterMs : null));

/** The signs of life at `now`: a bed or chair that was taken a minute ago is believed, and was a sign of life when it was taken (a bed with `bedsCount`). */
export function believeTaken<State extends SignsOfLife>(state: State, now: number, bedsCount = true): State {
  let next = state;
  for (const place of state.inUse) {
    if (!place.isNew || place.since + believedAfterMs > now) continue;
    const counts = (bedsCount || !place.isBed) && (next.seenAt ?? 0) < place.since;
    const seen = counts ? { seenAt: place.since, seenBy: place.deviceId } : {};
    next = { ...next, ...seen, inUse: next.inUse.map((one) => (one === place ? { ...place, isNew: false } : one)) };
  }
  return next;
}

/**
 * The signs of life after a reading; the same object if the reading adds none. Without `contradicts`, movement elsewhere contradicts no
 * bed, because it may be a visitor's. A reading of unknown age adds none: it may be of yesterday.
 */
export function updateSignsOfLife<State extends SignsOfLife>(
  before: State,
  reading: Reading,
  terms: SignsOfLifeTerms,
  home: HomeFacts,
  contradicts = true,
): State {
  if (hasUnknownAge(reading)) return before;
  const { deviceId, time, value } = reading;
  const contradictsIn = contradicts ? home : null;
  const state = believeTaken(before, time);
  switch (value.kind) {
    case "motion":
      return value.detected ? afterMovement(state, time, deviceId, terms, contradictsIn) : state;
    case "button":
      return value.pressed ? certainly(state, time, deviceId, contradictsIn) : state;
    case "fall":
      return certainly(state, time, deviceId, contradictsIn);
    case "bed":
    case "chair":
      return afterPlace(state, { deviceId, since: time, isBed: value.kind === "bed", isNew: true }, value.occupied);
    case "door":
    case "boundary": {
      const on = withDevice(state.on, deviceId, isOn(value));
      return on === state.on ? state : certainly({ ...state, on }, time, deviceId, contradictsIn);
    }
    default:
      return state;
  }
}

/** A certain sign of life. A bed in another room, of a person who lives alone, cannot be true any more. */
function certainly<State extends SignsOfLife>(state: State, time: number, by: DeviceId, home: HomeFacts | null): State {
  const wrong = home === null ? none : contradicted(state.inUse, { time, by }, home);
  const seen = { ...state, seenAt: time, seenBy: by };
  if (wrong.length === 0) return seen;
  const inUse = compact(state.inUse.filter((one) => !wrong.includes(one)));
  return { ...seen, inUse, doubted: state.doubted.concat(wrong.map(({ deviceId }) => deviceId)) };
}

/** A bed or chair reports. To be left is a sign of life, if it was believed to be in use. */
function afterPlace<State extends SignsOfLife>(state: State, place: PlaceInUse, isTaken: boolean): State {
  const { deviceId, since } = place;
  const known = state.inUse.find((one) => one.deviceId === deviceId);
  const isDoubted = state.doubted.includes(deviceId);
  if (isTaken) return known !== undefined || isDoubted ? state : { ...state, inUse: state.inUse.concat([place]) };
  if (isDoubted) return { ...state, doubted: withDevice(state.doubted, deviceId, false) };
  if (known === undefined) return state;
  const inUse = compact(state.inUse.filter((one) => one !== known));
  return known.isNew ? { ...state, inUse } : { ...state, inUse, seenAt: since, seenBy: deviceId };
}

function afterMovement<State extends SignsOfLife>(
  state: State,
  time: number,
  by: DeviceId,
  { motionCount, motionMinutes }: SignsOfLifeTerms,
  home: HomeFacts | null,
): State {
  const { movedAt } = state;
  const withinMs = motionMinutes * 60_000;
  // The usual two movements need no list.
  if (motionCount === 2) {
    const isCertain = movedAt !== null && Math.abs(time - movedAt) <= withinMs;
    const moved = { ...state, movedAt: Math.max(movedAt ?? time, time) };
    return isCertain ? certainly(moved, time, by, home) : moved;
  }
  const earlier = movedAt === null ? state.movedBefore : state.movedBefore.concat([movedAt]);
  const recent = earlier.filter((at) => Math.abs(time - at) <= withinMs);
  const movedBefore = compact(motionCount > 2 ? recent.slice(2 - motionCount) : none);
  const moved = { ...state, movedAt: time, movedBefore };
  return recent.length + 1 >= motionCount ? certainly(moved, time, by, home) : moved;
}

/** Whether the reading comes from a sensor that shows people up and about indoors: not a bed, not an outside door, and not of unknown age. */
export const isFromIndoorSensor = (reading: Reading, home: HomeFacts): boolean => {
  const { kind } = reading.value;
  return !hasUnknownAge(reading) && (kind === "motion" || kind === "chair" || (kind === "door" && !isOutsideDoor(home, reading.deviceId)));
};

/** Without the devices that the home no longer has; the same object if it has them all. */
export function withoutRemovedDevices<State extends SignsOfLife>(state: State, { devices }: Pick<HomeFacts, "devices">): State {
  const isThere = (id: DeviceId): boolean => devices.has(id);
  const hasEntry = ({ deviceId }: DeviceEntry): boolean => isThere(deviceId);
  const { inUse, doubted, on } = state;
  if (inUse.every(hasEntry) && doubted.every(isThere) && on.every(isThere)) return state;
  return { ...state, inUse: compact(inUse.filter(hasEntry)), doubted: compact(doubted.filter(isThere)), on: compact(on.filter(isThere)) };
}

const isOn = (value: ReadingValue & { kind: "door" | "boundary" }): boolean => (value.kind === "door" ? value.open : !value.inside);
