import { hash } from "node:crypto";
import type { ReadingValue } from "#domain/reading.ts";
import type { Decoded } from "./decode.ts";

/**
 * What makes a resend the same reading, for one device:
 * 1. `b:` boot and sequence number, where the device gives both (a number alone starts again at each boot);
 * 2. `t:` its own time and the content, where it gives a time;
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

/** An earlier time comes from a clock that was never set and may stand still: it tells no two presses apart. */
const clockSetSince = Date.UTC(2005, 0, 1);

/** The value stands in it as well: whatever a device does with its numbers, a press is never taken for a heartbeat. */
export const numberedKey = (boot: string, seq: number, value: ReadingValue): string => `b:${boot}:${seq}:${digest(value)}`;

const digest = (content: object): string => hash("sha1", JSON.stringify(content), "base64url").slice(0, 12);

let receipts = 0;

export function readingIdentity(decoded: Decoded, mqtt: { messageId: number; dup: boolean; receivedAt: number }): ReadingIdentity {
  if (decoded.boot !== null && decoded.seq !== null) return known(numberedKey(decoded.boot, decoded.seq, decoded.value));
  const content = digest(decoded);
  if (decoded.at !== null && decoded.at >= clockSetSince) return known(`t:${decoded.at}:${content}`);
  receipts += 1;
  const attempt = `m:${mqtt.messageId}:${content}`;
  const key = `${attempt}:${mqtt.receivedAt}.${receipts}`;
  // ";" follows ":" in byte order: the range holds the keys that begin with `attempt:`.
  return { key, attempt, resendOf: mqtt.dup ? { from: `${attempt}:`, to: `${attempt};` } : null };
}

const known = (key: string): ReadingIdentity => ({ key, attempt: key, resendOf: null });
