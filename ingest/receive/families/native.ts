import { z } from "zod";
import { readingKinds, readingValue } from "#domain/reading.ts";
import type { Decoder } from "./family.ts";

/** A time outside 1970 to 2100 cannot come from a device clock: the message is faulty. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2100, 0, 1);

// Checks only, no transforms: zod's compiled check of an object takes a third of the time of pipes (measured).
const envelope = z.object({
  at: z.iso.datetime({ offset: true, error: "at is not an RFC 3339 time" }).nullish(),
  sentAt: z.iso.datetime({ offset: true, error: "sentAt is not an RFC 3339 time" }).nullish(),
  seq: z.int().nonnegative().nullish(),
  // Printable, so that it can be part of a key, of SQL text and of a screen.
  boot: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/, "boot is 1 to 64 printable characters")
    .nullish(),
  battery: z.number().nullish(),
  signal: z.number().nullish(),
  tamper: z.boolean().nullish(),
  mains: z.boolean().nullish(),
  historical: z.boolean().nullish(),
});

/** Fields that do not tell what happened, when it happened, or whether the message is a resend. */
const secondaryFields = new Set<PropertyKey | undefined>(["sentAt", "battery", "signal", "tamper", "mains", "historical"]);

const kindOnly = z.object({ kind: z.string() });
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Link Line's own JSON, one reading a message: see docs/devices.md, "What a device sends". */
export const decodeNative: Decoder = (payload) => {
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { ok: false, reason: "not valid UTF-8" };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, reason: "not JSON" };
  }
  const value = readingValue.safeParse(json);
  if (!value.success) return { ok: false, reason: valueFault(json, value.error) };
  const rest = readEnvelope(json);
  if (!rest.success) return { ok: false, reason: firstFault(rest.error) };
  const { seq, boot, battery, signal, tamper, mains, historical } = rest.data;
  const at = instant(rest.data.at);
  const sentAt = instant(rest.data.sentAt);
  if (!isPossible(at)) return { ok: false, reason: "at: at is not between 1970 and 2100" };
  return {
    ok: true,
    decoded: {
      value: value.data,
      at,
      seq: seq ?? null,
      boot: boot ?? null,
      battery: within(0, 100, battery),
      signal: within(-200, 50, signal),
      tamper: tamper ?? null,
      mains: mains ?? null,
      historical: historical ?? false,
      sentAt: isPossible(sentAt) ? sentAt : null,
    },
  };
};

/** Reads the fields beside the value. An unreadable secondary field counts as missing, so that the press still rings (docs/guarantees.md, 6). */
function readEnvelope(json: unknown): z.ZodSafeParseResult<z.infer<typeof envelope>> {
  const whole = envelope.safeParse(json);
  if (whole.success) return whole;
  const unreadable = new Set(whole.error.issues.map(({ path }) => path[0]).filter((field) => secondaryFields.has(field)));
  if (unreadable.size === 0) return whole;
  return envelope.safeParse(Object.fromEntries(Object.entries(json as object).filter(([field]) => !unreadable.has(field))));
}

const instant = (text: string | null | undefined): number | null => (text == null ? null : Date.parse(text));
const isPossible = (at: number | null): boolean => at === null || (at >= earliest && at < latest);

/** Null for values that makers send for "unknown" (255 percent, 99 dBm): they are no reason to refuse a press. Rounded as the database stores it. */
function within(least: number, most: number, value: number | null | undefined): number | null {
  return value == null || value < least || value > most ? null : Math.fround(value);
}

function valueFault(json: unknown, error: z.ZodError): string {
  const kind = kindOnly.safeParse(json);
  if (!kind.success) return "no kind: a reading is an object with a kind";
  if (!(readingKinds as readonly string[]).includes(kind.data.kind)) return `unknown kind ${JSON.stringify(kind.data.kind).slice(0, 60)}`;
  return `${kind.data.kind}: ${firstFault(error)}`;
}

function firstFault(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "not a reading" : `${issue.path.join(".")}: ${issue.message}`.slice(0, 200);
}
