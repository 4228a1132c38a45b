import { z } from "zod";
import type { Absence } from "./absence.ts";
import type { DeviceId, HomeId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import { readingKinds } from "./reading.ts";
import { contact } from "./record/contactFields.ts";
import type { PersonAtRisk } from "./record/personAtRisk.ts";
import { person } from "./record/personFields.ts";
import { freeText, line } from "./text.ts";
import type { ListeningGap } from "./time/listening.ts";
import { isTimezone } from "./time/wallClock.ts";

/** `commissioning`: an installer is still at work in it. `ended`: Link Line serves it no more; its record stays, no device logs in and no rule watches. */
export const homeMode = z.enum(["live", "test", "commissioning", "ended"]);
export type HomeMode = z.infer<typeof homeMode>;

/** Whether the clock of a home follows the times in its readings. That of every other home is the service's. */
export const followsReadings = (mode: HomeMode): boolean => mode === "test";
/** Of a home that may not be known (any more): such a one has no clock. */
export const isOnServiceClock = (home: { mode: HomeMode } | undefined): boolean => home !== undefined && !followsReadings(home.mode);

/** A case that is not `live` makes no sound at a desk, sends nothing and is not part of statistics. The installer answers one in `commissioning`. */
export const answeredMode = z.enum(["live", "test", "commissioning"]);
export type AnsweredMode = z.infer<typeof answeredMode>;

/** How staff answer the alarms of a home. In SQL: `answered_as(mode)`. */
export const answeredAs = (mode: HomeMode): AnsweredMode => (mode === "ended" ? "live" : mode);

export const timezone = z.string().max(64).refine(isTimezone, "write an IANA time zone such as Europe/London");

export const newHome = z.object({
  name: line(120),
  address: freeText(300).default(""),
  /** The home's own telephone number, for those who call the home. */
  phone: freeText(40).default(""),
  timezone: timezone.optional(),
  mode: homeMode.exclude(["ended"]).optional(),
  people: z.array(person).max(20).default([]),
  contacts: z.array(contact).max(50).default([]),
  /** How a responder gets in: "Key safe left of the door, code 4711". In no list and no record of the home: see POST /cases/{id}/access-notes. */
  accessNotes: freeText(2000).default(""),
});
export type NewHome = z.infer<typeof newHome>;

export const newDevice = z.object({
  name: line(120).optional(),
  /** The kind of reading that this device is for. */
  kind: z.enum(readingKinds).default("heartbeat"),
  /** Further kinds that it may report: a radar that sees movement and falls. */
  alsoReports: z.array(z.enum(readingKinds)).max(readingKinds.length).optional(),
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
  /** Further kinds that it may report. Left out where there are none. */
  alsoReports?: readonly string[];
  room: string;
  outside: boolean;
  expectedIntervalSeconds: number | null;
  registeredAt: number;
}

/** Whether the device is registered for this kind. A heartbeat needs no registration. */
export const reportsKind = ({ kind, alsoReports }: Pick<DeviceFacts, "kind" | "alsoReports">, reported: string): boolean =>
  reported === kind || reported === "heartbeat" || alsoReports?.includes(reported) === true;

/** What the rules know about a home. It changes when staff register or edit something, and when a rule ends an absence. */
export interface HomeFacts {
  id: HomeId;
  name: string;
  timezone: string;
  mode: HomeMode;
  /** The virtual home that the service presses each minute (app/canary/canary.ts). Left out for every other home. */
  isCanary?: true;
  /** The person for whom most is at stake if a call fails. Null or left out: the record names no risk of anyone. */
  atRisk?: PersonAtRisk | null;
  devices: ReadonlyMap<DeviceId, DeviceFacts>;
  /** How many people live there, by the record; left out where it names none. */
  people?: number;
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

/** A home whose record names no person counts as the home of one: what contradicts a sensor then raises sooner. */
export const livesAlone = ({ people }: Pick<HomeFacts, "people">): boolean => (people ?? 1) <= 1;

/** "Pendant, bedroom", for use in a sentence. */
export function deviceLabel(device: Pick<DeviceFacts, "name" | "room"> | undefined): string {
  if (device === undefined) return "a device no longer registered";
  return device.room === "" ? device.name : `${device.name}, ${device.room}`;
}

/** The same for a call or a danger: "Front door, hall (from a device not registered for this)". */
export function callerLabel(device: DeviceFacts | undefined, reported: string): string {
  const isForeign = device !== undefined && !reportsKind(device, reported);
  return isForeign ? `${deviceLabel(device)} (from a device not registered for this)` : deviceLabel(device);
}

/**
 * The episode of a call or a danger, `episode` for all devices that are registered for it. Another device has a separate one, so that its alarm
 * does not replace theirs.
 *
 * Example: the pendant's press is "sos". A door sensor with a defect that reports a press has "sos/12".
 */
export const callerEpisode = (device: DeviceFacts | undefined, reported: string, episode: string): string =>
  device === undefined || reportsKind(device, reported) ? episode : `${episode}/${device.id}`;
