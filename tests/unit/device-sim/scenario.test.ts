import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarios } from "#device-sim/scenarios/all.ts";
import { publishedAt, type TimedReading } from "#device-sim/service/timedReading.ts";
import { type HomePlan, homePlan } from "#device-sim/simulation/homePlan.ts";
import { ordinaryLife } from "#device-sim/simulation/ordinaryLife.ts";
import { lifeOf } from "#device-sim/simulation/simulation.ts";
import type { Plan } from "#domain/plan.ts";
import { catalogue } from "#rules/catalogue.ts";
import { Playback } from "#rules/compare/playback.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

const london = "Europe/London";
const january = Date.parse("2026-01-05T00:00:00Z");
const plan = homePlan(1, 0, london);
const engine = createEngine(catalogue);

/** All alarms of a test home that receives these readings under a plan. */
function everyAlarmOf(lived: HomePlan, readings: Iterable<TimedReading>, guardedBy: Plan) {
  const ids = new Map(lived.devices.map((device, index) => [device.name, String(index + 1)]));
  const devices = lived.devices.map((device) => ({ ...device, id: ids.get(device.name) as string }));
  const home = homeOf(devices, "test", { plan: guardedBy, timezone: lived.timezone });
  const playback = new Playback(engine, home);
  let seq = 0;
  for (const reading of readings) {
    seq += 1;
    const { device, at, value, historical = false } = reading;
    playback.take(readingOf(home, ids.get(device) as string, value, { at, receivedAt: publishedAt(reading), seq, historical }));
  }
  expect(playback.faults).toEqual([]);
  return playback.alarms;
}

/** The same without the technical list. */
const alarmsOf = (...lived: Parameters<typeof everyAlarmOf>) => everyAlarmOf(...lived).filter(({ technical }) => !technical);

const raisedBy = (lived: HomePlan, readings: Iterable<TimedReading>, guardedBy: Plan) =>
  new Set(alarmsOf(lived, readings, guardedBy).map(({ rule }) => rule));

describe("a scenario", () => {
  test.each(scenarios)("$name raises the alarms that it names and no others", (scenario) => {
    expect(raisedBy(plan, scenario.readings(plan, january), planFrom("basic"))).toEqual(new Set(scenario.raises));
  });

  test.each(scenarios)("$name gives the same readings each time, in the order of sending, and none before its start", (scenario) => {
    const readings = scenario.readings(plan, january);
    expect(scenario.readings(plan, january)).toEqual(readings);
    const published = readings.map(publishedAt);
    expect(published).toEqual(published.toSorted((a, b) => a - b));
    expect(published[0]).toBeGreaterThanOrEqual(january);
  });
});

describe("a scenario after ordinary days", () => {
  const lived = (days: number, scenario: (typeof scenarios)[number]) => lifeOf({ seed: 1000, plan, from: january, days, scenario });

  test.each(scenarios)("$name raises the alarms that it names and no others", (scenario) => {
    expect(raisedBy(plan, lived(1, scenario), planFrom("basic"))).toEqual(new Set(scenario.raises));
  });

  test.each(scenarios.filter(({ name }) => !["deviceSilent", "backlogAfterOutage"].includes(name)))(
    "$name raises no alarm about a silent device, also not on the technical list",
    (scenario) => {
      for (const days of [0, 1, 3]) {
        const alarms = everyAlarmOf(plan, lived(days, scenario), planFrom("basic"));
        expect(alarms.filter(({ rule }) => rule === "silence" || rule === "deviceHealth")).toEqual([]);
      }
    },
  );
});

describe("ordinary life", () => {
  test("raises no alarm under the plan for dementia, with any seed, on clock-change nights too", () => {
    const starts = fc.constantFrom(january, Date.parse("2026-03-27T15:00:00Z"), Date.parse("2026-10-23T02:00:00Z"));
    fc.assert(
      fc.property(fc.nat(1_000_000), starts, (seed, from) => {
        const lived = homePlan(seed, 0, london);
        expect(alarmsOf(lived, ordinaryLife(seed, lived, from, 4), planFrom("dementia"))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("raises only advisory alarms, for the trips at night, if the plan asks for them", () => {
    const basic = planFrom("basic");
    const outOfBed = { ...basic, rules: { ...basic.rules, nightWandering: { advisoryAt: "outOfBed" } } };
    const alarms = alarmsOf(plan, ordinaryLife(5, plan, january, 14), outOfBed);
    expect(new Set(alarms.map(({ rule, priority }) => `${rule} ${priority}`))).toEqual(new Set(["nightWandering advisory"]));
    expect(alarmsOf(plan, ordinaryLife(5, plan, january, 14), basic)).toEqual([]);
  });

  test("is the same for the same seed, differs for another seed, and is in order of time", () => {
    const life = (seed: number) => [...ordinaryLife(seed, plan, january, 7)];
    expect(life(5)).toEqual(life(5));
    expect(life(5)).not.toEqual(life(6));
    const times = life(5).map((reading) => reading.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("that starts later is the same from that time on", () => {
    const later = january + 36.5 * 3_600_000;
    const whole = [...ordinaryLife(5, plan, january, 4)].filter((reading) => reading.at >= later);
    const half = [...ordinaryLife(5, plan, later, 4)];
    expect(half.slice(0, whole.length)).toEqual(whole);
  });

  test("has trips at night that take two to ten minutes, and opens outside doors only from 07:00 to 22:00", () => {
    const readings = [...ordinaryLife(5, plan, january, 30)];
    const hour = (at: number) => new Date(at).getUTCHours(); // London in winter.
    const beds = readings.filter((reading) => reading.value.kind === "bed");
    const trips = beds.flatMap((out, index) => {
      const back = beds[index + 1];
      return out.value.kind === "bed" && !out.value.occupied && hour(out.at) < 7 && back !== undefined ? [back.at - out.at] : [];
    });
    expect(trips.length).toBeGreaterThan(10);
    for (const trip of trips) expect(trip / 60_000).toSatisfy((minutes: number) => minutes >= 2 && minutes <= 10);
    const doors = readings.filter((reading) => reading.value.kind === "door" && reading.value.open);
    expect(doors.length).toBeGreaterThan(20);
    for (const door of doors) expect(hour(door.at)).toSatisfy((at: number) => at >= 7 && at < 22);
  });

  test("drains the battery of the pendant by less than 15 % in 60 days", () => {
    const percent = [...ordinaryLife(5, plan, january, 60)].filter((one) => one.device === "Pendant").flatMap((one) => one.battery ?? []);
    expect(percent.at(-1)).toBeLessThan(percent[0] as number);
    expect((percent[0] as number) - (percent.at(-1) as number)).toBeLessThan(15);
  });
});
