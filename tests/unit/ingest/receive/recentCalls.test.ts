import fc from "fast-check";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { asDeviceId } from "#domain/ids.ts";
import { ServerSteps } from "#ingest/journal/serverSteps.ts";
import { RecentCalls } from "#ingest/receive/recentCalls.ts";

const minute = 60_000;
const noon = Date.parse("2026-11-22T12:00:00Z");
const call = { deviceId: asDeviceId("1"), name: "b:a:7:button:true", mayBeResend: true };
const known = () => true;
const unknown = () => false;

describe("the same press again", () => {
  test("is a resend while its device may not know that it is recorded, and for 15 minutes at most", () => {
    const calls = new RecentCalls();
    const first = calls.keyOf({ ...call, receivedAt: noon, isAcknowledged: unknown });
    expect(calls.keyOf({ ...call, receivedAt: noon + minute, isAcknowledged: unknown })).toBe(first);
    expect(calls.keyOf({ ...call, receivedAt: noon + 15 * minute, isAcknowledged: unknown })).toBe(first);
    expect(calls.keyOf({ ...call, receivedAt: noon + 15 * minute + 1, isAcknowledged: unknown })).not.toBe(first);
  });

  test("is a new call once its device knows of any copy that it is recorded", () => {
    const calls = new RecentCalls();
    const first = calls.keyOf({ ...call, receivedAt: noon, isAcknowledged: unknown });
    expect(calls.keyOf({ ...call, receivedAt: noon + 1000, isAcknowledged: known })).toBe(first);
    const second = calls.keyOf({ ...call, receivedAt: noon + 2000, isAcknowledged: unknown });
    expect(second).not.toBe(first);
    expect(calls.keyOf({ ...call, receivedAt: noon + 3000, isAcknowledged: unknown })).toBe(second);
  });

  test("two new calls of one millisecond are two calls", () => {
    const calls = new RecentCalls();
    const equal = { ...call, mayBeResend: false, receivedAt: noon, isAcknowledged: unknown };
    expect(calls.keyOf(equal)).not.toBe(calls.keyOf(equal));
  });

  test("of another device, or with another name, is another call", () => {
    const calls = new RecentCalls();
    const first = calls.keyOf({ ...call, receivedAt: noon, isAcknowledged: unknown });
    expect(calls.keyOf({ ...call, name: "b:a:8:button:true", receivedAt: noon, isAcknowledged: unknown })).not.toBe(first);
    const elsewhere = calls.keyOf({ ...call, deviceId: asDeviceId("2"), receivedAt: noon + 1, isAcknowledged: unknown });
    expect(elsewhere).not.toBe(first);
  });
});

test("a reconnect to the database forgets no acknowledgement, and the age counts also after a start", async () => {
  const row = (name: string, at: number) => ({ deviceId: "1", key: `c:${name}~${at}`, receivedAt: at });
  const record = holding([row("1", noon), row("2", noon + minute), row("1", noon + 13 * minute)]);
  const calls = new RecentCalls();
  await calls.load(record, noon + 14 * minute, new ServerSteps());
  const again = { ...call, mayBeResend: true, isAcknowledged: known };
  expect(calls.keyOf({ ...again, name: "1", receivedAt: noon + 14 * minute })).toBe(`c:1~${noon + 13 * minute}`);
  await calls.load(record, noon + 15 * minute, new ServerSteps());
  expect(calls.keyOf({ ...again, name: "1", receivedAt: noon + 15 * minute }), "acknowledged before the reconnect").not.toContain(
    `${noon}`,
  );

  const started = new RecentCalls();
  await started.load(record, noon + 14 * minute, new ServerSteps());
  const later = { ...again, name: "2", receivedAt: noon + 16.5 * minute };
  expect(started.keyOf(later), "older than 15 minutes, behind a number that came again").toBe(`c:2~${noon + 16.5 * minute}`);
});

/** What the database has of calls. */
const holding = (rows: readonly { deviceId: string; key: string; receivedAt: number }[]) =>
  ({
    query: async (_: string, [since]: number[]) => ({ rows: rows.filter(({ receivedAt }) => receivedAt > (since ?? 0)) }),
  }) as unknown as pg.ClientBase;

/**
 * One device and its service for some minutes. The device sends each press again until it gets a PUBACK. The line loses messages and PUBACKs,
 * and breaks; the service stops and starts; numbers repeat, because the device counts from 1 again whenever it likes. Only across a start of
 * the service no number repeats here: for 15 minutes the service cannot tell such a press from a resend.
 */
test("an acknowledged press always has its own reading, and one press never has two, however copies and PUBACKs are lost", async () => {
  const press = fc.record({
    name: fc.constantFrom("1", "2"),
    copies: fc.array(fc.constantFrom("lostMessage", "lostAck", "serviceKilled"), { maxLength: 4 }),
    pause: fc.integer({ min: 0, max: 20 * minute }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(press, { minLength: 1, maxLength: 12 }), async (presses) => {
      let calls = new RecentCalls();
      let now = noon;
      const stored: { deviceId: string; key: string; receivedAt: number }[] = [];
      const deliver = (name: string, isAcknowledged: () => boolean): string => {
        const key = calls.keyOf({ deviceId: call.deviceId, name, mayBeResend: true, receivedAt: now, isAcknowledged });
        if (!stored.some((one) => one.key === key)) stored.push({ deviceId: "1", key, receivedAt: now });
        return key;
      };
      const keys: string[][] = [];
      let starts = 0;
      for (const { name: number, copies, pause } of presses) {
        const name = `${number}/${starts}`;
        const own: string[] = [];
        for (const copy of copies) {
          // The device notices and sends again within seconds.
          now += 5_000;
          if (copy === "lostMessage") continue;
          own.push(deliver(name, unknown));
          if (copy !== "serviceKilled") continue;
          starts += 1;
          calls = new RecentCalls();
          await calls.load(holding(stored), now, new ServerSteps());
        }
        now += 5_000;
        own.push(deliver(name, known));
        keys.push(own);
        now += pause;
      }
      for (const own of keys) expect(new Set(own).size, "one press, one reading").toBe(1);
      expect(new Set(keys.flat()).size, "each press its own reading").toBe(presses.length);
    }),
    { numRuns: 300 },
  );
});
