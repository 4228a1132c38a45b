import { hash } from "node:crypto";
import { type Reading, type ReadingValue, raisesConcern } from "#domain/reading.ts";
import { earliestSetClock, longestBacklogMs } from "#domain/time/deviceClock.ts";

/**
 * What makes a resend the same reading, for one device:
 * 1. `b:` boot and sequence number, where the device gives both (a number alone starts again at each boot). Of what must not be
 *    missed its own time as well: a device may number anew without another boot, and rather rings twice than never;
 * 2. `t:` its own time and the content, where it gives a time that can be true: a clock that is weeks behind may stand still;
 * 3. `m:` else only MQTT can tell: a resend carries DUP with the message id and content of the first. Such a key holds
 *    the receipt as well, so that two like presses without DUP are two presses.
 */
export interface ReadingIdentity {
  key: string;
  /** The same for every attempt to send one press, so that it shows once while nothing can be recorded. */
  attempt: string;
  /** Where a resend that only MQTT can tell looks for its first: a range of keys. */
  resendOf: { from: string; to: string } | null;
}

/** What of a reading the device itself said. */
export type Said = Pick<Reading, "value" | "at" | "seq" | "boot" | "battery" | "signal" | "tamper" | "mains" | "historical">;

/** The value stands in it as well: whatever a device does with its numbers, a press is never taken for a heartbeat. */
export const numberedKey = ({ boot, seq, value, at }: { boot: string; seq: number; value: ReadingValue; at: number | null }): string =>
  `b:${boot}:${seq}:${Object.values(value).join(":")}${at !== null && raisesConcern(value) ? `@${at}` : ""}`;

/** A clock that was never set may stand still: it tells no two presses apart. */
const isSet = (at: number | null): at is number => at !== null && at >= earliestSetClock;

const digest = (content: object): string => hash("sha1", JSON.stringify(content), "base64url").slice(0, 12);

/** What is seldom said is left out where it is not said: a key stays what it was when a reading learns to say more. */
const contentOf = ({ value, at, seq, boot, battery, signal, historical, tamper, mains }: Said): string =>
  digest({
    value,
    at,
    seq,
    boot,
    battery,
    signal,
    historical,
    ...(tamper === null ? {} : { tamper }),
    ...(mains === null ? {} : { mains }),
  });

/** The key where the reading itself has one; null where only MQTT can tell. `arrivedAt` by its home's clock, epoch ms. */
export function ownKey(said: Said, arrivedAt: number): string | null {
  const { boot, seq, value, at, historical } = said;
  if (boot !== null && seq !== null) return numberedKey({ boot, seq, value, at });
  return isSet(at) && (historical || arrivedAt - at <= longestBacklogMs) ? `t:${at}:${contentOf(said)}` : null;
}

let receipts = 0;

export function readingIdentity(
  said: Said,
  mqtt: { messageId: number; dup: boolean; receivedAt: number },
  arrivedAt: number = mqtt.receivedAt,
): ReadingIdentity {
  const own = ownKey(said, arrivedAt);
  if (own !== null) return { key: own, attempt: own, resendOf: null };
  receipts += 1;
  const attempt = `m:${mqtt.messageId}:${contentOf(said)}`;
  const key = `${attempt}:${mqtt.receivedAt}.${receipts}`;
  // ";" follows ":" in byte order: the range holds the keys that begin with `attempt:`.
  return { key, attempt, resendOf: mqtt.dup ? { from: `${attempt}:`, to: `${attempt};` } : null };
}
