import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind, ReadingValue } from "#domain/reading.ts";
import { compact, withDevice } from "../perDevice.ts";
import { isOutsideDoor } from "./sensorPlaces.ts";

/** The kinds of device that can show that a person is there. */
export const signOfLifeKinds: readonly ReadingKind[] = ["button", "fall", "bed", "chair", "door", "boundary", "motion"];

/**
 * The signs of life in a home. A press, a fall detector, or a change of a bed, chair, door or boundary is a certain sign: a person
 * moved it. One movement is not, because motion sensors report stray movements of a second in empty homes; two within ten minutes are.
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
  /** Beds in use. */
  inBed: readonly DeviceId[];
  /** Open doors, chairs in use, people beyond their boundary. With these, a repeated report is not taken for a change. */
  on: readonly DeviceId[];
}

const none: readonly never[] = [];
export const noSignsOfLife: SignsOfLife = { seenAt: null, seenBy: null, movedAt: null, movedBefore: none, inBed: none, on: none };

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

/** The signs of life after a reading; the same object if the reading adds none. */
export function updateSignsOfLife<State extends SignsOfLife>(
  state: State,
  { deviceId, time, value }: Reading,
  terms: SignsOfLifeTerms,
): State {
  switch (value.kind) {
    case "motion":
      return value.detected ? afterMovement(state, time, deviceId, terms) : state;
    case "button":
      return value.pressed ? { ...state, seenAt: time, seenBy: deviceId } : state;
    case "fall":
      return { ...state, seenAt: time, seenBy: deviceId };
    case "bed": {
      const inBed = withDevice(state.inBed, deviceId, value.occupied);
      return inBed === state.inBed ? state : { ...state, seenAt: time, seenBy: deviceId, inBed };
    }
    case "chair":
    case "door":
    case "boundary": {
      const on = withDevice(state.on, deviceId, isOn(value));
      return on === state.on ? state : { ...state, seenAt: time, seenBy: deviceId, on };
    }
    default:
      return state;
  }
}

function afterMovement<State extends SignsOfLife>(
  state: State,
  time: number,
  by: DeviceId,
  { motionCount, motionMinutes }: SignsOfLifeTerms,
): State {
  const { movedAt } = state;
  const withinMs = motionMinutes * 60_000;
  // The usual two movements need no list.
  if (motionCount === 2)
    return movedAt !== null && Math.abs(time - movedAt) <= withinMs
      ? { ...state, seenAt: time, seenBy: by, movedAt: Math.max(movedAt, time) }
      : { ...state, movedAt: Math.max(movedAt ?? time, time) };
  const earlier = movedAt === null ? state.movedBefore : state.movedBefore.concat([movedAt]);
  const recent = earlier.filter((at) => Math.abs(time - at) <= withinMs);
  const movedBefore = compact(motionCount > 2 ? recent.slice(2 - motionCount) : none);
  return recent.length + 1 >= motionCount
    ? { ...state, seenAt: time, seenBy: by, movedAt: time, movedBefore }
    : { ...state, movedAt: time, movedBefore };
}

/** Whether the reading comes from a sensor that shows people up and about indoors: not a bed, and not an outside door. */
export const isFromIndoorSensor = ({ deviceId, value: { kind } }: Reading, home: HomeFacts): boolean =>
  kind === "motion" || kind === "chair" || (kind === "door" && !isOutsideDoor(home, deviceId));

/** Without the devices that the home no longer has; the same object if it has them all. */
export function withoutRemovedDevices<State extends SignsOfLife>(state: State, { devices }: Pick<HomeFacts, "devices">): State {
  const isThere = (id: DeviceId): boolean => devices.has(id);
  if (state.inBed.every(isThere) && state.on.every(isThere)) return state;
  return { ...state, inBed: compact(state.inBed.filter(isThere)), on: compact(state.on.filter(isThere)) };
}

const isOn = (value: ReadingValue & { kind: "chair" | "door" | "boundary" }): boolean =>
  value.kind === "chair" ? value.occupied : value.kind === "door" ? value.open : !value.inside;
