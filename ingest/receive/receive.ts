import { type Reading, urgentKinds } from "#domain/reading.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { BadEntry, ReadingEntry, Settle } from "../queue/entry.ts";
import type { DeviceClocks } from "./deviceClocks.ts";
import type { Decoded, Decoder } from "./families/family.ts";
import { readingIdentity } from "./readingIdentity.ts";

/** What the broker hands over. Times in epoch ms. */
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

/** Makes of a payload what can be recorded: a reading with its identity and its times, or bad input with the reason. */
export function receive(offered: OfferedPublish, settle: Settle, { decode, registry, clocks }: Reception): ReadingEntry | BadEntry {
  const { device, payload, receivedAt } = offered;
  const result = decode(payload);
  if (!result.ok) return { type: "bad", device, payload, reason: result.reason, receivedAt, settle };
  const { sentAt, ...said } = result.decoded;
  const mode = registry.home(device.homeId)?.mode ?? "live";
  const arrivedAt = mode === "test" ? testersClock(result.decoded, receivedAt) : receivedAt;
  const identity = readingIdentity(said, offered, arrivedAt);
  const deviceId = device.facts.id;
  const reading: Reading = {
    homeId: device.homeId,
    deviceId,
    ...said,
    receivedAt,
    arrivedAt,
    time: clocks.eventTimeOf({ homeId: device.homeId, deviceId, arrivedAt, ...said }, mode),
    key: identity.key,
  };
  return { type: "reading", device, reading, identity, payload, settle };
}

/** A test home's clock is its readings': when the tester says that one was sent, else when it says it happened. */
const testersClock = ({ sentAt, at }: Decoded, receivedAt: number): number => sentAt ?? at ?? receivedAt;

/** Whether it goes before bulk traffic: by its kind, for an end of danger that its next beginning overtook would undo that one. */
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
