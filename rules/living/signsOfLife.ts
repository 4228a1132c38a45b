import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind, ReadingValue } from "#domain/reading.ts";
import { isOutsideDoor } from "./sensorPlaces.ts";

/** The kinds that can tell that somebody is there. */
export const signOfLifeKinds: readonly ReadingKind[] = ["button", "fall", "bed", "chair", "door", "boundary", "motion"];

/** What is known of life in a home. Times in epoch ms. */
export interface SignsOfLife {
  /** When somebody was last certainly there, and what showed it; null for not yet. */
  seenAt: number | null;
  seenBy: DeviceId | null;
  /** The newest movement, and those before it that may yet make it certain, oldest first. */
  movedAt: number | null;
  movedBefore: readonly number[];
  /** Beds that somebody is in. */
  inBed: readonly DeviceId[];
  /** Doors that stand open, chairs in use, people beyond their boundary: to say so again is no sign of life, nor is it of a bed. */
  on: readonly DeviceId[];
}

const nobody: readonly never[] = [];
export const noSignsOfLife: SignsOfLife = { seenAt: null, seenBy: null, movedAt: null, movedBefore: nobody, inBed: nobody, on: nobody };

/** How many movements, within how long, are certain life. */
export interface SignsOfLifeTerms {
  motionCount: number;
  motionMinutes: number;
}

/** Of a rule's settings, those that what rang keeps to its end. */
export const signsOfLifeTerms = ({ motionCount, motionMinutes }: SignsOfLifeTerms): SignsOfLifeTerms => ({ motionCount, motionMinutes });

/** The settings of a rule that looks for life; they go into its strict object. */
export const signsOfLifeSettings = (motionCount = 2) => ({
  motionCount: z.number().int().min(1).max(10).default(motionCount).meta({ title: "Movements that are certain life", unit: "movements" }),
  motionMinutes: z.number().min(1).max(120).default(10).meta({ title: "Within how long they must come", unit: "min" }),
});

/**
 * What is known after a reading: `seenAt` is its time where it makes life certain. A change of a bed, chair, door or boundary,
 * a press, or anything of a fall detector is certain at once: something moved it. A movement is not, for sensors see stray ones of a
 * second in empty homes; several within a while are. The same object when nothing changed.
 */
export function updateSignsOfLife<Knows extends SignsOfLife>(
  life: Knows,
  { deviceId, time, value }: Reading,
  terms: SignsOfLifeTerms,
): Knows {
  switch (value.kind) {
    case "motion":
      return value.detected ? afterMovement(life, time, deviceId, terms) : life;
    case "button":
      return value.pressed ? { ...life, seenAt: time, seenBy: deviceId } : life;
    case "fall":
      return { ...life, seenAt: time, seenBy: deviceId };
    case "bed": {
      const inBed = withDevice(life.inBed, deviceId, value.occupied);
      return inBed === life.inBed ? life : { ...life, seenAt: time, seenBy: deviceId, inBed };
    }
    case "chair":
    case "door":
    case "boundary": {
      const on = withDevice(life.on, deviceId, isOn(value));
      return on === life.on ? life : { ...life, seenAt: time, seenBy: deviceId, on };
    }
    default:
      return life;
  }
}

function afterMovement<Knows extends SignsOfLife>(
  life: Knows,
  time: number,
  by: DeviceId,
  { motionCount, motionMinutes }: SignsOfLifeTerms,
): Knows {
  const { movedAt } = life;
  const withinMs = motionMinutes * 60_000;
  if (motionCount === 2)
    return movedAt !== null && Math.abs(time - movedAt) <= withinMs
      ? { ...life, seenAt: time, seenBy: by, movedAt: Math.max(movedAt, time) }
      : { ...life, movedAt: Math.max(movedAt ?? time, time) };
  const lately = (movedAt === null ? life.movedBefore : life.movedBefore.concat([movedAt])).filter((at) => Math.abs(time - at) <= withinMs);
  const movedBefore = compact(motionCount > 2 ? lately.slice(2 - motionCount) : nobody);
  return lately.length + 1 >= motionCount
    ? { ...life, seenAt: time, seenBy: by, movedAt: time, movedBefore }
    : { ...life, movedAt: time, movedBefore };
}

/** Whether it comes from what sees people about indoors. Beds tell nothing of the day, and an outside door nothing of who stays in. */
export const isFromIndoorSensor = ({ deviceId, value: { kind } }: Reading, home: HomeFacts): boolean =>
  kind === "motion" || kind === "chair" || (kind === "door" && !isOutsideDoor(home, deviceId));

/** What is known once these are all the devices there are: who was in a bed that is gone is nowhere. */
export function withoutRemovedDevices<Knows extends SignsOfLife>(life: Knows, { devices }: Pick<HomeFacts, "devices">): Knows {
  const there = (id: DeviceId): boolean => devices.has(id);
  if (life.inBed.every(there) && life.on.every(there)) return life;
  return { ...life, inBed: compact(life.inBed.filter(there)), on: compact(life.on.filter(there)) };
}

/** The same list where the device is on or off already. */
export function withDevice(on: readonly DeviceId[], id: DeviceId, isOnNow: boolean): readonly DeviceId[] {
  const place = on.indexOf(id);
  if (place >= 0 === isOnNow) return on;
  return isOnNow ? on.concat([id]) : compact(on.toSpliced(place, 1));
}

/** Kept by the hundred thousand: what arrays hold in store for more costs more than what they hold, and nothing need not be kept twice. */
const compact = <One>(all: readonly One[]): readonly One[] => (all.length === 0 ? nobody : all.slice());

const isOn = (value: ReadingValue & { kind: "chair" | "door" | "boundary" }): boolean =>
  value.kind === "chair" ? value.occupied : value.kind === "door" ? value.open : !value.inside;
