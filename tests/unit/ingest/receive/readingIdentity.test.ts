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
  unreadable: [],
  sentAt: null,
};
const noon = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;
const day = 24 * 60 * minute;
const first = { messageId: 7, dup: false, receivedAt: noon };

describe("what makes a resend the same reading", () => {
  const key = (fields: Partial<Decoded>, mqtt = first) => readingIdentity({ ...press, ...fields }, mqtt).key;

  test("boot and number, even if the other fields differ", () => {
    expect(key({ boot: "a", seq: 1 })).toBe(key({ boot: "a", seq: 1, battery: 9 }, { messageId: 8, dup: true, receivedAt: noon + minute }));
    const closed = { kind: "door", open: false } as const;
    expect(key({ boot: "a", seq: 1, value: closed, at: noon })).toBe(key({ boot: "a", seq: 1, value: closed, at: noon + 1 }));
    expect(key({ boot: "a", seq: 1 })).not.toBe(key({ boot: "b", seq: 1 }));
    expect(key({ boot: "a", seq: 1 }), "a press is never taken for a heartbeat").not.toBe(
      key({ boot: "a", seq: 1, value: { kind: "heartbeat" } }),
    );
  });

  test("for a call for help also the device's time: a button that restarts its numbers without a new boot still rings", () => {
    expect(key({ boot: "a", seq: 1, at: noon })).not.toBe(key({ boot: "a", seq: 1, at: noon + 3_600_000 }));
    expect(key({ boot: "a", seq: 1, at: noon })).toBe(
      key({ boot: "a", seq: 1, at: noon }, { messageId: 8, dup: true, receivedAt: noon + minute }),
    );
    expect(key({ boot: "a", seq: 1, at: 600_000 }), "a clock that was never set but runs").not.toBe(
      key({ boot: "a", seq: 1, at: 7_200_000 }),
    );
  });

  test.each([
    { kind: "bed", occupied: false },
    { kind: "door", open: true },
    { kind: "boundary", inside: false },
  ] as const)("for other readings that may mean danger also the device's time: $kind", (value) => {
    const keyAt = (at: number, receivedAt: number) => key({ boot: "a", seq: 1, value, at }, { messageId: 8, dup: false, receivedAt });
    expect(keyAt(noon, noon)).not.toBe(keyAt(noon + day, noon + day));
    expect(keyAt(noon, noon)).toBe(keyAt(noon, noon + 30 * minute));
  });

  test("a number without a boot does not identify a reading: it starts again with each boot", () => {
    expect(key({ seq: 1 })).not.toBe(key({ seq: 1 }));
  });

  test("time and content, if the device sends no numbers", () => {
    expect(key({ at: noon })).toBe(key({ at: noon }, { ...first, messageId: 9 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon + 1 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon, value: { kind: "button", pressed: false } }));
  });

  test("the tester's sending time does not change the key, and the tamper flag does", () => {
    expect(key({ at: noon })).toBe(key({ at: noon, sentAt: noon + 5 }));
    expect(key({ at: noon })).not.toBe(key({ at: noon, tamper: true }));
    expect(key({ at: noon, tamper: true })).not.toBe(key({ at: noon, tamper: false }));
  });

  test("two presses of a device whose clock was never set are two presses", () => {
    expect(key({ at: 0 })).not.toBe(key({ at: 0 }));
  });

  test("so are two presses of a clock that is weeks slow, unless the device says that it buffered the press", () => {
    const madeOn = { at: Date.parse("2024-02-29T00:00:00Z") };
    expect(key(madeOn)).not.toBe(key(madeOn, { ...first, receivedAt: noon + minute }));
    expect(key({ ...madeOn, historical: true })).toBe(key({ ...madeOn, historical: true }, { ...first, messageId: 8 }));
    expect(key({ at: noon - 13 * day }), "long under way, and sent again").toBe(key({ at: noon - 13 * day }, { ...first, messageId: 8 }));
    const recorded = { ...press, at: Date.parse("2011-06-15T02:00:00Z") };
    const inTestHome = (messageId: number) => readingIdentity(recorded, { ...first, messageId }, recorded.at).key;
    expect(inTestHome(7), "by the clock of its home").toBe(inTestHome(8));
  });

  test("otherwise the DUP flag of MQTT: a resend looks for the first message with its id and content", () => {
    const original = readingIdentity(press, first);
    const resend = readingIdentity(press, { ...first, dup: true, receivedAt: noon + 9_000 });
    expect(original.resendOf).toBeNull();
    expect(resend.attempt).toBe(original.attempt);
    expect(original.key >= (resend.resendOf?.from ?? "") && original.key < (resend.resendOf?.to ?? "")).toBe(true);
    const other = readingIdentity(press, { ...first, messageId: 71, dup: true });
    expect(original.key >= (other.resendOf?.from ?? "") && original.key < (other.resendOf?.to ?? "")).toBe(false);
  });
});
