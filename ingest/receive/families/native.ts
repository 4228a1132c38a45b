import type { z } from "zod";
import { isLifeSafety, lifeSafetyKinds, type ReadingField, type ReadingValue, readingKinds, readingValue } from "#domain/reading.ts";
import { readDeviceTime } from "./deviceTime.ts";
import type { Decoded, Decoder } from "./family.ts";
import { type Members, readMembers } from "./tolerantJson.ts";
import { isHousekeeping } from "./unreadableMessage.ts";

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
    return { ok: false, reason: "not valid UTF-8", call: mayBeCall(payload.toString("latin1"), null, deviceKind) };
  }
  const members = readMembers(text);
  if (members === null) return { ok: false, reason: "not a JSON object", call: mayBeCall(text, null, deviceKind) };
  const value = readingValue.safeParse(members);
  if (!value.success) return { ok: false, reason: valueFault(members, value.error), call: mayBeCall(text, members, deviceKind) };
  if (contradictsItself(text, value.data))
    return { ok: false, reason: "contradicts itself: two kinds or values in one message", call: true };
  return { ok: true, decoded: { value: value.data, ...readFields(members) } };
};

const pressedOrFallen = /"pressed"[\s\0]*:[\s\0]*true|"state"[\s\0]*:[\s\0]*"(?:fallen|suspected)"/;
const detected = /"detected"[\s\0]*:[\s\0]*true/;

/**
 * Whether a message that reads as no call holds one as well. A JSON object may have a member twice, and the last one counts:
 * `{"kind":"button","pressed":true,"pressed":false}`. Or a heartbeat says `"pressed":true`.
 */
function contradictsItself(text: string, value: ReadingValue): boolean {
  if (isLifeSafety(value)) return false;
  if (pressedOrFallen.test(text)) return true;
  if (value.kind === "motion" && text.indexOf('"kind"') === text.lastIndexOf('"kind"')) return false;
  return detected.test(text) && (value.kind !== "motion" || namesCall(text));
}

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

/**
 * Whether a message that cannot be read may be a call for help. It may where the device exists to call for help, or where the message names
 * such a kind; unless it is a heartbeat or a report of the battery beyond doubt, or another reading of a kind that is no call.
 */
function mayBeCall(text: string, members: Members | null, deviceKind: string): boolean {
  const kind = members?.kind;
  if (typeof kind === "string" && (readingKinds as readonly string[]).includes(kind)) return lifeSafetyKinds.has(kind);
  if (isHousekeeping(text, members)) return false;
  return lifeSafetyKinds.has(deviceKind) || namesCall(text);
}

const namedKind = new RegExp(`\\bkind\\W{1,8}(?:${[...lifeSafetyKinds].join("|")})\\b`, "i");
const namesCall = (text: string): boolean => namedKind.test(text);

function valueFault({ kind }: Members, error: z.ZodError): string {
  if (typeof kind !== "string") return "no kind: a reading is an object with a kind";
  if (!(readingKinds as readonly string[]).includes(kind)) return `unknown kind ${JSON.stringify(kind).slice(0, 60)}`;
  const issue = error.issues[0];
  return issue === undefined ? `${kind}: not a reading` : `${kind}: ${issue.path.join(".")}: ${issue.message}`.slice(0, 200);
}
