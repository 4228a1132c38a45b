import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layOver, type Overlays } from "#device-sim/overlays.ts";
import { type NumberedReading, numbered, publishedAt, sentAtOf, type TimedReading } from "#device-sim/service/timedReading.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";

const london = "Europe/London";
/** Three days around the night on which the clocks go back. */
const from = Date.parse("2026-10-24T00:00:00Z");
const spanMs = 3 * 86_400_000;

const value = fc.constantFrom<TimedReading["value"]>(
  { kind: "heartbeat" },
  { kind: "motion", detected: true },
  { kind: "bed", occupied: false },
);
const stream = fc
  .array(fc.record({ device: fc.constantFrom("Bed", "Hall", "Door"), at: fc.integer({ min: from, max: from + spanMs }), value }), {
    maxLength: 60,
  })
  .map((readings) => numbered(readings.toSorted((a, b) => a.at - b.at)));
const seed = fc.nat(1_000_000);
const window: PlanWindow = { name: "line down", from: "23:00", to: "02:30", days: [...weekdays] };
const laid = (readings: readonly TimedReading[], overlays: Overlays, seed = 1) => layOver(readings, overlays, { seed, timezone: london });
const name = ({ device, seq }: NumberedReading) => `${device}/${seq}`;
const byName = (readings: readonly NumberedReading[]) => new Map(readings.map((one) => [name(one), one]));
const isSorted = (readings: readonly NumberedReading[]) => {
  const times = readings.map(publishedAt);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
};

describe("overlays on a stream of readings", () => {
  test("a stream without overlays is unchanged", () => {
    fc.assert(fc.property(stream, (readings) => void expect(laid(readings, {})).toEqual(readings)));
  });

  test("a duplicate repeats a message exactly, later than the first, and no reading is lost", () => {
    fc.assert(
      fc.property(stream, seed, (readings, seed) => {
        const all = laid(readings, { duplicate: 0.4 }, seed);
        isSorted(all);
        const firsts = all.filter(({ resentAt }) => resentAt === undefined);
        expect(firsts).toEqual(readings);
        for (const { resentAt, ...again } of all.filter((one) => one.resentAt !== undefined)) {
          expect(again).toEqual(byName(readings).get(name(again)));
          expect(resentAt).toBeGreaterThan(sentAtOf(again));
        }
      }),
    );
  });

  test("reorder delays a reading by at most the given time and does not change its content", () => {
    fc.assert(
      fc.property(stream, seed, fc.nat(120_000), (readings, seed, reorderMs) => {
        const all = laid(readings, { reorderMs }, seed);
        isSorted(all);
        expect(new Set(all.map(name))).toEqual(new Set(readings.map(name)));
        for (const { sentAt = 0, ...moved } of all) {
          expect(moved).toEqual(byName(readings).get(name(moved)));
          expect(sentAt - moved.at).toBeGreaterThanOrEqual(0);
          expect(sentAt - moved.at).toBeLessThanOrEqual(reorderMs);
        }
      }),
    );
  });

  test("a backlog buffers the readings of its daily window, marks them as historical, and sends them when the window ends", () => {
    fc.assert(
      fc.property(stream, (readings) => {
        const all = laid(readings, { backlog: window });
        isSorted(all);
        for (const one of all) {
          const { historical, sentAt = one.at } = one;
          expect(one.at).toBe(byName(readings).get(name(one))?.at);
          expect(historical === true).toBe(inWindows([window], one.at, london));
          expect(inWindows([window], sentAt, london)).toBe(false);
          if (historical) expect(inWindows([window], sentAt - 1, london)).toBe(true);
        }
      }),
    );
  });

  test("a backlog sends the buffered readings of each device in their original order", () => {
    fc.assert(
      fc.property(stream, (readings) => {
        const said = (of: readonly NumberedReading[]) => of.filter(({ device }) => device === "Bed").map(name);
        expect(said(laid(readings, { backlog: window }))).toEqual(said(readings));
      }),
    );
  });

  test("skew changes the event time of a reading, and not when it is sent", () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: -300_000, max: 300_000 }), (readings, skewMs) => {
        const all = laid(readings, { skewMs });
        expect(all.map(publishedAt)).toEqual(readings.map(publishedAt));
        expect(all.map(({ at }) => at - skewMs)).toEqual(readings.map(({ at }) => at));
      }),
    );
  });

  test("dropped heartbeats lose no other reading", () => {
    fc.assert(
      fc.property(stream, seed, (readings, seed) => {
        const others = (of: readonly NumberedReading[]) => of.filter(({ value }) => value.kind !== "heartbeat");
        expect(others(laid(readings, { dropHeartbeats: 0.5 }, seed))).toEqual(others(readings));
        expect(laid(readings, { dropHeartbeats: 1 }, seed)).toEqual(others(readings));
      }),
    );
  });

  test("the same seed gives the same stream, another seed another one, and reorder does not change which heartbeats are lost", () => {
    const readings = numbered(
      Array.from({ length: 500 }, (_, n): TimedReading => ({ device: "Hall", at: from + n * 1000, value: { kind: "heartbeat" } })),
    );
    const all = { duplicate: 0.02, reorderMs: 30_000, dropHeartbeats: 0.1, backlog: window, skewMs: 90_000 };
    expect(laid(readings, all, 5)).toEqual(laid(readings, all, 5));
    expect(laid(readings, all, 5)).not.toEqual(laid(readings, all, 6));
    const lost = (overlays: Overlays) => new Set(laid(readings, overlays, 5).map(name));
    expect(lost({ dropHeartbeats: 0.1, reorderMs: 30_000 })).toEqual(lost({ dropHeartbeats: 0.1 }));
  });

  test("a reading with a wrong clock during an outage is buffered, sent at the end of the outage, and has its wrong time", () => {
    const at = Date.parse("2026-10-23T23:10:00Z");
    const [one] = laid([{ device: "Bed", at, value: { kind: "bed", occupied: false } }], { backlog: window, skewMs: 90_000 });
    expect(one).toMatchObject({ at: at + 90_000, sentAt: Date.parse("2026-10-24T01:30:00Z"), historical: true, seq: 1 });
  });
});

test("readings without a sequence number continue after the highest number of their device", () => {
  const heard = (device: string, seq?: number): TimedReading => ({
    device,
    at: from,
    value: { kind: "heartbeat" },
    ...(seq === undefined ? {} : { seq }),
  });
  expect(numbered([heard("Bed"), heard("Bed", 7), heard("Hall"), heard("Bed")]).map(name)).toEqual(["Bed/8", "Bed/7", "Hall/1", "Bed/9"]);
});
