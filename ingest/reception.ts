import { lifeSafetyKinds, type Reading } from "#domain/reading.ts";
import { readingTime } from "#domain/readingTime.ts";
import type { Decoder } from "./decode.ts";
import type { BadEntry, ReadingEntry, Settle } from "./entry.ts";
import { readingIdentity } from "./readingKey.ts";
import type { KnownDevice, Registry } from "./registry.ts";

/** What the broker hands over. Times in epoch ms. */
export interface Offered {
  device: KnownDevice;
  payload: Buffer;
  dup: boolean;
  messageId: number;
  receivedAt: number;
}

/** Makes of a payload what can be recorded: a reading with its identity and its times, or bad input with the reason. */
export function receive(offered: Offered, settle: Settle, decode: Decoder, registry: Registry): ReadingEntry | BadEntry {
  const { device, payload, receivedAt } = offered;
  const result = decode(payload);
  if (!result.ok) return { type: "bad", device, payload, reason: result.reason, receivedAt, settle };
  const { decoded } = result;
  const identity = readingIdentity(decoded, offered);
  const mode = registry.home(device.homeId)?.mode ?? "live";
  const reading: Reading = {
    ...decoded,
    homeId: device.homeId,
    deviceId: device.facts.id,
    receivedAt,
    time: readingTime(decoded.at, receivedAt, mode),
    key: identity.key,
  };
  return { type: "reading", device, reading, identity, payload, settle };
}

/** Whether it goes before bulk traffic: by its kind, for an end of danger that its next beginning overtook would undo that one. */
export const isUrgent = (entry: ReadingEntry | BadEntry): entry is ReadingEntry =>
  entry.type === "reading" && lifeSafetyKinds.has(entry.reading.value.kind);
