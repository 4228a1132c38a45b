import { z } from "zod";
import type { DeviceId, HomeId } from "./ids.ts";

/** What a device of the native family can say, by kind; each kind carries one value named for what it means. */
export const readingValue = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("button"), pressed: z.boolean() }),
  z.object({ kind: z.literal("fall"), state: z.enum(["fallen", "suspected", "cancelled"]) }),
  z.object({ kind: z.literal("bed"), occupied: z.boolean() }),
  z.object({ kind: z.literal("door"), open: z.boolean() }),
  z.object({ kind: z.literal("motion"), detected: z.boolean() }),
  z.object({ kind: z.literal("boundary"), inside: z.boolean() }),
  z.object({ kind: z.literal("smoke"), detected: z.boolean() }),
  z.object({ kind: z.literal("co"), detected: z.boolean() }),
  z.object({ kind: z.literal("flood"), detected: z.boolean() }),
  z.object({ kind: z.literal("gas"), detected: z.boolean() }),
  z.object({ kind: z.literal("temperature"), celsius: z.number().min(-60).max(150) }),
  z.object({ kind: z.literal("chair"), occupied: z.boolean() }),
  z.object({ kind: z.literal("heartbeat") }),
]);

export type ReadingValue = z.infer<typeof readingValue>;
export type ReadingKind = ReadingValue["kind"];
export const readingKinds = readingValue.options.map((option) => option.shape.kind.value) as [ReadingKind, ...ReadingKind[]];

/**
 * Kinds that go before bulk traffic, and that are held while nothing can be recorded. By kind alone, so that an all-clear keeps its place
 * behind what it clears: it goes and is held like it, and is shown to nobody.
 */
export const urgentKinds: ReadonlySet<ReadingKind> = new Set(["button", "fall", "smoke", "co", "gas", "flood"]);

/** True for a reading that may mean danger to life now (a press, a fall, smoke), not for its all-clear. */
export function isLifeSafety(value: ReadingValue): boolean {
  if (!urgentKinds.has(value.kind)) return false;
  if (value.kind === "button") return value.pressed;
  if (value.kind === "fall") return value.state !== "cancelled";
  return "detected" in value && value.detected;
}

/**
 * A reading that may be a reason for concern, and so must not be taken for an old one: a call for help or danger, or a person who
 * is out of bed, out of a chair, gone through a door or out of the safe area.
 */
export function raisesConcern(value: ReadingValue): boolean {
  switch (value.kind) {
    case "bed":
    case "chair":
      return !value.occupied;
    case "door":
      return value.open;
    case "boundary":
      return !value.inside;
    default:
      return isLifeSafety(value);
  }
}

/**
 * A reading that may show that a person is well or a danger is over, and so must not be taken for a new one. A temperature is
 * neither this nor a concern by itself: the bounds of the home decide.
 */
export const mayReassure = (value: ReadingValue): boolean => value.kind !== "temperature" && !raisesConcern(value);

/** One thing a device said, once: times in epoch milliseconds. */
export interface Reading {
  homeId: HomeId;
  deviceId: DeviceId;
  value: ReadingValue;
  /** The device's own time, or null where it gave none. */
  at: number | null;
  /** When Link Line had it. */
  receivedAt: number;
  /** When it arrived by the home's clock: `receivedAt`, and in a test home when the tester says that it was sent. */
  arrivedAt: number;
  /** When it happened, by the same clock as `arrivedAt` and never after it: see deviceClock.ts. */
  time: number;
  seq: number | null;
  boot: string | null;
  /** Percent, 0 to 100. */
  battery: number | null;
  /** Received signal strength in dBm. */
  signal: number | null;
  /** The device's case was opened or it was taken off its place; null where it does not say. */
  tamper: boolean | null;
  /** Whether it has mains power; null where it does not say. */
  mains: boolean | null;
  /** The device says that it kept this one for later. */
  historical: boolean;
  /** What makes a resend the same reading: see readingKey.ts. */
  key: string;
}

/**
 * The order in which things happened: by time, and at the same time by device and its own times and numbering, so that any order of
 * arrival gives one order; a count may have begun again where its times went on. Zero for what the device itself does not tell apart: then it arrived in order.
 */
export function byEventTime(a: Reading, b: Reading): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  if (a.at !== null && b.at !== null && a.at !== b.at) return a.at - b.at;
  return a.boot === b.boot && a.seq !== null && b.seq !== null ? a.seq - b.seq : 0;
}
