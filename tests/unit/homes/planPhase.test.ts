import { describe, expect, test } from "vitest";
import { dateFaults, planPhase, unwatchedDays } from "#homes/policy/planPhase.ts";
import { describeRules } from "#homes/ruleDescriptions.ts";
import { catalogue } from "#rules/catalogue.ts";
import { planOf } from "../rules/rulesStory.ts";

const timezone = "Europe/London";
const now = Date.parse("2026-11-22T12:00:00Z");
const rules = describeRules(catalogue);
const present = planOf({ bedExit: {} }, { ends: "2026-12-31" });
const gaps = (more: object): string[] =>
  unwatchedDays({ plan: present, timezone }, planOf({ bedExit: {} }, more), rules, now).map(({ path, message }) => `${path}: ${message}`);

describe("on 22 November, where the present plan ends on 31 December", () => {
  test("a plan that starts on 1 December leaves the days before it unguarded", () => {
    expect(gaps({ starts: "2026-12-01", ends: "2026-12-31" })).toEqual([
      expect.stringMatching(/^plan\.starts: from 22 November 2026 until this plan starts on 1 December 2026, only calls for help/),
    ]);
  });

  test("a plan that ends on 20 December leaves the days after it unguarded, unless it has an earlier review", () => {
    expect(gaps({ ends: "2026-12-20" })).toEqual([expect.stringMatching(/^plan\.ends: after 20 December 2026, only calls for help/)]);
    expect(gaps({ ends: "2026-12-20", review: "2026-12-10" })).toEqual([]);
  });

  test("a start more than a year ahead and an end in the past are refused", () => {
    const paths = (more: object) => dateFaults(planOf({}, more), now, timezone).map(({ path }) => path);
    expect(paths({ starts: "2027-11-23" })).toEqual(["plan.starts"]);
    expect(paths({ ends: "2026-11-21" })).toEqual(["plan.ends"]);
    expect(paths({ starts: "2027-11-22", ends: "2027-11-22" })).toEqual([]);
  });
});

test("a plan applies from midnight of its first day to noon after its last night", () => {
  const plan = planOf({ bedExit: {} }, { starts: "2026-11-23", ends: "2026-11-23" });
  const phase = (time: string) => planPhase({ plan, timezone }, Date.parse(time));
  expect(["2026-11-22T23:59:00Z", "2026-11-23T00:00:00Z", "2026-11-24T11:59:00Z", "2026-11-24T12:00:00Z"].map(phase)).toEqual([
    "notYet",
    "inForce",
    "inForce",
    "over",
  ]);
});
