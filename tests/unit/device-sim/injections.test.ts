import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { casasInBed } from "#device-sim/formats/casasBed.ts";
import { withDerivedBed } from "#device-sim/formats/derivedBed.ts";
import { deviceKey } from "#device-sim/formats/recording.ts";
import { injections } from "#device-sim/injections/all.ts";
import { bedNoReturn } from "#device-sim/injections/bedNoReturn.ts";
import { fall } from "#device-sim/injections/fall.ts";
import type { Injected, Injection } from "#device-sim/injections/injection.ts";
import { leaveHome } from "#device-sim/injections/leaveHome.ts";
import { streamOf } from "#device-sim/replay/homeStream.ts";
import { prepareStream, StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { madeEvents, madeNights } from "./madeRecording.ts";

const london = "Europe/London";
const nights = streamOf(madeEvents(3), london);
const night = Date.parse("2019-05-08T01:10:00Z"); // 02:10 in London.
const between = <T extends { at: number }>(readings: readonly T[], from: number, to: number) =>
  readings.filter(({ at }) => at >= from && at < to);
const hour = 3_600_000;
const spoken = (readings: readonly { device: string; value: { kind: string } }[]) =>
  readings
    .filter(({ value }) => value.kind !== "heartbeat")
    .map(({ device, value }) => `${device.split("/")[1]} ${Object.values(value)[1]}`);

describe("an event injected into a recording", () => {
  test("bed-no-return: after the bed exit the home is silent for two hours, without the recorded trip to the toilet", () => {
    const { readings, devices } = bedNoReturn.inject(nights, night);
    expect(devices.filter(({ kind }) => kind === "bed")).toMatchObject([{ name: "Bed sensor", room: "Bedroom" }]);
    expect(spoken(between(readings, night - hour / 2, night + 2 * hour))).toEqual(["Bed sensor true", "Bed sensor false"]);
  });

  test("leave-home: hall motion and front door, then three hours of silence, then the return", () => {
    const { readings, devices } = leaveHome.inject(nights, night);
    expect(devices.map(({ name }) => name)).toContain("Hall motion");
    const evening = between(readings, night, night + 3 * hour);
    expect(spoken(evening)).toEqual(["Hall motion true", "Hall motion false", "Front door true", "Front door false"]);
    expect(evening.filter(({ value }) => value.kind === "door").map(({ at }) => at - night)).toEqual([60_000, 75_000]);
    expect(spoken(between(readings, night + 3 * hour, night + 3 * hour + 60_000))).toEqual([
      "Front door true",
      "Hall motion true",
      "Front door false",
      "Hall motion false",
      "Hall motion true",
      "Hall motion false",
    ]);
  });

  test("fall: a detector reports the fall in the bathroom at the given time", () => {
    const { readings } = fall.inject(nights, night);
    expect(between(readings, night, night + 1)).toMatchObject([
      { device: "fall/Fall detector/Bathroom", value: { kind: "fall", state: "fallen" } },
    ]);
  });

  test("fall: an open door is closed for the silent half hour, and reports its recorded state afterwards", () => {
    const openAt = Date.parse("2019-05-07T13:00:05Z"); // 14:00:05 in London: the front door is open for another five seconds.
    const { readings } = fall.inject(nights, openAt);
    expect(spoken(between(readings, openAt, openAt + hour / 2))).toEqual(["Front door false", "Fall detector fallen"]);
    const held = Date.parse("2019-05-07T12:30:05Z"); // The half hour ends at 14:00:05, when the door is open.
    expect(spoken(between(fall.inject(nights, held).readings, held + hour / 2, held + hour / 2 + 1))).toEqual(["Front door true"]);
  });

  test("at any moment changes no reading outside its time span, and all readings stay in order of time", () => {
    const span = { min: nights.readings[0]?.at ?? 0, max: nights.readings.at(-1)?.at ?? 0 };
    fc.assert(
      fc.property(fc.integer(span), fc.constantFrom(...injections), (at, injection) => {
        const { readings, devices } = injection.inject(nights, at);
        const { before, after } = injection.spanMs;
        const outside = (of: typeof readings) => of.filter((one) => one.at < at - before || one.at > at + after);
        expect(outside(readings)).toEqual(outside(nights.readings));
        const times = readings.map((one) => one.at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const known = new Set(devices.map(deviceKey));
        expect(readings.every(({ device }) => known.has(device))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("outside the recording is refused, and the message gives the first and last time of the recording", () => {
    const injected = [{ injection: fall, wall: Temporal.PlainDateTime.from("2020-01-01T02:10") }];
    const refused = () => prepareStream(madeEvents(1), london, { injected, overlays: {}, seed: 1 });
    expect(refused).toThrow(StreamRefused);
    expect(refused).toThrow("fall@2020-01-01T02:10:00 lies outside the recording, which goes from 2019-05-06T14:00:00 to 2019-05-07T10:");
  });

  test("gives a shorter part of the recording the same readings as the whole, so a longer replay adds only new ones", () => {
    const events = withDerivedBed(madeEvents(3), casasInBed(madeNights(3)));
    const injected = [
      { injection: fall, wall: Temporal.PlainDateTime.from("2019-05-06T18:10") },
      { injection: leaveHome, wall: Temporal.PlainDateTime.from("2019-05-07T01:15") },
    ];
    const overlays = {
      reorderMs: 30_000,
      skewMs: 5_000,
      dropHeartbeats: 0.2,
      backlog: { name: "down", from: "20:00", to: "21:00", days: [...weekdays] },
    };
    const part = (limit?: number) => prepareStream(events, london, { injected, overlays, seed: 3 }, limit);
    const sentTexts = (limit?: number) => part(limit).readings.map((one) => JSON.stringify(one));
    const whole = new Set(sentTexts());
    // At this point the front door has sent readings; the kitchen sends its first one in the morning.
    const inTheNight = events.findIndex(({ wall }) => wall.day === 7 && wall.hour >= 5);
    for (const limit of [inTheNight, inTheNight + 1, inTheNight + 30]) {
      expect(sentTexts(limit).length).toBeLessThan(whole.size);
      expect(sentTexts(limit).filter((one) => !whole.has(one))).toEqual([]);
      expect(sentTexts(limit).filter((one) => one.includes(`"seq":${events[limit]?.seq},`))).toEqual([]);
    }
    expect(part(inTheNight).devices.map(({ name }) => name)).not.toContain("Kitchen");
    expect(() => part(80)).toThrow("leave-home@2019-05-07T01:15:00 lies outside the recording, which goes from");
  });

  test("that overlaps another event is refused, because one would silence the other; the message gives both time spans", () => {
    const put =
      (...injected: Injected[]) =>
      () =>
        prepareStream(madeEvents(3), london, { injected, overlays: {}, seed: 1 });
    const at = (injection: Injection, time: string): Injected => ({ injection, wall: Temporal.PlainDateTime.from(`2019-05-08T${time}`) });
    expect(put(at(fall, "01:30"), at(bedNoReturn, "01:40"), at(leaveHome, "01:41"))).toThrow(StreamRefused);
    expect(put(at(leaveHome, "01:41"), at(fall, "01:30"))).toThrow(
      "leave-home@2019-05-08T01:41:00 and fall@2019-05-08T01:30:00 overlap: the first changes the recording from 2019-05-08T01:11:00 to 2019-05-08T04:42:00, the second from 2019-05-08T01:30:00 to 2019-05-08T02:00:00",
    );
    expect(put(at(fall, "01:30"), at(fall, "01:30"))).toThrow("overlap");
    expect(put(at(fall, "01:30"), at(leaveHome, "02:30"), at(bedNoReturn, "06:01"))).not.toThrow();
  });

  test("has sequence numbers that the recording does not use", () => {
    const injected = [{ injection: leaveHome, wall: Temporal.PlainDateTime.from("2019-05-08T02:10") }];
    const { readings } = prepareStream(madeEvents(3), london, { injected, overlays: {}, seed: 1 });
    expect(new Set(readings.map(({ device, seq }) => `${device}/${seq}`)).size).toBe(readings.length);
  });
});
