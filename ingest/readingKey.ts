import { hash } from "node:crypto";
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

let receipts = 0;

export function readingIdentity(decoded: Decoded, mqtt: { messageId: number; dup: boolean; receivedAt: number }): ReadingIdentity {
  if (decoded.boot !== null && decoded.seq !== null) return known(`b:${decoded.boot}:${decoded.seq}`);
  const content = hash("sha1", JSON.stringify(decoded), "base64url");
  if (decoded.at !== null) return known(`t:${decoded.at}:${content}`);
  receipts += 1;
  const attempt = `m:${mqtt.messageId}:${content}`;
  const key = `${attempt}:${mqtt.receivedAt}.${receipts}`;
  // ";" follows ":" in byte order: the range holds the keys that begin with `attempt:`.
  return { key, attempt, resendOf: mqtt.dup ? { from: `${attempt}:`, to: `${attempt};` } : null };
}

const known = (key: string): ReadingIdentity => ({ key, attempt: key, resendOf: null });
