import { z } from "zod";
import { readingKinds, readingValue } from "#domain/reading.ts";
import type { Decoder } from "./family.ts";

/** Outside of this no device clock of ours can be: it is not a time but a fault of the message. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2100, 0, 1);

// Checks only, no transforms: zod's compiled way through an object takes a third of the time that pipes take.
const envelope = z.object({
  at: z.iso.datetime({ offset: true, error: "at is not an RFC 3339 time" }).nullish(),
  sentAt: z.iso.datetime({ offset: true, error: "sentAt is not an RFC 3339 time" }).nullish(),
  seq: z.int().nonnegative().nullish(),
  // Printable, so that it can stand in a key, in SQL text and on a screen.
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

/** Nothing of these says what happened, when, or whether it is a resend. */
const besideValue = new Set<PropertyKey | undefined>(["sentAt", "battery", "signal", "tamper", "mains", "historical"]);

const kindOnly = z.object({ kind: z.string() });
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Link Line's own JSON, one reading a message: see README, "What a device sends". */
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

/** Reads what goes with a value. Of what only goes beside it, whatever cannot be read counts as not said: a press rings all the same. */
function readEnvelope(json: unknown): z.ZodSafeParseResult<z.infer<typeof envelope>> {
  const whole = envelope.safeParse(json);
  if (whole.success) return whole;
  const unread = new Set(whole.error.issues.map(({ path }) => path[0]).filter((field) => besideValue.has(field)));
  if (unread.size === 0) return whole;
  return envelope.safeParse(Object.fromEntries(Object.entries(json as object).filter(([field]) => !unread.has(field))));
}

const instant = (text: string | null | undefined): number | null => (text == null ? null : Date.parse(text));
const isPossible = (at: number | null): boolean => at === null || (at >= earliest && at < latest);

/** What makers send for "unknown" (255 percent, 99 dBm) is no reason to refuse a press. In the precision it is kept in. */
function within(least: number, most: number, said: number | null | undefined): number | null {
  return said == null || said < least || said > most ? null : Math.fround(said);
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
