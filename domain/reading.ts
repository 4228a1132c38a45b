import { z } from "zod";
import type { DeviceId, HomeId } from "./ids.ts";

/** What a device reports, by kind. Each kind carries one value, named for its meaning. The native family sends it in this form. */
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
  // Any number: what no room has is a fault of the device, and the device is heard (rules/calls/impossibleTemperature.ts).
  z.object({ kind: z.literal("temperature"), celsius: z.number() }),
  z.object({ kind: z.literal("chair"), occupied: z.boolean() }),
  z.object({ kind: z.literal("heartbeat") }),
]);

/** What a device can report. */
export type ReportedValue = z.infer<typeof readingValue>;
/** A kind that a device can report, and be registered for. */
export type DeviceKind = ReportedValue["kind"];
export const readingKinds = readingValue.options.map((option) => option.shape.kind.value) as [DeviceKind, ...DeviceKind[]];

/**
 * A message that could not be read. Its bytes are in quarantine; the reading says that the device sent something. `call`: it may be a call for
 * help, because it comes from a pendant, fall detector or smoke alarm, or names such a kind.
 */
export interface UnreadableValue {
  kind: "unreadable";
  call: boolean;
}

export type ReadingValue = ReportedValue | UnreadableValue;
export type ReadingKind = ReadingValue["kind"];
/** The kinds in the journal. */
export const recordedKinds = [...readingKinds, "unreadable"] as const;

/** The kinds that may mean danger to life. */
export const lifeSafetyKinds: ReadonlySet<string> = new Set(["button", "fall", "smoke", "co", "gas", "flood"]);

/**
 * Readings that are committed before bulk traffic, and that stay in memory while the database is away. They include all-clears (smoke
 * gone), so that an all-clear is never committed before the danger that it ends.
 */
export const isUrgent = (value: ReadingValue): boolean => lifeSafetyKinds.has(value.kind) || (value.kind === "unreadable" && value.call);

/** True for a reading that may mean danger to life now (a press, a fall, smoke, a call that cannot be read), not for its all-clear. */
export function isLifeSafety(value: ReadingValue): boolean {
  if (!isUrgent(value)) return false;
  if (value.kind === "unreadable") return value.call;
  if (value.kind === "button") return value.pressed;
  if (value.kind === "fall") return value.state !== "cancelled";
  return "detected" in value && value.detected;
}

/**
 * True for a reading that may be a reason for concern: a call for help or danger, or a person who is out of bed, out of a chair, gone
 * through a door or out of the safe area. If its age is in doubt, it counts as new.
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
 * True for a reading that may show that a person is well or that a danger is over. If its age is in doubt, it counts as old. A
 * temperature neither reassures nor raises concern by itself: the limits of the home decide. Neither does a message that cannot be read.
 */
export const mayReassure = (value: ReadingValue): boolean =>
  value.kind !== "temperature" && value.kind !== "unreadable" && !raisesConcern(value);

/** The fields beside the value that a device may send in a form that cannot be read. */
export const readingFields = ["at", "seq", "boot", "battery", "signal", "tamper", "mains", "historical", "sentAt"] as const;
export type ReadingField = (typeof readingFields)[number];

/** The fields as staff know them. */
export const fieldWords: Readonly<Record<ReadingField, string>> = {
  at: "clock",
  seq: "message number",
  boot: "restart mark",
  battery: "battery level",
  signal: "signal strength",
  tamper: "case contact",
  mains: "mains power",
  historical: "buffer mark",
  sentAt: "sending time",
};
/** "clock, message number and battery level" */
export function fieldsText(fields: readonly ReadingField[]): string {
  const words = fields.map((field) => fieldWords[field]);
  return [words.slice(0, -1).join(", "), words.at(-1) ?? ""].filter((part) => part !== "").join(" and ");
}

/**
 * One reading of a device. Times in epoch ms.
 *
 * Worked example: a bed sensor whose clock is 60 s fast notices at 02:14:00 that the person left. The line is down; it sends the reading at
 * 05:40:00, marked as buffered. Then `at` is 02:15:00, `receivedAt` and `arrivedAt` are 05:40:00, `time` is 02:14:00 and
 * `historical` is true.
 */
export interface Reading {
  homeId: HomeId;
  deviceId: DeviceId;
  value: ReadingValue;
  /** The device time: what the device's own clock showed. Null where it gave none. */
  at: number | null;
  /** When the service received it, by our clock. */
  receivedAt: number;
  /** The arrival time by the clock of the home: `receivedAt`, or in a test home the time at which the tester says that it was sent. */
  arrivedAt: number;
  /** The event time: when it happened, by the same clock as `arrivedAt` and never after it. See `time/deviceClock.ts`. */
  time: number;
  /** The sequence number that the device gave it; it counts from 1 again when `boot` changes. */
  seq: number | null;
  /** Which start of the device `seq` counts from. */
  boot: string | null;
  /** Percent, 0 to 100. */
  battery: number | null;
  /** Received signal strength in dBm. */
  signal: number | null;
  /** True when the case of the device is open or it was moved from its place; null where it does not report that. */
  tamper: boolean | null;
  /** Whether the device has mains power; null where it does not report that. */
  mains: boolean | null;
  /** The device says that it buffered this reading and sends it late. */
  historical: boolean;
  /** The fields that the device sent in a form that cannot be read. They count as left out (docs/guarantees.md, 6). */
  unreadable: readonly ReadingField[];
  /** Two deliveries with one key are one reading sent twice. See `ingest/receive/readingIdentity.ts`. */
  key: string;
  /** By how much `arrivedAt` and `time` were moved since the reading was recorded, because the server's clock was set (`time/serverStep.ts`). */
  movedMs?: number;
}

/**
 * Compares readings by event time; at the same time by device, then by device time, then by sequence number. So any order of arrival
 * gives one order. Device time comes first, for the numbers may have begun again at 1 while the clock ran on. Zero means that the device shows no order: then
 * the order of arrival is right.
 */
export function byEventTime(a: Reading, b: Reading): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  if (a.at !== null && b.at !== null && a.at !== b.at) return a.at - b.at;
  return a.boot === b.boot && a.seq !== null && b.seq !== null ? a.seq - b.seq : 0;
}

/**
 * The answer to a device. `recorded`: the reading is committed, and the broker writes PUBACK. `notRecorded`: the broker closes the connection
 * without PUBACK, and the device sends the message again.
 */
export type Acknowledgement = "recorded" | "notRecorded";
