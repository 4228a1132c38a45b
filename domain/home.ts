import { z } from "zod";
import type { Absence } from "./absence.ts";
import type { DeviceId, HomeId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import { readingKinds } from "./reading.ts";
import { freeText, line } from "./text.ts";
import type { ListeningGap } from "./time/listening.ts";
import { isTimezone } from "./time/wallClock.ts";

export const homeMode = z.enum(["live", "test"]);
/** A test home makes no sound at a desk and is not part of statistics. Its clock follows the times in its readings. */
export type HomeMode = z.infer<typeof homeMode>;

export const timezone = z.string().max(64).refine(isTimezone, "write an IANA time zone such as Europe/London");

export const person = z.object({
  name: line(120),
  /** How to talk with this person: "signs, does not speak", "hard of hearing, left ear". */
  communication: freeText(500).default(""),
  /** What a responder must know: "living with dementia", "COPD, oxygen at home". */
  notes: freeText(2000).default(""),
});
export type Person = z.infer<typeof person>;

export const contact = z.object({
  name: line(120),
  /** "daughter", "neighbour", "keyholder". */
  relation: line(60),
  phone: line(40),
  /** Whether this contact holds a key to the home. */
  keyholder: z.boolean().default(false),
});
export type Contact = z.infer<typeof contact>;

export const newHome = z.object({
  name: line(120),
  address: freeText(300).default(""),
  timezone: timezone.optional(),
  mode: homeMode.optional(),
  people: z.array(person).max(20).default([]),
  contacts: z.array(contact).max(50).default([]),
});
export type NewHome = z.infer<typeof newHome>;

export const newDevice = z.object({
  name: line(120).optional(),
  /** The kind of reading that this device is for. */
  kind: z.enum(readingKinds).default("heartbeat"),
  room: freeText(60).default(""),
  /** For a door: whether it leads outside. */
  outside: z.boolean().default(false),
  /** The device sends a reading or heartbeat at least this often. Null is allowed in a test home only, and means that its silence raises nothing. */
  expectedIntervalSeconds: z.number().int().min(10).max(604_800).nullable().default(3600),
});
export type NewDevice = z.infer<typeof newDevice>;

/** What the rules know about a device. Times in epoch ms. */
export interface DeviceFacts {
  id: DeviceId;
  name: string;
  kind: string;
  room: string;
  outside: boolean;
  expectedIntervalSeconds: number | null;
  registeredAt: number;
}

/** What the rules know about a home. It changes when staff register or edit something, and when a rule ends an absence. */
export interface HomeFacts {
  id: HomeId;
  name: string;
  timezone: string;
  mode: HomeMode;
  devices: ReadonlyMap<DeviceId, DeviceFacts>;
  plan: Plan;
  /** The parts of the stored plan that the rules of today cannot read, and that therefore watch nothing. Left out where there are none. */
  unreadableParts?: readonly { path: string; message: string }[];
  /** Present and future absences; past ones may be left out. */
  absences: readonly Absence[];
  /**
   * When the service did not listen, in the order of their beginnings. One list for all live homes: it grows in place. A test home has none,
   * because its readings set its clock.
   */
  listeningGaps: readonly ListeningGap[];
}

/** "Pendant, bedroom", for use in a sentence. */
export function deviceLabel(device: Pick<DeviceFacts, "name" | "room"> | undefined): string {
  if (device === undefined) return "a device no longer registered";
  return device.room === "" ? device.name : `${device.name}, ${device.room}`;
}
