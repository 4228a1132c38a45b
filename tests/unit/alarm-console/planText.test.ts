import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantAt, wallInput } from "#alarm-console/web/shared/clock/wallTime.ts";
import { pageAddressOf } from "#alarm-console/web/shared/navigation/pageAddress.ts";
import { marksOf, partOfNight } from "#alarm-console/web/supervisor/difference/nightRow.ts";
import { planChanges } from "#alarm-console/web/supervisor/plan/draft/planChanges.ts";
import { daysText, rangeText } from "#alarm-console/web/supervisor/plan/planText.ts";
import { notLive } from "#alarm-console/web/supervisor/plan/review/notLive.ts";
import { type Plan, planTemplates } from "#domain/plan.ts";
import type { AlarmDifference } from "#domain/planDifference.ts";
import { describeRules } from "#homes/ruleDescriptions.ts";
import { catalogue } from "#rules/catalogue.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";

const london = "Europe/London";
const book = describeRules(catalogue).map((rule) => ({ ...rule, needs: rule.needs.map(({ words }) => words) }));

describe("a time that a user types is the home's local time", () => {
  it("is read as the same local time again, on every day and in any zone", () => {
    const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) });
    const zones = fc.constantFrom(london, "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Etc/UTC");
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const field = wallInput(moment, zone);
        expect(wallInput(Date.parse(instantAt(field, zone)), zone)).toBe(field);
      }),
      { numRuns: 300 },
    );
  });

  it("is the first of two in the repeated hour, and after the gap in the missing hour", () => {
    expect(instantAt("2026-10-25T01:30", london)).toBe("2026-10-25T00:30:00.000Z");
    expect(instantAt("2026-03-29T01:30", london)).toBe("2026-03-29T01:30:00.000Z");
  });
});

describe("the list of changes between two plans", () => {
  it("is empty between a plan and itself, and not empty between any two templates", () => {
    for (const one of planTemplates)
      for (const other of planTemplates) {
        const changes = planChanges(planFrom(one, "2026-11-22"), planFrom(other, "2026-11-22"), book);
        expect(changes.length === 0, `${one} to ${other}`).toBe(one === other);
      }
  });

  it("names the rule, the setting, its unit and both values; writing out a default is no change", () => {
    const before = { ...planFrom("falls"), name: "Ours" };
    const with12 = { ...before, rules: { ...before.rules, inactivity: { hours: 12 }, bedExit: { exitMinutes: 20 } } };
    expect(planChanges(before, with12, book)).toEqual(["No sign of life: How long without a sign of life, from 8 h to 12 h"]);
  });

  it("says whom a priority notifies now and before; a plan of before, without policies, has the default", () => {
    const { escalation: _, ...before } = { ...planFrom("falls"), name: "Ours" };
    const urgent = [
      { notify: [1, 2], channels: ["text" as const, "voice" as const], waitSeconds: 90 },
      { notify: ["centre" as const], waitSeconds: 60 },
    ];
    const after = { ...before, escalation: { urgent } };
    const words = "contact 1 and contact 2 by text, then by voice call (1 min 30 s), then the centre (1 min)";
    expect(planChanges(before as Plan, after, book)).toEqual([`Urgent alarms notify ${words}, not as by default`]);
    expect(planChanges(after, before as Plan, book)).toEqual([`Urgent alarms notify as by default, not ${words}`]);
    expect(planChanges(before as Plan, { ...before, escalation: {} }, book)).toEqual([]);
  });

  it("shows days and ranges as people say them", () => {
    expect(daysText(["mon", "tue", "wed", "thu", "fri"])).toBe("Mon to Fri");
    expect(daysText(["sat", "mon"])).toBe("Mon, Sat");
    const signal = {
      name: "s",
      title: "s",
      unit: "dBm",
      type: "integer" as const,
      minimum: -150,
      maximum: -30,
      options: null,
      default: -100,
    };
    expect(rangeText(signal)).toBe("−150 to −30 dBm");
  });
});

describe("the time line", () => {
  const alarm = (before: string | null, after: string | null): AlarmDifference => {
    const under = (at: string | null) => (at === null ? null : { at, priority: "urgent" as const, sentence: "", wakes: true });
    return {
      change: "same",
      rule: "bedExit",
      episode: `${before} ${after}`,
      technical: false,
      night: "2026-11-21",
      before: under(before),
      after: under(after),
      outcome: null,
      carerCause: null,
      recordedAt: null,
      genuine: false,
      recordedOnly: false,
    };
  };

  it("goes from noon to noon in local time, also in the night of a clock change", () => {
    expect(partOfNight("2026-11-21T12:00:00.000Z", london)).toBe(0);
    expect(partOfNight("2026-11-22T00:00:00.000Z", london)).toBe(0.5);
    expect(partOfNight("2026-10-25T06:00:00.000Z", london)).toBe(0.75);
  });

  it("never lets marks and labels overlap, however many there are", () => {
    const at = fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString());
    const alarms = fc.array(
      fc.tuple(fc.option(at), at).map(([before, after]) => alarm(before, after)),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(alarms, fc.double({ min: 0.05, max: 0.4, noNaN: true }), (list, label) => {
        const taken = marksOf(list, "Etc/UTC", label).map(({ at, was, lane, leftwards }) => {
          const left = leftwards ? at - label : at;
          return { lane, from: Math.min(left, was ?? 1), to: Math.max(left + label, was ?? 0) };
        });
        expect(taken).toHaveLength(list.length);
        for (const one of taken)
          for (const other of taken) {
            const apart = one === other || one.lane !== other.lane || one.to <= other.from || other.to <= one.from;
            expect(apart).toBe(true);
          }
      }),
      { numRuns: 100 },
    );
  });
});

it("an unknown address leads to the desk, because alarms are there", () => {
  expect(pageAddressOf("#/homes/7/plan")).toEqual({ kind: "plan", homeId: "7" });
  expect(pageAddressOf("#/homes/7")).toEqual({ kind: "home", homeId: "7" });
  for (const hash of ["", "#", "#alarm-12", "#/homes/x/plan", "#/homes/7/plans", "#/plan"])
    expect(pageAddressOf(hash)).toEqual({ kind: "desk" });
});

it("a plan that did not go live says why; without an answer the message does not claim that it is not live", () => {
  const refused = (status: number | null, message: string, details: unknown = null) => ({
    ok: false as const,
    status,
    code: "x",
    message,
    details,
  });
  expect(notLive(refused(503, "The database does not answer; try again shortly."))).toBe(
    "The plan is not live. The database does not answer; try again shortly.",
  );
  expect(notLive(refused(422, "The request is not valid.", [{ path: "why", message: "too long" }]))).toBe(
    "The plan is not live. “Reason for this change”: too long.",
  );
  expect(notLive(refused(null, "No answer within 120 seconds."))).toMatch(
    /^No answer within 120 seconds\. The plan may or may not be live/,
  );
});
