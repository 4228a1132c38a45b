import { type DeviceFacts, followsReadings, reportsKind } from "#domain/home.ts";
import { isLifeSafety, isUrgent as isUrgentValue, type Reading, type ReadingValue } from "#domain/reading.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { ReadingEntry, Settle, Via } from "../queue/entry.ts";
import type { DeviceClocks } from "./deviceClocks.ts";
import type { Decoded, Decoder } from "./families/family.ts";
import { type ReadingIdentity, readingIdentity, reportIdentity } from "./readingIdentity.ts";
import type { RecentCalls } from "./recentCalls.ts";

/** A message as the broker offers it. Times in epoch ms. */
export interface OfferedPublish {
  device: KnownDevice;
  payload: Buffer;
  dup: boolean;
  messageId: number;
  receivedAt: number;
  /** The message is empty and only deletes a retained one. */
  deletesRetained: boolean;
  /** Whether the device certainly knows that this message is recorded, asked later. */
  isAcknowledged: () => boolean;
}

export interface Reception {
  decode: Decoder;
  registry: Registry;
  clocks: DeviceClocks;
  recentCalls: RecentCalls;
}

/**
 * Turns a message into a queue entry: a reading with its key and its times. A message that cannot be read becomes a reading of kind
 * `unreadable` and goes to quarantine as well, so the device counts as heard, and one that may be a call raises an alarm
 * (docs/guarantees.md, 6 and 10).
 *
 * A reading has up to four times: `at` (the device's own), `receivedAt` (our clock), `arrivedAt` (the home's clock: in a live home the same
 * as `receivedAt`) and `time` (the event time, on our clock, which event-time rules use).
 *
 * Example: a door sensor whose clock is 40 s slow reports `at` 02:11:20 and arrives at 02:12:01. Its last readings showed the same 40 s, so
 * `time` is 02:12:00, and the event-time rules see the door open at 02:12:00.
 */
export function receive(offered: OfferedPublish, settle: Settle, reception: Reception): ReadingEntry {
  const { device, payload } = offered;
  const result = reception.decode(payload, device.facts.kind);
  if (!result.ok) return unreadEntry(result.reason, result.call && !offered.deletesRetained, offered, settle, reception);
  const fault = registrationFault(result.decoded.value, device.facts);
  if (fault !== null) return unreadEntry(fault, false, offered, settle, reception);
  return entryOf(result.decoded, null, offered, settle, reception);
}

/**
 * Why a reading counts as unreadable although it can be read: the device is not registered for its kind. A call or a danger always counts, and
 * its alarm says so (`callerLabel`); the all-clear of such a device does not (docs/guarantees.md, 6 and 7).
 */
export const registrationFault = (value: ReadingValue, facts: DeviceFacts): string | null =>
  reportsKind(facts, value.kind) || isLifeSafety(value)
    ? null
    : `not registered for this: a ${value.kind} reading from a ${facts.kind} device`;

/** What the pipeline needs of a message, whichever way it came. */
export type Message = Omit<OfferedPublish, "deletesRetained">;

/** A message that cannot be read, as a reading. */
export const unreadEntry = (
  reason: string,
  call: boolean,
  offered: Message,
  settle: Settle,
  reception: Reception,
  via: Via | null = null,
) => entryOf(decodedFrom({ kind: "unreadable", call }), reason, offered, settle, reception, via);

const decodedFrom = (value: ReadingValue): Decoded => ({
  value,
  at: null,
  seq: null,
  boot: null,
  battery: null,
  signal: null,
  tamper: null,
  mains: null,
  historical: false,
  unreadable: [],
  sentAt: null,
});

/** `quarantined`: why the message could not be read; null for a message that could. `reportId`: the family's own name of the report. */
export function entryOf(
  decoded: Decoded,
  quarantined: string | null,
  offered: Message,
  settle: Settle,
  { registry, clocks, recentCalls }: Pick<Reception, "registry" | "clocks" | "recentCalls">,
  via: Via | null = null,
  reportId: string | null = null,
): ReadingEntry {
  const { device, payload, receivedAt } = offered;
  const { sentAt: _, ...reported } = decoded;
  const mode = registry.home(device.homeId)?.mode ?? "live";
  const arrivedAt = followsReadings(mode) ? testHomeArrival(decoded, receivedAt) : receivedAt;
  const deviceId = device.facts.id;
  // Of a message that cannot be read, the bytes are the content.
  const content = quarantined === null ? undefined : { bytes: payload.toString("base64") };
  const plain = reportId === null ? readingIdentity(reported, offered, arrivedAt, content) : reportIdentity(reportId, reported);
  const identity = !followsReadings(mode) && isLifeSafety(reported.value) ? callIdentity(plain, offered, recentCalls) : plain;
  const reading: Reading = {
    homeId: device.homeId,
    deviceId,
    ...reported,
    receivedAt,
    arrivedAt,
    time: clocks.eventTimeOf({ homeId: device.homeId, deviceId, arrivedAt, ...reported }, mode),
    key: identity.key,
  };
  return { type: "reading", device, reading, identity, payload, quarantined, storable: true, via, settle };
}

/** A test home has the clock of its readings: when the tester sent this one, else when it happened. */
const testHomeArrival = ({ sentAt, at }: Decoded, receivedAt: number): number => sentAt ?? at ?? receivedAt;

/** In a test home a call has the identity of any other reading, so that a replay that starts again does not ring twice. */
function callIdentity(
  plain: ReadingIdentity,
  { device, dup, receivedAt, isAcknowledged }: Message,
  recentCalls: RecentCalls,
): ReadingIdentity {
  const mqttAlone = plain.attempt !== plain.key;
  const key = recentCalls.keyOf({
    deviceId: device.facts.id,
    name: plain.attempt,
    mayBeResend: !mqttAlone || dup,
    receivedAt,
    isAcknowledged,
  });
  return { key, attempt: key, resendOf: null };
}

/**
 * True if the reading goes before bulk traffic. This depends on the kind alone, so that an all-clear waits in the same queue as the danger:
 * otherwise a late "fall cancelled" could follow, and cancel, the next fall.
 */
export const isUrgent = ({ reading }: ReadingEntry): boolean => isUrgentValue(reading.value);

/**
 * In place of a reading that the database can never store: one without its other fields, and the bytes in quarantine, so that a call for
 * help still raises an alarm. Where that cannot be stored either, the bytes alone.
 */
export function cannotBeStored(entry: ReadingEntry, why: Error): ReadingEntry {
  const { reading } = entry;
  if (entry.quarantined !== null) return { ...entry, storable: false };
  const { sentAt: _, ...fields } = decodedFrom({ kind: "unreadable", call: isLifeSafety(reading.value) });
  const { homeId, deviceId, receivedAt, arrivedAt, key } = reading;
  return {
    ...entry,
    reading: { homeId, deviceId, ...fields, receivedAt, arrivedAt, time: arrivedAt, key },
    quarantined: `cannot be stored: ${why.message}`,
  };
}
