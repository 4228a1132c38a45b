import { describe, expect, test } from "vitest";
import type { Decoded } from "#ingest/receive/families/family.ts";
import { readingIdentity } from "#ingest/receive/readingIdentity.ts";

const press: Decoded = {
  value: { kind: "button", pressed: true },
  at: null,
  seq: null,
  boot: null,
  battery: null,
  signal: null,
  tamper: null,
  mains: null,
  historical: false,
  sentAt: null,
};
const noon = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;
const day = 24 * 60 * minute;
const first = { messageId: 7, dup: false, receivedAt: noon };

describe("what makes a resend the same reading", () => {
  const key = (fields: Partial<Decoded>, mqtt = first) => readingIdentity({ ...press, ...fields }, mqtt).key;

  test("boot and number, whatever else comes with them", () => {
    expect(key({ boot: "a", seq: 1 })).toBe(key({ boot: "a", seq: 1, battery: 9 }, { messageId: 8, dup: true, receivedAt: noon + minute }));
    const closed = { kind: "door", open: false } as const;
    expect(key({ boot: "a", seq: 1, value: closed, at: noon })).toBe(key({ boot: "a", seq: 1, value: closed, at: noon + 1 }));
    expect(key({ boot: "a", seq: 1 })).not.toBe(key({ boot: "b", seq: 1 }));
    expect(key({ boot: "a", seq: 1 }), "a press is never taken for a heartbeat").not.toBe(
      key({ boot: "a", seq: 1, value: { kind: "heartbeat" } }),
    );
  });

  test("of a call for help its own time as well: a button that numbers anew without another boot is heard", () => {
    expect(key({ boot: "a", seq: 1, at: noon })).not.toBe(key({ boot: "a", seq: 1, at: noon + 3_600_000 }));
    expect(key({ boot: "a", seq: 1, at: noon })).toBe(
      key({ boot: "a", seq: 1, at: noon }, { messageId: 8, dup: true, receivedAt: noon + minute }),
    );
    expect(key({ boot: "a", seq: 1, at: 600_000 }), "a clock that was never set, and runs").not.toBe(
      key({ boot: "a", seq: 1, at: 7_200_000 }),
    );
  });

  test.each([
    { kind: "bed", occupied: false },
    { kind: "door", open: true },
    { kind: "boundary", inside: false },
  ] as const)("of all else that must not be missed as well: $kind", (value) => {
    const says = (at: number, receivedAt: number) => key({ boot: "a", seq: 1, value, at }, { messageId: 8, dup: false, receivedAt });
    expect(says(noon, noon)).not.toBe(says(noon + day, noon + day));
    expect(says(noon, noon)).toBe(says(noon, noon + 30 * minute));
  });

  test("a number without a boot is no identity: it starts again with each boot", () => {
    expect(key({ seq: 1 })).not.toBe(key({ seq: 1 }));
  });

  test("time and content, where it numbers nothing", () => {
    expect(key({ at: noon })).toBe(key({ at: noon }, { ...first, messageId: 9 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon + 1 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon, value: { kind: "button", pressed: false } }));
  });

  test("when a tester sends it is no part of it, what it says of tampering is", () => {
    expect(key({ at: noon })).toBe(key({ at: noon, sentAt: noon + 5 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon, tamper: true }));
    expect(key({ at: noon, tamper: true })).not.toBe(key({ at: noon, tamper: false }));
  });

  test("a clock that was never set and stands still tells no two presses apart", () => {
    expect(key({ at: 0 })).not.toBe(key({ at: 0 }));
  });

  test("nor does one that is weeks behind, where the device does not say that it kept the press so long", () => {
    const madeOn = { at: Date.parse("2024-02-29T00:00:00Z") };
    expect(key(madeOn)).not.toBe(key(madeOn, { ...first, receivedAt: noon + minute }));
    expect(key({ ...madeOn, historical: true })).toBe(key({ ...madeOn, historical: true }, { ...first, messageId: 8 }));
    expect(key({ at: noon - 13 * day }), "long held up, and sent again").toBe(key({ at: noon - 13 * day }, { ...first, messageId: 8 }));
    const told = { ...press, at: Date.parse("2011-06-15T02:00:00Z") };
    const inTestHome = (messageId: number) => readingIdentity(told, { ...first, messageId }, told.at).key;
    expect(inTestHome(7), "by the clock of its home").toBe(inTestHome(8));
  });

  test("else only MQTT tells: DUP looks for the first of its message id and content", () => {
    const original = readingIdentity(press, first);
    const resend = readingIdentity(press, { ...first, dup: true, receivedAt: noon + 9_000 });
    expect(original.resendOf).toBeNull();
    expect(resend.attempt).toBe(original.attempt);
    expect(original.key >= (resend.resendOf?.from ?? "") && original.key < (resend.resendOf?.to ?? "")).toBe(true);
    const other = readingIdentity(press, { ...first, messageId: 71, dup: true });
    expect(original.key >= (other.resendOf?.from ?? "") && original.key < (other.resendOf?.to ?? "")).toBe(false);
  });
});
