import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifeSafetyKinds } from "#domain/reading.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import { readMembers, unreadable } from "#ingest/receive/families/tolerantJson.ts";

const decoded = (text: string, kind = "button") => decodeNative(Buffer.from(text), kind);
/** What the service does with it: a reading, a call that cannot be read, or a message that is no call. */
const outcome = (payload: Buffer, kind: string): string => {
  const result = decodeNative(payload, kind);
  return result.ok ? result.decoded.value.kind : result.call ? "call" : "no call";
};

describe("a JSON object with damaged values", () => {
  test.each<[string, object]>([
    ['{"a":nan,"b":1}', { a: unreadable, b: 1 }],
    ['{"a":,"b":[1,{"c":"}"}]}', { a: unreadable, b: [1, { c: "}" }] }],
    ['{"a":1,}', { a: 1 }],
    ['{"a":1}\0\0', { a: 1 }],
    ['{"a":"x\\ud800","b":0x1f}', { a: "x\ud800", b: unreadable }],
    ['{"a":"line\nbreak","b":true}', { a: unreadable, b: true }],
    ['{"a":[nan],"b":true}', { a: unreadable, b: true }],
    ["{}", {}],
  ])("%j", (json, members) => expect({ ...readMembers(json) }).toEqual(members));

  test.each(['{"a":1', '{"a":"x', "[1]", "null", '"text"', "", "{a:1}", '{"a":1}{"b":2}', '{"a":1}x', '{"a" 1}', '{"a":[1}', "17"])(
    "%j is none",
    (json) => expect(readMembers(json)).toBeNull(),
  );
});

describe("a message that cannot be read", () => {
  test("of a device that exists to call for help is treated as a call", () => {
    for (const kind of lifeSafetyKinds) expect(decoded("x", kind)).toMatchObject({ ok: false, call: true });
    expect(decoded("x", "door")).toMatchObject({ ok: false, call: false });
  });

  test("of another device is treated as a call where it names one", () => {
    for (const text of ['{"kind":"button"', "kind=SMOKE", "{'kind': 'fall', 'state': 'fallen'}"])
      expect(decoded(text, "heartbeat")).toMatchObject({ ok: false, call: true });
  });

  test("is no call where it is a reading of another kind, a heartbeat or a report of the battery", () => {
    for (const text of [
      '{"kind":"temperature","celsius":"warm"}',
      '{"kind":"heartbeat"',
      '{"battery":12}',
      "battery=80%",
      '{"online":false}',
    ])
      expect(decoded(text), text).toMatchObject({ ok: false, call: false });
    for (const text of ['{"battery":12,', '{"battery":12,"pressed":1}', "battery low, button pressed", '{"kind":"heartbeat","sos":1', ""])
      expect(decoded(text), text).toMatchObject({ ok: false, call: true });
  });
});

describe("a message that holds a call and something else", () => {
  test.each<[string, string]>([
    ["button", '{"kind":"button","pressed":true,"pressed":false}'],
    ["button", '{"kind":"button","pressed":true,"kind":"heartbeat"}'],
    ["door", '{"kind":"heartbeat","pressed" : true}'],
    ["button", '{"kind":"heartbeat","pressed":1}'],
    ["button", '{"kind":"button","pressed":1,"kind":"heartbeat"}'],
    ["button", '{"kind":"button","pressed":"true","pressed":false}'],
    ["button", '{"kind":"button","pressed":True,"pressed":false}'],
    ["button", '{"kind":"button","\\u0070ressed":true,"pressed":false}'],
    ["button", '{"kind":"button","pressed":false,"action":"sos"}'],
    ["button", '{"kind":"heartbeat","sos":true}'],
    ["button", '{"kind":"heartbeat","event":{"type":"SOS"}}'],
    ["button", '{"kind":"heartbeat","readings":[{"kind":"button","pressed":1}]}'],
    ["button", '{"kind":"button","kind":"heartbeat"}'],
    ["fall", '{"kind":"fall","state":"fallen","state":"cancelled"}'],
    ["fall", '{"kind":"fall","state":"FALLEN","state":"cancelled"}'],
    ["smoke", '{"kind":"smoke","detected":true,"detected":false}'],
    ["smoke", '{"kind":"smoke","detected":1,"detected":false}'],
    ["smoke", '{"kind":"smoke","detected":false,"alarm":true}'],
    ["door", '{"kind":"smoke","detected":true,"kind":"motion"}'],
    ["smoke", '{"kind":"temperature","celsius":21,"detected":1}'],
  ])("of a device for %s: %s is treated as a call, and not as the other", (kind, text) =>
    expect(decoded(text, kind)).toMatchObject({ ok: false, call: true }),
  );

  test.each([
    '{"kind":"button","pressed":false}',
    '{"kind":"fall","state":"cancelled"}',
    '{"kind":"smoke","detected":false,"alarm":false}',
    '{"kind":"heartbeat","battery":80,"uptime":12,"sos":0}',
    '{"kind":"motion","detected":true}',
  ])("%s holds no call", (text) => expect(decoded(text)).toMatchObject({ ok: true }));
});

describe("what a device says of itself, in any style", () => {
  test.each([
    ...["heartbeat", "heartbeat\0", "HEARTBEAT", "heartbeat;seq=1", "heartbeat|80|-60", "alive!", "pong", "OK", "HB", "disconnected", "0"],
    ...["battery", "BATT=20%", "BAT;20", "battery/80", "Low battery", "LOWBAT", "80%", "vbat: 2.9 V"],
    ...['{"type":"heartbeat"}', '{"event":"heartbeat"}', '{"heartbeat":1}', '{"alive":true}', "{'kind':'heartbeat'}"],
    ...['[{"kind":"heartbeat"}]', '{"seq":5,"kind":"heartbeat"', '{"kind":"heartbeat","seq":'],
    ...['{"battery_low":false,"tamper":false,"linkquality":80}', '{"smoke":false,"battery":100,"linkquality":80}', '{"batteryLevel":80}'],
    ...['{"kind":"battery","value":80}', '{"kind":"low_battery"}', '{"battery":80,"id":"p1","mac":"00:11","ts":1795313645,"temp":21}'],
    ...['{"state":"online"}', '{"state":"offline"}', '{"status":"ok","battery":80}', '{"battery":100,"linkquality":120,"voltage":3000}'],
  ])("%j is no call", (text) => expect(decoded(text)).toMatchObject({ ok: false, call: false }));

  test.each([
    ...["BAT=80,BTN=1", "BATT=20%,KEY=1", "BAT,3.60,EVT,3", "BAT:80 K1:DOWN", "ping 1 push", "online,hilfe", "battery 80, notruf", "1", ""],
    ...['{"status":"on"}', '{"status":1}', '{"status":"pushed"}', '{"status":{"k":1}}', '{"status":"\\u0053OS"}', '{"battery":80,"x":1}'],
    ...['{"kind":"motion","pressed":true}', '{"kind":"bed","state":"fallen"}', '{"kind":"temperature","celsius":"x","state":"fallen"}'],
    ...['{"kind":"heartbeat","seq":1}\n{"ki', '[{"kind":"heartbeat"},{"sos":1}]', '{"seq":5}'],
  ])("%j may be a call", (text) => expect(decoded(text)).toMatchObject({ ok: false, call: true }));
});

const calls = [
  { kind: "button", value: { kind: "button", pressed: true } },
  { kind: "fall", value: { kind: "fall", state: "fallen" } },
  { kind: "fall", value: { kind: "fall", state: "suspected" } },
  { kind: "smoke", value: { kind: "smoke", detected: true } },
  { kind: "co", value: { kind: "co", detected: true } },
  { kind: "gas", value: { kind: "gas", detected: true } },
  { kind: "flood", value: { kind: "flood", detected: true } },
] as const;
const anyCall = fc.constantFrom(...calls);
const anyField = fc.constantFrom("at", "seq", "boot", "battery", "signal", "tamper", "mains", "historical", "sentAt", "x");

describe("a call for help is never lost to other fields that cannot be read", () => {
  test("any JSON value in any other field leaves it a call", () => {
    fc.assert(
      fc.property(anyCall, fc.dictionary(anyField, fc.jsonValue(), { noNullPrototype: true }), ({ kind, value }, beside) => {
        expect(outcome(Buffer.from(JSON.stringify({ ...beside, ...value })), kind)).toBe(value.kind);
      }),
      { numRuns: 500 },
    );
  });

  test("any text in place of a field's value leaves it a call, or makes it a message that is treated as one", () => {
    const junk = fc.string({ unit: "binary", maxLength: 12 });
    fc.assert(
      fc.property(anyCall, anyField, junk, fc.boolean(), ({ kind, value }, field, text, first) => {
        const whole = JSON.stringify(value).slice(1, -1);
        const json = first ? `{"${field}":${text},${whole}}` : `{${whole},"${field}":${text}}`;
        expect([value.kind, "call"]).toContain(outcome(Buffer.from(json), kind));
      }),
      { numRuns: 2_000 },
    );
  });

  test("any bytes before and after it, any bytes of it damaged, and its end cut off never make it silent", () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 });
    fc.assert(
      fc.property(anyCall, bytes, bytes, damage, fc.nat(), ({ kind, value }, before, after, damaged, cut) => {
        const whole = Buffer.concat([before, Buffer.from(JSON.stringify({ ...value, battery: 80, seq: 7, boot: "a1" })), after]);
        for (const [place, byte] of damaged) whole[place % whole.length] = byte;
        const payload = cut % 3 === 0 ? whole.subarray(0, Math.max(before.length + 8, cut % whole.length)) : whole;
        const what = outcome(payload, kind);
        // Damage may turn it into another reading in full, such as pressed: false from a damaged name of a kind.
        expect(what, payload.toString("latin1")).not.toBe("no call");
      }),
      { numRuns: 3_000 },
    );
  });
});
