import { hash } from "node:crypto";
import { type Reading, type ReadingValue, raisesConcern } from "#domain/reading.ts";
import { earliestSetClock, longestBacklogMs } from "#domain/time/deviceClock.ts";

/**
 * How a resend is recognised. Two messages of one device are the same reading if they have the same key:
 * 1. `b:` boot and sequence number, if the device sends both. (A number alone starts again at each boot.) For a call for help, a danger or
 *    a departure the key also has the device's time: a device may restart its numbers without a new boot, and ringing twice is better than
 *    never.
 * 2. `t:` the device's time and a digest of the content, if the time is plausible. A clock that is weeks slow may be stopped, and would
 *    give two presses the same time.
 * 3. `m:` otherwise only MQTT can tell: a resend has the DUP flag and the message id and content of the first message. The key also has the
 *    time of receipt and a counter, so that two equal presses without DUP are two presses.
 *
 * A family of gateways may name its reports itself: then the key is `r:`, that name and the content, and nothing else counts.
 *
 * A call for help in a live home is different: a device may count from 1 again, or its clock may have stopped, and a new press must ring.
 * Its key is `c:`, the key above (the name of the call) and the time of receipt, and `RecentCalls` decides whether it is a resend.
 *
 * Example: a door sensor without a clock sends message 7, loses the connection before PUBACK, and sends message 7 again with DUP. The second
 * message finds the first by the range `m:7:<digest>:` to `m:7:<digest>;` and is acknowledged without a second reading.
 */
export interface ReadingIdentity {
  key: string;
  /** The same for every attempt to send one press, so that an unrecorded press shows once. */
  attempt: string;
  /** The range of keys in which a resend looks for the first message; null if the key itself tells. */
  resendOf: { from: string; to: string } | null;
}

/** The key of a call for help, from its name and when its first copy was received (epoch ms). */
export const callKey = (name: string, receivedAt: number): string => `c:${name}~${Math.round(receivedAt)}`;

/** The fields of a reading that the device itself sent. */
export type ReportedFields = Pick<
  Reading,
  "value" | "at" | "seq" | "boot" | "battery" | "signal" | "tamper" | "mains" | "historical" | "unreadable"
>;

/** The key includes the value: even if a device repeats a number, a press is never taken for a heartbeat. */
export const numberedKey = ({ boot, seq, value, at }: { boot: string; seq: number; value: ReadingValue; at: number | null }): string =>
  `b:${boot}:${seq}:${Object.values(value).join(":")}${at !== null && raisesConcern(value) ? `@${at}` : ""}`;

/** A clock that was never set may be stopped: its time does not distinguish two presses. */
const isSet = (at: number | null): at is number => at !== null && at >= earliestSetClock;

const digest = (content: object): string => hash("sha1", JSON.stringify(content), "base64url").slice(0, 12);

/** Optional fields that are null are left out, so that keys from before the field existed stay the same. */
const contentOf = ({ value, at, seq, boot, battery, signal, historical, tamper, mains }: ReportedFields): string =>
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

/** The key of kind `b:` or `t:`; null if only MQTT can tell. `arrivedAt`: on the clock of the home, epoch ms. */
export function ownKey(reported: ReportedFields, arrivedAt: number): string | null {
  const { boot, seq, value, at, historical } = reported;
  if (boot !== null && seq !== null) return numberedKey({ boot, seq, value, at });
  return isSet(at) && (historical || arrivedAt - at <= longestBacklogMs) ? `t:${at}:${contentOf(reported)}` : null;
}

/** Of a report that its family names: equal in each copy. A device may report several things in one. */
export function reportIdentity(reportId: string, { value }: ReportedFields): ReadingIdentity {
  const name = /^[\x21-\x7e]{1,80}$/.test(reportId) ? reportId : digest({ reportId });
  const key = `r:${name}:${Object.values(value).join(":")}`;
  return { key, attempt: key, resendOf: null };
}

/** Distinguishes two messages of one millisecond. It counts for the whole process, so keys are unique in every pipeline. */
let receipts = 0;

/** What MQTT tells about a message. */
export interface MqttIdentity {
  messageId: number;
  dup: boolean;
  /** Epoch ms. */
  receivedAt: number;
}

export function readingIdentity(
  reported: ReportedFields,
  mqtt: MqttIdentity,
  arrivedAt: number = mqtt.receivedAt,
  content: object = reported,
): ReadingIdentity {
  const own = ownKey(reported, arrivedAt);
  if (own !== null) return { key: own, attempt: own, resendOf: null };
  receipts += 1;
  const attempt = `m:${mqtt.messageId}:${content === reported ? contentOf(reported) : digest(content)}`;
  const key = `${attempt}:${mqtt.receivedAt}.${receipts}`;
  // ";" follows ":" in byte order: the range holds the keys that begin with `attempt:`.
  return { key, attempt, resendOf: mqtt.dup ? { from: `${attempt}:`, to: `${attempt};` } : null };
}
