import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faults, layFaults } from "#device-sim/faults/all.ts";
import { layOver } from "#device-sim/overlays.ts";
import { payloadOf } from "#device-sim/service/deviceMessage.ts";
import { sentAtOf, type TimedReading } from "#device-sim/service/timedReading.ts";
import { isLifeSafety } from "#domain/reading.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";

const from = Date.parse("2026-03-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Thirty nights: in bed from 22:00 to 07:00 but for ten minutes, movement by day, a door, a thermometer, a pendant and a smoke alarm. */
const month: TimedReading[] = Array.from({ length: 30 }, (_, day) => {
  const at = (hours: number, minutes = 0) => from + day * 24 * hourMs + hours * hourMs + minutes * minuteMs;
  return [
    ...[1, 2, 3, 4, 5, 20, 21, 22].flatMap((hour): TimedReading[] => [
      { device: "Hall", at: at(hour), value: { kind: "motion", detected: true } },
      { device: "Hall", at: at(hour, 1), value: { kind: "motion", detected: false } },
      { device: "Thermometer", at: at(hour, 5), value: { kind: "temperature", celsius: 20 } },
    ]),
    { device: "Front door", at: at(3, 20), value: { kind: "door", open: true } },
    { device: "Front door", at: at(3, 21), value: { kind: "door", open: false } },
    { device: "Pendant", at: at(6), value: { kind: "heartbeat" } },
    { device: "Pendant", at: at(8), value: { kind: "button", pressed: day === 3 } },
    { device: "Smoke alarm", at: at(9), value: { kind: "smoke", detected: false } },
    { device: "Bed", at: at(10), value: { kind: "bed", occupied: true } },
    { device: "Bed", at: at(14), value: { kind: "bed", occupied: false } },
    { device: "Bed", at: at(14, 10), value: { kind: "bed", occupied: true } },
    { device: "Bed", at: at(19), value: { kind: "bed", occupied: false } },
  ] satisfies TimedReading[];
})
  .flat()
  .toSorted((a, b) => a.at - b.at);

const names = faults.map(({ name }) => name);
const laid = (name: string, seed = 1) => layFaults(month, [name], seed);
const added = (readings: readonly TimedReading[]) => readings.filter((one) => !month.includes(one));
const missing = (readings: readonly TimedReading[]) => month.filter((one) => !readings.includes(one));

describe("faults laid over a stream", () => {
  test.each(names)("%s changes the stream, is the same for the same seed and another for another seed", (name) => {
    expect(laid(name, 3)).toEqual(laid(name, 3));
    expect(laid(name, 3)).not.toEqual(month);
    expect(laid(name, 3)).not.toEqual(laid(name, 4));
  });

  test.each(names)("%s loses no call for help and no reading of an injected event", (name) => {
    const marked = month.map((reading, place): TimedReading => (place % 7 === 0 ? { ...reading, injected: true } : reading));
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const kept = layFaults(marked, [name], seed);
        const values = (of: readonly TimedReading[], which: (one: TimedReading) => boolean) =>
          of.filter(which).map((one) => [one.device, sentAtOf(one), one.value]);
        const isInjected = (one: TimedReading) => one.injected === true;
        expect(values(kept, isInjected)).toEqual(values(marked, isInjected));
        const calls = values(kept, (one) => isLifeSafety(one.value));
        for (const call of values(marked, (one) => isLifeSafety(one.value))) expect(calls).toContainEqual(call);
      }),
      { numRuns: 20 },
    );
  });

  test("a stuck bed says occupied and nothing more for 20 hours", () => {
    const lost = missing(laid("stuck-bed"));
    expect(new Set(lost.map(({ device }) => device))).toEqual(new Set(["Bed"]));
    expect(lost.some(({ value }) => value.kind === "bed" && !value.occupied)).toBe(true);
  });

  test("an empty bed blips for 2 s, and a person who lies in it is not disturbed", () => {
    const all = laid("blips");
    const own = all.filter(({ device }) => device === "Bed");
    for (const blip of added(all)) {
      expect(blip.value.kind).toBe("bed");
      const before = month.findLast(({ device, at }) => device === "Bed" && at < blip.at);
      expect(before?.value).toEqual({ kind: "bed", occupied: false });
      const next = own[own.indexOf(blip) + 1];
      if (blip.value.kind === "bed" && blip.value.occupied) expect(next?.at).toBe(blip.at + 2_000);
    }
  });

  test("a repeating sensor says movement every 10 minutes and never ends it", () => {
    const all = laid("repeating-motion");
    expect(added(all).every(({ value }) => value.kind === "motion" && value.detected)).toBe(true);
    expect(missing(all).some(({ value }) => value.kind === "motion" && !value.detected)).toBe(true);
  });

  test("a sticking contact misses closings only", () => {
    const lost = missing(laid("sticking-contacts"));
    expect(lost.every(({ value }) => value.kind === "door" && !value.open)).toBe(true);
  });

  test("a thermometer says what no room is", () => {
    const said = added(laid("impossible-temperatures")).map(({ value }) => (value.kind === "temperature" ? value.celsius : null));
    expect(said).toContain(85);
    expect(said).toContain(45);
  });

  test("a stuck button presses every 2 s", () => {
    const presses = added(laid("stuck-button"));
    expect(presses.length).toBeGreaterThanOrEqual(150);
    expect((presses[1]?.at ?? 0) - (presses[0]?.at ?? 0)).toBe(2_000);
  });

  test("a clock fault moves the device's time and not the time of sending", () => {
    const all = laid("clock-faults");
    expect(all.map(sentAtOf)).toEqual(month.map(({ at }) => at));
    expect(all.some(({ at }) => at < Date.parse("1971-01-01"))).toBe(true);
  });

  test("bad metadata spoils the time, the number or the battery, and the value can always be read", () => {
    const all = layOver(month, { faults: ["bad-metadata"] }, { seed: 1, timezone: "Europe/London" });
    const spoiled = all.filter(({ written }) => written !== undefined);
    const read = spoiled.map((reading) => {
      const result = decodeNative(Buffer.from(payloadOf({ ...reading, boot: "one" })), reading.value.kind);
      expect(result).toMatchObject({ ok: true, decoded: { value: reading.value, sentAt: sentAtOf(reading) } });
      return result.ok ? result.decoded : null;
    });
    expect(read.some((one) => one?.seq === null)).toBe(true);
    expect(read.some((one) => one?.unreadable.includes("at"))).toBe(true);
    expect(read.some((one) => one?.unreadable.includes("battery"))).toBe(true);
  });
});
