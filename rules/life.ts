import { z } from "zod";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind, ReadingValue } from "#domain/reading.ts";

/** The kinds that can tell that somebody is there. */
export const lifeKinds: readonly ReadingKind[] = ["button", "fall", "bed", "chair", "door", "boundary", "motion"];

/** What is known of life in a home. Times in epoch ms. */
export interface Life {
  /** When somebody was last certainly there; null for not yet. */
  seenAt: number | null;
  /** Movements that are not enough by themselves, the newest last. */
  blips: readonly number[];
  /** Doors that stand open, beds and chairs in use, people beyond their boundary: to say so again is no sign of life. */
  on: readonly DeviceId[];
}

const nobody: readonly never[] = [];
export const noLife: Life = { seenAt: null, blips: nobody, on: nobody };

/** How many movements, within how long, are certain life. */
export interface LifeTerms {
  motionCount: number;
  motionMinutes: number;
}

/** The settings of a rule that looks for life; they go into its strict object. */
export const lifeSettings = (motionCount = 2) => ({
  motionCount: z.number().int().min(1).max(10).default(motionCount).meta({ title: "Movements that are certain life", unit: "movements" }),
  motionMinutes: z.number().min(1).max(120).default(10).meta({ title: "Within how long they must come", unit: "min" }),
});

/**
 * What is known after a reading: `seenAt` is its time where it makes life certain. A change of a bed, chair, door or boundary,
 * a press, or anything of a fall detector is certain at once: something moved it. A movement is not, for sensors see stray ones of a
 * second in empty homes; several within a while are. The same object when nothing changed.
 */
export function seeLife(life: Life, { deviceId, time, value }: Reading, terms: LifeTerms): Life {
  switch (value.kind) {
    case "motion":
      return value.detected ? moved(life, time, terms) : life;
    case "button":
      return value.pressed ? { ...life, seenAt: time } : life;
    case "fall":
      return { ...life, seenAt: time };
    default: {
      const on = isOn(value);
      if (on === null || on === life.on.includes(deviceId)) return life;
      return { seenAt: time, blips: life.blips, on: on ? [...life.on, deviceId] : life.on.filter((id) => id !== deviceId) };
    }
  }
}

function moved(life: Life, time: number, { motionCount, motionMinutes }: LifeTerms): Life {
  const since = time - motionMinutes * 60_000;
  const kept = (life.blips[0] ?? time) >= since ? life.blips : life.blips.filter((blip) => blip >= since);
  if (kept.length + 1 < motionCount) return { seenAt: life.seenAt, blips: [...kept, time], on: life.on };
  const newest = motionCount === 2 ? [time] : [...kept, time].slice(kept.length + 2 - motionCount);
  return { seenAt: time, blips: newest, on: life.on };
}

/** Null for what has no lasting state. */
function isOn(value: ReadingValue): boolean | null {
  switch (value.kind) {
    case "door":
      return value.open;
    case "bed":
    case "chair":
      return value.occupied;
    case "boundary":
      return !value.inside;
    default:
      return null;
  }
}
