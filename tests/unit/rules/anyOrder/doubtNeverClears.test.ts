import fc from "fast-check";
import { expect, test } from "vitest";
import { mayReassure } from "#domain/reading.ts";
import { hasUnknownAge } from "#rules/readingAge.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";
import { evening, everyDevice, minuteMs, nights } from "./anyNight.ts";
import { type ClockFault, clockFaults, liveThrough, missingIn, received, type Sent } from "./faultyNight.ts";

/** Doubt raises, doubt never clears (docs/guarantees.md, 7): random nights with wrong clocks and lost messages, through the driver of the service. */

const home = homeOf(everyDevice);
const delay = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  fc.integer({ min: 0, max: 90_000 }),
  fc.integer({ min: 0, max: 600 * minuteMs }),
);
const faultsOf = fc
  .array(clockFaults, { minLength: everyDevice.length, maxLength: everyDevice.length })
  .map((faults) => new Map<string, ClockFault>(everyDevice.map(({ id }, nth) => [id, faults[nth] ?? { clock: "right" }])));
const sent = fc.record({ readings: nights, delays: fc.infiniteStream(delay) }).map(({ readings, delays }) =>
  readings.map((one): Sent => {
    const late = delays.next().value;
    return { ...one, arrivesAt: one.time + late, historical: late > 90_000 };
  }),
);
const looks = Array.from({ length: 12 * 24 }, (_, nth) => evening + (nth + 1) * 15 * minuteMs);

const unknownTime = { historical: true, at: null };
const rings = ({ lines }: Story): string[] => lines.filter((line) => !line.includes(" note ") && !line.includes("technical"));

test("a press that a hub without a clock hands over is no sign of life of now", () => {
  const story = new Story(homeOf(everyDevice, "live", { plan: planOf({ inactivity: { hours: 6 } }) }), "2026-11-22T07:00:00Z")
    .says("5", { kind: "door", open: true }, "2026-11-22T08:00:00Z")
    .says("10", { kind: "button", pressed: true }, "2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", unknownTime)
    .until("2026-11-22T15:00:00Z");
  expect(rings(story)).toEqual([expect.stringMatching(/^12:00:00 critical/), expect.stringMatching(/^14:00:00 urgent No sign of life/)]);
});

test("a bathroom door that a hub without a clock hands over does not show that the person is indoors", () => {
  const story = new Story(homeOf(everyDevice, "live", { plan: planOf({ nightWandering: {} }) }), "2026-11-22T20:00:00Z")
    .says("5", { kind: "door", open: false }, "2026-11-23T01:00:00Z")
    .says("3", { kind: "door", open: true }, "2026-11-23T02:00:00Z")
    .says("5", { kind: "door", open: true }, "2026-11-23T02:01:00Z", "2026-11-23T02:01:00Z", unknownTime)
    .until("2026-11-23T02:10:00Z");
  expect(rings(story).at(-1)).toMatch(/^02:03:00 critical May have left home/);
});

test("a bed sensor without a clock that hands over that the bed was left does not show that the person is up", () => {
  const story = new Story(homeOf(everyDevice, "live", { plan: planOf({ notUp: {} }) }), "2026-11-22T20:00:00Z")
    .says("1", { kind: "bed", occupied: true }, "2026-11-22T22:00:00Z")
    .says("1", { kind: "bed", occupied: false }, "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", unknownTime)
    .until("2026-11-23T11:00:00Z");
  expect(rings(story)).toEqual([expect.stringMatching(/^10:30:00 advisory Not up/)]);
});

/** In a night's episode a reading of unknown time may move the moment at which the person is missed, so `nightWandering` is left out. */
test("a buffered reading whose time is not known ends no episode and delays no alarm", () => {
  fc.assert(
    fc.property(sent, faultsOf, (all, faults) => {
      const readings = received(home, all, faults);
      const trusted = readings.filter((reading) => !hasUnknownAge(reading));
      fc.pre(trusted.length < readings.length);
      const missing = missingIn(liveThrough(home, readings, looks), liveThrough(home, trusted, looks));
      expect(missing.filter((key) => !key.includes("nightWandering"))).toEqual([]);
    }),
    { numRuns: 100, seed: 20261201 },
  );
});

/** Rules that ring because something lasts. Others, such as `notUp`, need to have seen the person first. */
const ringsWhileItLasts = (key: string): boolean => /: (bedExit|doorOpen|boundary)\//.test(key);

test("a lost all-clear leaves every alarm about a bed, door or boundary that would have rung", () => {
  fc.assert(
    fc.property(sent, fc.nat(23), (all, nth) => {
      const readings = received(home, all, new Map());
      const lost = readings[nth % readings.length];
      const { kind } = lost?.value ?? { kind: "motion" };
      fc.pre(lost !== undefined && mayReassure(lost.value) && kind !== "motion" && kind !== "button");
      const others = readings.filter((one) => one !== lost);
      expect(missingIn(liveThrough(home, others, looks), liveThrough(home, readings, looks)).filter(ringsWhileItLasts)).toEqual([]);
    }),
    { numRuns: 100, seed: 20261201 },
  );
});
