import fc from "fast-check";
import { expect } from "vitest";
import { type DeviceKind, isLifeSafety, lifeSafetyKinds, readingKinds } from "#domain/reading.ts";
import { hasCallWord } from "#ingest/receive/families/callWords.ts";
import type { GatewayFamily, GatewayReading, GatewayResult, RegisteredModel } from "#ingest/receive/families/gatewayFamily.ts";

/** Who is registered, by the name in the family. */
export type Registered = Readonly<Record<string, { kinds: readonly DeviceKind[]; model?: string }>>;

const payloadOf = (payload: unknown): Buffer => Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));

export function decodeWith(
  family: GatewayFamily,
  topic: string,
  payload: unknown,
  registered: Registered = {},
  isStoredCopy = false,
): GatewayResult {
  return family.decode({ topic, payload: payloadOf(payload), isStoredCopy }, (id): RegisteredModel | undefined => {
    const known = Object.hasOwn(registered, id) ? registered[id] : undefined;
    return known && { kinds: known.kinds, model: known.model ?? null };
  });
}

/** One line a reading: `0102: button pressed:true battery 96 signal -71`. Levels begin with `~`. */
function line({ externalId, type, decoded }: GatewayReading): string {
  const { value, battery, signal, tamper, mains, historical, at, unreadable } = decoded;
  const { kind, ...rest } = value;
  const parts = [
    `${type === "level" ? "~" : ""}${externalId}: ${kind}`,
    ...Object.entries(rest).map(([name, said]) => `${name}:${said}`),
    battery === null ? "" : `battery ${Math.round(battery)}`,
    signal === null ? "" : `signal ${signal}`,
    tamper === null ? "" : `tamper ${tamper}`,
    mains === null ? "" : `mains ${mains}`,
    historical ? `buffered ${at === null ? "" : new Date(at).toISOString()}` : "",
    unreadable.length === 0 ? "" : `unreadable ${unreadable}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** What a message becomes, as lines that a test can compare. */
export function linesOf(result: GatewayResult): readonly string[] {
  if (!result.ok) return [`${result.externalId ?? "?"}: ${result.call ? "CALL" : "quarantine"}: ${result.reason}`];
  const { readings, offers, presence, gatewayOnline, counters } = result.news;
  return [
    ...readings.map(line),
    ...offers.map(({ externalId, name, model, maker, kinds }) => `offer ${externalId} "${name}" ${maker ?? "?"} ${model ?? "?"}: ${kinds}`),
    ...(result.news.withdrawn ?? []).map((id) => `withdrawn ${id}`),
    ...presence.map(({ externalId, online }) => `${externalId} ${online ? "online" : "offline"}`),
    ...(gatewayOnline === null ? [] : [`gateway ${gatewayOnline ? "online" : "offline"}`]),
    ...counters.map(({ externalId, session, count }) => `count ${externalId} ${session} ${count}`),
  ];
}

export const asksForHelp = (result: GatewayResult): boolean =>
  result.ok ? result.news.readings.some(({ decoded }) => isLifeSafety(decoded.value)) : result.call;

/** A message as a test writes it: topic and payload. */
export type Recorded = readonly [topic: string, payload: unknown];

const anyKinds = fc.uniqueArray(fc.constantFrom(...readingKinds), { maxLength: 3 });

/** Damages one member of a payload, or its bytes, or cuts it off. */
const anyDamage = (recorded: readonly Recorded[]): fc.Arbitrary<{ topic: string; payload: Buffer }> => {
  const one = fc.constantFrom(...recorded);
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 });
  const bytes = fc.tuple(one, edits, fc.nat(), fc.boolean()).map(([[topic, whole], changed, cut, isCut]) => {
    const payload = payloadOf(whole);
    for (const [place, byte] of changed) if (payload.length > 0) payload[place % payload.length] = byte;
    return { topic, payload: isCut ? payload.subarray(0, cut % (payload.length + 1)) : payload };
  });
  const values = fc.tuple(one, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([[topic, whole], which, value]) => {
    const places: [object, string][] = [];
    const copy = structuredClone(typeof whole === "object" && whole !== null ? whole : {});
    const visit = (from: object) => {
      for (const [name, inner] of Object.entries(from)) {
        places.push([from, name]);
        if (typeof inner === "object" && inner !== null) visit(inner);
      }
    };
    visit(copy);
    const [owner, name] = places[which % Math.max(1, places.length)] ?? [copy, "x"];
    Object.assign(owner, { [name]: value });
    return { topic, payload: payloadOf(JSON.stringify(copy)) };
  });
  return fc.oneof(bytes, values);
};

/**
 * Any JSON, any bytes and any damage to real messages: the family never throws, gives only readings of registered kinds or dangers, and asks
 * for help only where a device is registered for a kind of life safety, or the message has a word of a call (`otherCalls`: one that is no
 * word). A stored copy never does. `givesOtherKinds`: the family leaves it to the caller to refuse kinds that are not registered.
 */
export function survivesAnything(family: GatewayFamily, recorded: readonly Recorded[], otherCalls = /(?!)/, givesOtherKinds = false): void {
  const topics = fc.constantFrom(...recorded.map(([topic]) => topic), "", "x", "//", "tele/a/b/c");
  const json = fc.tuple(topics, fc.jsonValue()).map(([topic, value]) => ({ topic, payload: payloadOf(JSON.stringify(value)) }));
  const bytes = fc.tuple(topics, fc.uint8Array({ maxLength: 60 })).map(([topic, raw]) => ({ topic, payload: Buffer.from(raw) }));
  const models = fc.option(fc.constantFrom("WS301", "TrackerD", "VS373", "Switch inverted", "constructor", "x"), { nil: null });
  fc.assert(
    fc.property(
      fc.oneof(json, bytes, anyDamage(recorded), anyDamage(recorded)),
      anyKinds,
      models,
      fc.boolean(),
      fc.boolean(),
      (message, kinds, model, isKnown, isStoredCopy) => {
        const before = message.payload.toString("latin1");
        const result = family.decode({ ...message, isStoredCopy }, () => (isKnown ? { kinds, model } : undefined));
        expect(message.payload.toString("latin1")).toBe(before);
        const forLife = isKnown && kinds.some((kind) => lifeSafetyKinds.has(kind));
        if (asksForHelp(result)) {
          expect(isStoredCopy).toBe(false);
          expect(
            forLife || hasCallWord(before) || hasCallWord(before.replaceAll(/[_\s-]/g, "")) || otherCalls.test(before),
            `${message.topic} ${before}`,
          ).toBe(true);
        }
        if (!result.ok || givesOtherKinds) return;
        for (const { decoded } of result.news.readings) {
          const { kind } = decoded.value;
          expect(kind === "heartbeat" || isLifeSafety(decoded.value) || (isKnown && kinds.includes(kind as DeviceKind)), kind).toBe(true);
        }
      },
    ),
    { numRuns: 2_000 },
  );
}

/**
 * A call stays a call with any JSON value in every field beside it (docs/guarantees.md, 6). `withBeside` writes the call over the junk, whose
 * names are `names`.
 */
export function ringsWithAnythingBeside(
  family: GatewayFamily,
  topic: string,
  names: readonly string[],
  withBeside: (junk: object) => unknown,
  registered: Registered,
): void {
  const junk = fc.dictionary(fc.constantFrom(...names, "x"), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
  fc.assert(
    fc.property(junk, (beside) => {
      const payload = withBeside(beside);
      const result = decodeWith(family, topic, payload, registered);
      expect(asksForHelp(result), JSON.stringify(payload)).toBe(true);
      // It is a reading with its kind, and no message that could not be read.
      expect(result.ok, JSON.stringify(payload)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
}
