import { describe, expect, test } from "vitest";
import { type DemoHomePlan, demoHomePlans } from "#device-sim/demo/demoHomes.ts";
import { fortnightOf } from "#device-sim/demo/fortnight.ts";
import { catalogue } from "#rules/catalogue.ts";
import { Playback } from "#rules/compare/playback.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

const dayMs = 86_400_000;
const timezone = "Europe/London";
const engine = createEngine(catalogue);

/** The rule of each alarm in a demo home in the sixteen days before `until`, without the technical list. */
function ringsOf(home: DemoHomePlan, until: number): string[] {
  const plan = { ...home, timezone };
  const ids = new Map(plan.devices.map(({ name }, place) => [name, String(place + 1)]));
  const template = planFrom(home.template, new Date(until - 16 * dayMs).toISOString().slice(0, 10));
  const facts = homeOf(
    plan.devices.map((device) => ({ ...device, id: ids.get(device.name) as string })),
    "test",
    { plan: { ...template, rules: { ...template.rules, ...home.rules } }, timezone },
  );
  const playback = new Playback(engine, facts);
  for (const { device, at, value, seq } of fortnightOf(plan, until - 16 * dayMs, until).readings)
    playback.take(readingOf(facts, ids.get(device) as string, value, { at, receivedAt: at, seq }));
  return playback.alarms.filter(({ technical }) => !technical).map(({ rule }) => rule);
}

const ordinaryTrip = "nightWandering";
const ordinaryCall = "sosPress";
const withoutOrdinary = (rules: string[] = []): string[] => rules.filter((rule) => rule !== ordinaryTrip && rule !== ordinaryCall);

describe("the demo's past fortnight", () => {
  const ends = [
    "2026-02-14T18:00:00Z",
    "2026-05-20T06:00:00Z",
    "2026-09-08T21:00:00Z",
    "2026-01-20T09:00:00Z",
    "2026-04-03T23:30:00Z",
    "2026-07-12T14:00:00Z",
    "2026-11-02T03:10:00Z",
    "2026-12-01T02:25:00Z",
  ];

  test.each(ends)(
    "that ends at %s raises alarms only for its invented events, its calls by day, and the first home's trips at night",
    (end) => {
      const [edith, alder, rowan, heath, training] = demoHomePlans.map((home) => ringsOf(home, Date.parse(end)));
      expect(withoutOrdinary(edith)).toEqual(["bedExit", "bedExit", "bedExit"]);
      expect((edith ?? []).filter((rule) => rule === ordinaryTrip).length).toBeGreaterThan(8);
      expect(withoutOrdinary(alder)).toEqual(["fall"]);
      expect(withoutOrdinary(rowan)).toEqual([]);
      expect(withoutOrdinary(heath)).toEqual(["doorOpen", "bedExit"]);
      expect(training).toEqual([]);
    },
  );

  test("is the same for the same dates, and says how the centre answers each of its calls", () => {
    const until = Date.parse("2026-11-20T12:00:00Z");
    const plan = { ...(demoHomePlans[0] as DemoHomePlan), timezone };
    const fortnight = fortnightOf(plan, until - 16 * dayMs, until);
    expect(fortnightOf(plan, until - 16 * dayMs, until)).toEqual(fortnight);
    const times = fortnight.readings.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(fortnight.calls.filter(({ outcome }) => outcome === "genuine")).toHaveLength(2);
    expect(fortnight.calls.filter(({ outcome }) => outcome === "testCall")).toHaveLength(1);
    const presses = fortnight.readings.filter(({ value }) => value.kind === "button" && value.pressed);
    expect(presses.length).toBeGreaterThanOrEqual(10);
    expect(presses.length).toBeLessThanOrEqual(14);
    for (const { at } of presses) expect(fortnight.calls.filter(({ from, until }) => at >= from && at < until).length).toBeGreaterThan(0);
  });
});
