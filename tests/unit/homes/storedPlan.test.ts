import { describe, expect, test } from "vitest";
import { readStored } from "#homes/storedPlan.ts";
import { catalogue } from "#rules/catalogue.ts";
import { ruleSetOf } from "#rules/engine/step/ruleSet.ts";
import { defaultPlan, planFrom } from "#rules/plan/planTemplates.ts";
import { readPlan } from "#rules/plan/readPlan.ts";
import type { Rule } from "#rules/rule.ts";

const night = { name: "night", from: "22:00", to: "07:00" };
const nap = { name: "nap", from: "13:00", to: "15:00" };
const stored = (more: object) => ({ name: "Nights", rules: { bedExit: { exitMinutes: 8 } }, windows: [night], ...more });
const paths = (more: object) => readStored(catalogue, stored(more)).unreadableParts.map(({ path }) => path);

describe("a stored plan", () => {
  test("is read completely if no rule has changed", () => {
    const dementia = planFrom("dementia");
    expect(readStored(catalogue, JSON.parse(JSON.stringify(dementia)))).toEqual({ plan: dementia, unreadableParts: [] });
  });

  test("loses only the removed rules, and the rest is a valid plan", () => {
    const without = catalogue.filter(({ name }) => name !== "doorOpen" && name !== "inactivity");
    for (const template of ["dementia", "falls", "hospital", "basic"] as const) {
      const { plan, unreadableParts } = readStored(without, planFrom(template, "2026-11-22"));
      expect(unreadableParts.length, template).toBeGreaterThan(0);
      expect(readPlan(without, plan)).toEqual({ ok: true, plan });
      const { rules, absenceSuspends } = planFrom(template);
      expect(Object.keys(plan.rules)).toEqual(Object.keys(rules).filter((name) => without.some((rule) => rule.name === name)));
      expect(plan.absenceSuspends).toEqual(absenceSuspends.filter((name) => without.some((rule) => rule.name === name)));
    }
  });

  test("loses a setting outside its range or a rule without its window, but not its own windows", () => {
    const { plan } = readStored(
      catalogue,
      stored({ rules: { bedExit: { exitMinutes: 9999, capMinutes: 30 }, doorOpen: { windows: ["nap"] } } }),
    );
    expect(plan.rules).toEqual({ bedExit: { capMinutes: 30 }, doorOpen: {} });
    // The default window of bed exit is "night", which this plan does not have.
    expect(readStored(catalogue, stored({ windows: [nap], rules: { bedExit: {}, sosPress: {} } })).plan).toMatchObject({
      rules: { sosPress: {} },
      windows: [nap],
    });
  });

  test("reports the path of each unreadable part", () => {
    expect(paths({ windows: [night, { ...nap, from: "25:00" }] })).toContain("windows.1.from");
    expect(paths({ route: { urgent: "nobody" }, timezone: "Europe/Atlantis", ends: "never" })).toEqual([
      "timezone",
      "route.urgent",
      "ends",
    ]);
    expect(paths({ rules: { kettle: {} }, absenceSuspends: ["kettle", "fall", "bedExit"] })).toEqual([
      "rules.kettle",
      "absenceSuspends.0",
      "absenceSuspends.1",
    ]);
  });

  test.each([null, [], "plan", 7, {}, { rules: {} }, { name: 3, rules: { bedExit: {} } }, { name: "x", rules: [] }])(
    "%j is replaced by the basic plan, because no part of it is readable",
    (unreadable) => {
      const { plan, unreadableParts } = readStored(catalogue, unreadable);
      expect(plan).toBe(defaultPlan);
      expect(unreadableParts.length).toBeGreaterThan(0);
    },
  );

  test("with invalid settings for calls for help still raises alarms for them", () => {
    const ruleSet = ruleSetOf(
      catalogue as readonly Rule[],
      readStored(catalogue, stored({ rules: { sosPress: { loud: true }, fall: 3 } })).plan,
    );
    expect(ruleSet.all.map(({ rule }) => rule.name)).toEqual(expect.arrayContaining(["sosPress", "fall", "environment", "silence"]));
  });
});
