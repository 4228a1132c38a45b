import type { z } from "zod";
import { type ReadingField, readingKinds, readingValue } from "#domain/reading.ts";
import { readDeviceTime } from "./deviceTime.ts";
import type { Decoded, Decoder } from "./family.ts";
import { contradictsItself, mayBeCall } from "./suspectedCall.ts";
import { type Members, readMembers } from "./tolerantJson.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Link Line's own JSON, one reading a message: see docs/devices.md, "What a device sends".
 *
 * The value decides whether the message is a reading. Every field beside it counts as left out where it cannot be read, and is named in
 * `unreadable` (docs/guarantees.md, 6). Example: `{"kind":"button","pressed":true,"at":"","battery":nan}` is a press at its time of
 * arrival, with `unreadable: ["at", "battery"]`.
 */
export const decodeNative: Decoder = (payload, deviceKind) => {
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { ok: false, reason: "not valid UTF-8", call: mayBeCall(payload.toString("latin1"), deviceKind) };
  }
  const members = readMembers(text);
  if (members === null) return { ok: false, reason: "not a JSON object", call: mayBeCall(text, deviceKind) };
  const value = readingValue.safeParse(members);
  if (!value.success) return { ok: false, reason: valueFault(members, value.error), call: mayBeCall(text, deviceKind) };
  if (contradictsItself(text, value.data, deviceKind))
    return { ok: false, reason: "contradicts itself: a call and something else in one message", call: true };
  return { ok: true, decoded: { value: value.data, ...readFields(members) } };
};

function readFields(members: Members): Omit<Decoded, "value"> {
  const unreadable: ReadingField[] = [];
  const read = <Value>(field: ReadingField, reader: (written: unknown) => Value | null): Value | null => {
    const written = members[field];
    if (written === undefined || written === null) return null;
    const value = reader(written);
    if (value === null) unreadable.push(field);
    return value;
  };
  const fields = {
    at: read("at", readDeviceTime),
    seq: read("seq", wholeNumber),
    boot: read("boot", bootName),
    battery: within(0, 100, read("battery", number)),
    signal: within(-200, 50, read("signal", number)),
    tamper: read("tamper", flag),
    mains: read("mains", flag),
    historical: read("historical", flag) ?? false,
    sentAt: read("sentAt", readDeviceTime),
  };
  return { ...fields, unreadable };
}

const wholeNumber = (written: unknown): number | null =>
  Number.isSafeInteger(written) && (written as number) >= 0 ? (written as number) : null;
const number = (written: unknown): number | null => (typeof written === "number" && Number.isFinite(written) ? written : null);
const flag = (written: unknown): boolean | null => (typeof written === "boolean" ? written : null);
/** Printable, so that it can be part of a key, of SQL text and of a screen. */
const bootName = (written: unknown): string | null => (typeof written === "string" && /^[\x21-\x7e]{1,64}$/.test(written) ? written : null);

/** Null for values that makers send for "unknown" (255 percent, 99 dBm). Rounded as the database stores it. */
const within = (least: number, most: number, value: number | null): number | null =>
  value === null || value < least || value > most ? null : Math.fround(value);

function valueFault({ kind }: Members, error: z.ZodError): string {
  if (typeof kind !== "string") return "no kind: a reading is an object with a kind";
  if (!(readingKinds as readonly string[]).includes(kind)) return `unknown kind ${JSON.stringify(visible(kind)).slice(0, 60)}`;
  const issue = error.issues[0];
  return issue === undefined ? `${kind}: not a reading` : `${kind}: ${issue.path.join(".")}: ${issue.message}`.slice(0, 200);
}

/** Without characters that turn the direction of the text around them: staff read the reason. */
const visible = (text: string): string => text.replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
