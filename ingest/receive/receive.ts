import { type Reading, urgentKinds } from "#domain/reading.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { BadEntry, ReadingEntry, Settle } from "../queue/entry.ts";
import type { DeviceClocks } from "./deviceClocks.ts";
import type { Decoded, Decoder } from "./families/family.ts";
import { readingIdentity } from "./readingIdentity.ts";

/** A message as the broker offers it. Times in epoch ms. */
export interface OfferedPublish {
  device: KnownDevice;
  payload: Buffer;
  dup: boolean;
  messageId: number;
  receivedAt: number;
}

export interface Reception {
  decode: Decoder;
  registry: Registry;
  clocks: DeviceClocks;
}

/**
 * Turns a message into a queue entry: a reading with its key and its times, or bad input with the reason.
 *
 * A reading has up to four times: `at` (the device's own), `receivedAt` (our clock), `arrivedAt` (the home's clock: in a live home the same
 * as `receivedAt`) and `time` (the event time, on our clock, which event-time rules use).
 *
 * Example: a door sensor whose clock is 40 s slow reports `at` 02:11:20 and arrives at 02:12:01. Its last readings showed the same 40 s, so
 * `time` is 02:12:00, and the event-time rules see the door open at 02:12:00.
 */
export function receive(offered: OfferedPublish, settle: Settle, { decode, registry, clocks }: Reception): ReadingEntry | BadEntry {
  const { device, payload, receivedAt } = offered;
  const result = decode(payload);
  if (!result.ok) return { type: "bad", device, payload, reason: result.reason, receivedAt, settle };
  const { sentAt, ...reported } = result.decoded;
  const mode = registry.home(device.homeId)?.mode ?? "live";
  const arrivedAt = mode === "test" ? testHomeArrival(result.decoded, receivedAt) : receivedAt;
  const identity = readingIdentity(reported, offered, arrivedAt);
  const deviceId = device.facts.id;
  const reading: Reading = {
    homeId: device.homeId,
    deviceId,
    ...reported,
    receivedAt,
    arrivedAt,
    time: clocks.eventTimeOf({ homeId: device.homeId, deviceId, arrivedAt, ...reported }, mode),
    key: identity.key,
  };
  return { type: "reading", device, reading, identity, payload, settle };
}

/** A test home has the clock of its readings: when the tester sent this one, else when it happened. */
const testHomeArrival = ({ sentAt, at }: Decoded, receivedAt: number): number => sentAt ?? at ?? receivedAt;

/**
 * True if the reading goes before bulk traffic. This depends on the kind alone, so that an all-clear waits in the same queue as the danger:
 * otherwise a late "fall cancelled" could follow, and cancel, the next fall.
 */
export const isUrgent = (entry: ReadingEntry | BadEntry): entry is ReadingEntry =>
  entry.type === "reading" && urgentKinds.has(entry.reading.value.kind);

/** Turns a reading that the database can never store into an entry for quarantine. */
export const cannotBeStored = (entry: ReadingEntry, why: Error): BadEntry => ({
  type: "bad",
  device: entry.device,
  payload: entry.payload,
  reason: `cannot be stored: ${why.message}`,
  receivedAt: entry.reading.receivedAt,
  settle: entry.settle,
  unstorable: entry,
});
