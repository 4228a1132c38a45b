import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { EscalationPolicy, EscalationTarget } from "#domain/answering/escalation.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { nextAt, runDueTimers } from "#response/case/steps/caseTimers.ts";
import { callOrder } from "#response/escalation/callOrder.ts";
import { type ReachableContact, runLadder } from "#response/escalation/ladder.ts";
import { substitutionLines, withSubstitutes } from "#response/escalation/substitutes.ts";

const now = Date.parse("2026-11-22T02:00:00Z");
const until = { until: now + 5 * 3_600_000, text: "07:00" };
const contact = (place: number, name: string, more: Partial<ReachableContact> = {}): ReachableContact => ({
  id: `c${place}`,
  place,
  name,
  channels: [{ type: "text", address: `+44770090000${place}` }],
  ...more,
});
const jonas = contact(1, "Jonas");
const meera = contact(2, "Meera");
const ravi = contact(3, "Ravi");
const familyFirst: EscalationPolicy = [
  { notify: [1], waitSeconds: 180 },
  { notify: [2], waitSeconds: 180 },
  { notify: ["centre"], waitSeconds: 60 },
];
const order = (contacts: readonly ReachableContact[], policy = familyFirst): string[] =>
  callOrder({ policy, isCritical: false }, () => contacts, now).calls.map(({ name, afterSeconds }) => `${name} ${afterSeconds}`);

describe("who is called", () => {
  test("is the family in the order of the policy, then Link Line", () => {
    expect(order([jonas, meera])).toEqual(["Jonas 0", "Meera 180", "Link Line 360"]);
  });

  test("is the next contact at once where the first is not available, who is named with the reason", () => {
    const contacts = [{ ...jonas, notAvailable: until }, meera];
    expect(order(contacts)).toEqual(["Meera 0", "Link Line 180"]);
    expect(callOrder({ policy: familyFirst, isCritical: false }, () => contacts, now).skipped).toEqual([
      { contactId: "c1", name: "Jonas", why: "notAvailable", until: until.until },
    ]);
  });

  test("is Link Line at once where no contact is available or none has a channel", () => {
    expect(order([{ ...jonas, notAvailable: until }])).toEqual(["Link Line 0"]);
    expect(order([contact(1, "Jonas", { channels: [] })])).toEqual(["Link Line 0"]);
  });

  test("is a contact who becomes available before their step", () => {
    const contactsAt = (at: number) => [jonas, at < now + 180_000 ? { ...meera, notAvailable: until } : meera];
    expect(callOrder({ policy: familyFirst, isCritical: false }, contactsAt, now).calls.map(({ name }) => name)).toEqual([
      "Jonas",
      "Meera",
      "Link Line",
    ]);
  });
});

describe("a contingency plan that runs", () => {
  const away = (substitutes: number[]): ReachableContact => ({ ...jonas, notAvailable: until, substitutes });

  test("calls the substitutes in their order, each with the wait of the step", () => {
    expect(order([away([3, 2]), meera, ravi])).toEqual(["Ravi 0", "Meera 180", "Link Line 360"]);
    expect(substitutionLines(familyFirst, [away([3, 2]), meera, ravi])).toEqual([
      "Jonas is not available until 07:00. Called instead: Ravi, Meera",
    ]);
  });

  test("does not wait twice for a substitute who is the next contact anyway", () => {
    expect(withSubstitutes(familyFirst, [away([2]), meera])).toEqual([
      { notify: [2], waitSeconds: 180 },
      { notify: ["centre"], waitSeconds: 60 },
    ]);
  });

  test("keeps who is called at the same moment, and what the plan itself repeats", () => {
    const policy: EscalationPolicy = [
      { notify: [1, 2, "centre"], waitSeconds: 60 },
      { notify: [2], waitSeconds: 60 },
      { notify: [2], waitSeconds: 60 },
    ];
    expect(withSubstitutes(policy, [away([3]), meera, ravi]).map(({ notify }) => notify)).toEqual([[3, 2, "centre"], [2], [2]]);
  });

  test("whose substitutes are not available either is Link Line's", () => {
    expect(order([away([2]), { ...meera, notAvailable: until }])).toEqual(["Link Line 0"]);
  });

  test("without substitutes skips the carer", () => {
    expect(order([away([]), meera])).toEqual(["Meera 0", "Link Line 180"]);
  });
});

const target = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom<EscalationTarget>("centre", "supervisor"));
const anyPolicy: fc.Arbitrary<EscalationPolicy> = fc.array(
  fc.record({ notify: fc.uniqueArray(target, { minLength: 1, maxLength: 3 }), waitSeconds: fc.constantFrom(10, 60, 180, 3_600) }),
  { minLength: 1, maxLength: 5 },
);
/** A contact with a time before or after which they are not available. */
const anyContacts = fc
  .array(
    fc.record({
      hasChannel: fc.boolean(),
      away: fc.constantFrom<"never" | "before" | "after" | "always">("never", "never", "before", "after", "always"),
      edgeSeconds: fc.constantFrom(60, 180, 240, 3_600),
      substitutes: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })),
    }),
    { minLength: 0, maxLength: 4 },
  )
  .map((all) => (at: number): ReachableContact[] => {
    return all.map(({ hasChannel, away, edgeSeconds, substitutes }, index) => {
      const place = index + 1;
      const isBefore = at < now + edgeSeconds * 1000;
      const isAway = away === "always" || (away === "before" && isBefore) || (away === "after" && !isBefore);
      return contact(place, `Contact ${place}`, {
        ...(hasChannel ? {} : { channels: [] }),
        ...(isAway ? { notAvailable: until } : {}),
        ...(isAway && substitutes !== null ? { substitutes: substitutes.filter((one) => one !== place) } : {}),
      });
    });
  });

/** The alarm as it is raised (response/alarm/openAlarm.ts), and its case as time passes and no one answers. */
function whoIsCalled(policy: EscalationPolicy, contactsAt: (at: number) => ReachableContact[]): string[] {
  const settings = answeringSettings.parse({});
  const steps = withSubstitutes(policy, contactsAt(now));
  const { runs, position } = runLadder({ policy: steps, isCritical: false }, 0, now, contactsAt(now));
  const toCentre = runs.some((run) => run.toCentre);
  const heard: string[] = [];
  const hears = (name: string, at: number): void => {
    if (!heard.some((one) => one.startsWith(`${name} `))) heard.push(`${name} ${(at - now) / 1000}`);
  };
  for (const { messages } of runs) for (const { name } of messages) hears(name, now);
  if (toCentre) hears("Link Line", now);
  let one: Case = {
    ...{ id: "1", homeId: "7", technical: false, priority: "urgent", rings: 1, accepted: null, familyUnreached: false },
    phase: { state: "waiting", centreSince: toCentre ? now : null, centreSteps: 0 },
    alarms: [{ id: "a1", rule: "bedExit", priority: "urgent", rings: 1, isOpen: true, stuck: false, rangAt: now }],
    ladders: [{ id: "l1", alarmId: "a1", steps, contactPlaces: {}, ...position }],
  };
  for (let at = nextAt(one, settings); at !== null && one.ladders.some(({ dueAt }) => dueAt !== null); at = nextAt(one, settings)) {
    const step = runDueTimers(one, { now: at, settings, contacts: contactsAt(at), sentenceOf: () => "Out of bed" });
    for (const { kind, to } of step.notices) if (kind === "alarm" && typeof to !== "string") for (const { name } of to) hears(name, at);
    one = step.case;
    if (one.phase.state === "waiting" && one.phase.centreSince === at) hears("Link Line", at);
  }
  return heard;
}

test("the preview of who is called is what the ladder of an alarm does, for any policy and any contacts", () => {
  fc.assert(
    fc.property(anyPolicy, anyContacts, (policy, contactsAt) => {
      const { calls, skipped } = callOrder({ policy, isCritical: false }, contactsAt, now);
      const shown = calls.filter(({ who }) => who !== "supervisor").map(({ name, afterSeconds }) => `${name} ${afterSeconds}`);
      expect([...shown].sort()).toEqual(whoIsCalled(policy, contactsAt).sort());
      expect(calls.some(({ who }) => who === "centre")).toBe(true);
      for (const { name } of skipped) expect(shown.some((one) => one.startsWith(`${name} `))).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});
