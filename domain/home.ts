import { z } from "zod";
import type { Absence } from "./absence.ts";
import type { DeviceId, HomeId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import { readingKinds } from "./reading.ts";
import { freeText, line } from "./text.ts";
import { isTimezone } from "./time/wallClock.ts";

export const homeMode = z.enum(["live", "test"]);
/** A test home never rings operators, never counts in statistics, and its clock is its readings'. */
export type HomeMode = z.infer<typeof homeMode>;

export const timezone = z.string().max(64).refine(isTimezone, "an IANA time zone such as Europe/London");

export const person = z.object({
  name: line(120),
  /** How to talk with this person, in plain words: "signs, does not speak", "hard of hearing, left ear". */
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
  /** The kind of reading this device is there for. */
  kind: z.enum(readingKinds).default("heartbeat"),
  room: freeText(60).default(""),
  /** Whether a door leads outside. */
  outside: z.boolean().default(false),
  /** A reading or heartbeat is expected at least this often; null only in a test home, where silence is not judged. */
  expectedIntervalSeconds: z.number().int().min(10).max(604_800).nullable().default(3600),
});
export type NewDevice = z.infer<typeof newDevice>;

/** What rules may know of a device. Times in epoch ms. */
export interface DeviceFacts {
  id: DeviceId;
  name: string;
  kind: string;
  room: string;
  outside: boolean;
  expectedIntervalSeconds: number | null;
  registeredAt: number;
}

/** What rules may know of a home; changes only when somebody registers or edits something. */
export interface HomeFacts {
  id: HomeId;
  name: string;
  timezone: string;
  mode: HomeMode;
  devices: ReadonlyMap<DeviceId, DeviceFacts>;
  plan: Plan;
  /** What of the plan as it was stored can no longer be read, and does not guard; left out where it is whole. */
  unreadableParts?: readonly { path: string; message: string }[];
  /** Those that last or are to come; those that are over may be left out. */
  absences: readonly Absence[];
}

/** "pendant, bedroom": how a device is named in a sentence. */
export function deviceLabel(device: Pick<DeviceFacts, "name" | "room"> | undefined): string {
  if (device === undefined) return "a device no longer registered";
  return device.room === "" ? device.name : `${device.name}, ${device.room}`;
}
