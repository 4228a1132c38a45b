import { describe, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { never } from "#rules/engine/homeState.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { engine, everyRule, homeOf, planOf, readingOf, Story } from "../rulesStory.ts";
import { slotsOf } from "./slots.ts";
import { chairLeft, counter, failing, planWith, using } from "./testRules.ts";

const devices = [
  { id: "1", name: "Pendant", kind: "button" },
  { id: "2", name: "Bed sensor", kind: "bed" },
  { id: "3", name: "Fall detector", kind: "fall" },
  { id: "9", name: "Motion sensor", kind: "motion", room: "hall" },
];
const home = homeOf(devices);
const evening = "2026-11-22T20:00:00Z";
const pressed = { kind: "button", pressed: true } as const;
const leftBed = { kind: "bed", occupied: false } as const;
const motion = { kind: "motion", detected: true } as const;

const storyOf = (...rules: readonly Rule[]) => {
  const { by, plan } = using(...rules);
  return new Story(homeOf(devices, "live", { plan }), evening, by);
};
const placeOf = (name: string) => catalogue.findIndex((rule) => rule.name === name);

describe("a rule that throws", () => {
  test("on a press: each press rings with a plain sentence, the defect is on the technical list, and the other rules still ring", () => {
    const broken = createEngine(catalogue.with(placeOf("sosPress"), failing("sosPress", ["button"], { guardsLife: true })));
    const story = new Story(home, evening, broken)
      .says("1", pressed, "2026-11-22T23:00:00Z")
      .says("3", { kind: "fall", state: "fallen" }, "2026-11-22T23:01:00Z")
      .says("1", pressed, "2026-11-22T23:02:00Z");
    expect(story.lines).toEqual([
      '23:00:00 technical The rule sosPress failed in this home and is disabled (a defect), on the reading {"kind":"button","pressed":true} of 23:00: Pendant.',
      "23:00:00 critical SOS pressed, and the rule that should have judged it failed: Pendant",
      "23:01:00 critical Fall detected: Fall detector",
      "23:02:00 critical SOS pressed, and the rule that should have judged it failed: Pendant",
    ]);
    expect(story.episodes.slice(0, 2)).toEqual(["ruleDisabled/sosPress", "ruleFault/sosPress"]);
    expect(story.faults).toMatchObject([{ rule: "sosPress", on: "reading", reading: { key: "a1/1" } }]);
  });

  test("and does not guard life adds only a technical alarm to a press that another rule judged", () => {
    const story = storyOf(...catalogue, failing("census", "all")).says("1", pressed, "2026-11-22T23:00:00Z");
    expect(story.lines.map((line) => line.split(" ")[1])).toEqual(["critical", "technical"]);
    expect(story.faults).toHaveLength(1);
  });

  test.each([
    ["on a reading of another detector", (story: Story) => story.says("4", { kind: "fall", state: "cancelled" }, "2026-11-22T20:01:05Z")],
    ["when the plan changes", (story: Story) => story.changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T20:01:05Z")],
  ])("%s, while a suspected fall waits, rings for that fall", (_, happens) => {
    const fall = catalogue.find(({ name }) => name === "fall") as Rule;
    const broken: Rule = {
      ...fall,
      start(context, state) {
        if (state !== undefined) throw new Error("defect");
        return fall.start(context, state);
      },
      onReading(state, reading, context) {
        if (reading.value.kind === "fall" && reading.value.state === "cancelled") throw new Error("defect");
        return fall.onReading(state, reading, context);
      },
    };
    const by = createEngine(catalogue.map((rule) => (rule.name === "fall" ? broken : rule)));
    const worn = ["3", "4"].map((id) => ({ id, name: "Fall detector", kind: "fall" as const }));
    const story = new Story(homeOf(worn, "live", { plan: planOf({}) }), evening, by).says(
      "3",
      { kind: "fall", state: "suspected" },
      "2026-11-22T20:01:00Z",
    );
    happens(story);
    expect(story.until("2026-11-22T21:00:00Z").lines).toEqual([
      expect.stringMatching(/^20:01:05 technical The rule fall failed/),
      "20:01:05 critical The rule fall failed while it waited: check on the people in this home",
    ]);
  });

  test("stays disabled in that home until the plan or its version changes", () => {
    let broken = true;
    let runs = 0;
    const rule = counter({
      onReading: (state, _reading, { now }) => {
        runs += 1;
        if (broken) throw new Error("a defect");
        return { state: state + 1, wakeAt: now + 1000, decisions: [] };
      },
    });
    const story = storyOf(rule).says("9", motion, "2026-11-22T20:00:01Z").says("9", motion, "2026-11-22T20:00:02Z");
    expect(runs).toBe(1);
    broken = false;
    story
      .changes({ plan: planWith([rule]) }, "2026-11-22T20:00:03Z")
      .says("9", motion, "2026-11-22T20:00:04Z")
      .until(evening);
    expect(runs).toBe(2);
    expect(story.until("2026-11-22T20:00:05Z").lines.at(-1)).toMatch(/^20:00:05 info 1 at/);
  });

  test("stays disabled after a restart", () => {
    const rules = [failing("counter", ["motion"])];
    const story = storyOf(...rules).says("9", motion, "2026-11-22T20:00:01Z");
    const loaded = loadState(rules, saveState(rules, story.state));
    if (loaded === null) throw new Error("the saved state could not be read");
    expect(createEngine(rules).applyHomeChange(story.home, loaded, loaded.now, true).state.states).toEqual(story.state.states);
  });

  test("at its timer fails once and has no timer after that", () => {
    const broken = counter({ onTimer: () => JSON.parse("a defect") });
    const story = storyOf(broken).says("9", motion, "2026-11-22T20:00:01Z").until("2026-11-22T21:00:00Z").until("2026-11-22T22:00:00Z");
    expect(story.faults).toMatchObject([{ rule: "counter", on: "timer", dueAt: Date.parse("2026-11-22T20:00:02Z") }]);
    expect(story.state.wakeAt).toBeNull();
  });

  test("at the timer of a suspected fall still rings", () => {
    const broken = catalogue.map((rule) => (rule.name === "fall" ? { ...rule, onTimer: () => JSON.parse("a defect") } : rule));
    const story = new Story(home, evening, createEngine(broken))
      .says("3", { kind: "fall", state: "suspected" }, "2026-11-22T20:01:00Z")
      .until("2026-11-22T20:02:00Z");
    expect(story.lines.at(-1)).toBe("20:01:20 critical The rule fall failed while it waited: check on the people in this home");
  });

  test("a rule that sets its timer to the time that has just fired counts as failed too", () => {
    const broken = counter({ onTimer: (state, dueAt) => ({ state, wakeAt: dueAt, decisions: [] }) });
    expect(storyOf(broken).says("9", motion, "2026-11-22T20:00:01Z").until("2026-11-22T21:00:00Z").faults).toHaveLength(1);
  });
});

describe("time", () => {
  test("due timers fire before the next reading, earliest first, each with the time it was due", () => {
    const waiting = (name: string, seconds: number) =>
      counter({ name, onReading: (state, _reading, { now }) => ({ state: state + 1, wakeAt: now + seconds * 1000, decisions: [] }) });
    const story = storyOf(waiting("slow", 5), waiting("quick", 2));
    story.says("9", motion, "2026-11-22T20:00:00Z").says("9", motion, "2026-11-22T23:00:00Z");
    expect(story.decided.map((one) => [one.rule, one.at - Date.parse(evening), one.cause])).toEqual([
      ["quick", 2000, `7/quick/count/timer/${Date.parse(evening) + 2000}/0`],
      ["slow", 5000, `7/slow/count/timer/${Date.parse(evening) + 5000}/0`],
    ]);
  });

  test("a live home's clock follows arrival times and never goes back; a test home's clock begins with its first reading", () => {
    const live = new Story(home, evening)
      .says("1", pressed, "2026-11-22T20:05:00Z", "2011-06-14T02:00:00Z")
      .says("1", pressed, "2026-11-22T20:04:00Z");
    expect(live.state.now).toBe(Date.parse("2026-11-22T20:05:00Z"));
    const recorded = new Story(homeOf(devices, "test"), evening);
    expect(recorded.state.now).toBe(0);
    expect(recorded.says("1", pressed, "2011-06-14T02:00:00Z").state.now).toBe(Date.parse("2011-06-14T02:00:00Z"));
  });

  test("a test home whose clock leaps over years rings for nothing in between, and rings for what happens after the leap", () => {
    const story = new Story(homeOf(devices, "test"), evening)
      .says("2", { kind: "bed", occupied: true }, "1990-06-01T21:00:00Z")
      .says("2", { kind: "bed", occupied: true }, "2025-06-01T21:00:00Z")
      .says("2", leftBed, "2025-06-02T01:00:00Z")
      .says("1", pressed, "2025-06-02T02:00:00Z");
    expect(story.lines).toEqual([
      "01:00:00 advisory Out of bed 02:00: Bed sensor",
      "02:00:00 critical SOS pressed: Pendant",
      "01:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor",
    ]);
  });

  test("a step that changes nothing returns the same state object", () => {
    const story = new Story(home, evening);
    expect(engine.onTime(home, story.state, story.state.now).state).toBe(story.state);
  });
});

describe("a saved state", () => {
  const saved = engine.onReading(
    home,
    engine.start(home, Date.parse(evening)).state,
    readingOf(home, "2", leftBed, { receivedAt: Date.parse(evening) }),
  ).state;

  test("loads as it was saved, and as null if it is unreadable", () => {
    const { recentSteps, lastEventTime: recentStepsFrom } = saved;
    expect(recentSteps).toHaveLength(1);
    expect(loadState(catalogue, saveState(catalogue, saved))).toEqual({ ...saved, plan: null, recentSteps: [], recentStepsFrom });
    const whole = '"now":1,"rules":{}';
    expect(loadState(catalogue, `{${whole}}`)).not.toBeNull();
    for (const bad of ["", "{", "null", "[]", '{"now":1}', '{"now":1,"rules":[]}', '{"now":1,"rules":{"fall":{"version":"1"}}}'])
      expect(loadState(catalogue, bad), bad).toBeNull();
    for (const bad of ['"finishing":null', '"ringing":null', '"held":[]', '"ongoing":7'])
      expect(loadState(catalogue, `{${whole},${bad}}`), bad).toBeNull();
  });

  test("new rules and rules of another version are rebuilt from the readings, and removed rules are dropped", () => {
    const before = [chairLeft(), failing("gone", [])];
    const story = storyOf(...before).says("2", { kind: "chair", occupied: false }, "2026-11-22T20:00:10Z");
    const now = [counter(), chairLeft({ version: 2 })];
    const { by, plan } = using(...now);
    const renewed = { ...story.home, plan };
    const loaded = loadState(now, saveState(before, story.state));
    if (loaded === null) throw new Error("the saved state could not be read");
    const resumed = by.applyHomeChange(renewed, loaded, loaded.now, true).state;
    expect(by.rebuildsFrom(renewed, resumed)).toBe(resumed.now - 48 * 3_600_000);
    const rebuilt = by.rebuild(renewed, resumed, story.given);
    expect(slotsOf(rebuilt.state)).toEqual([
      { state: 0, wakeAt: never },
      { state: Date.parse("2026-11-22T20:01:10Z"), wakeAt: Date.parse("2026-11-22T20:01:10Z") },
    ]);
    expect(by.rebuildsFrom(renewed, rebuilt.state)).toBeNull();
    expect(by.onTime(renewed, rebuilt.state, Date.parse("2026-11-22T20:02:00Z")).decided).toMatchObject([
      { rule: "chairLeft", at: Date.parse("2026-11-22T20:01:10Z") },
    ]);
  });

  test("fires its due timers before a change of the home applies", () => {
    const { by, plan } = using(chairLeft());
    const seated = homeOf(devices, "live", { plan });
    const story = new Story(seated, evening, by).says("2", { kind: "chair", occupied: false }, "2026-11-22T23:00:00Z");
    const { decided, state } = by.applyHomeChange(seated, story.state, Date.parse("2026-11-23T01:00:00Z"));
    expect(decided).toMatchObject([{ rule: "chairLeft", at: Date.parse("2026-11-22T23:01:00Z") }]);
    expect(state.wakeAt).toBeNull();
  });
});

test("every rule of the catalogue has its own name, a title, an explanation, and settings with defaults and titles", () => {
  expect(new Set(catalogue.map((rule) => rule.name)).size).toBe(catalogue.length);
  for (const rule of catalogue) {
    expect(rule.settings.safeParse({}), rule.name).toMatchObject({ success: true });
    expect(rule.settings.safeParse({ unheardOf: 1 }), rule.name).toMatchObject({ success: false });
    expect(
      [rule.title, rule.explains].every((words) => words.length > 3),
      rule.name,
    ).toBe(true);
    const { shape } = rule.settings as unknown as { shape: Record<string, { meta(): { title?: string } | undefined }> };
    for (const [name, setting] of Object.entries(shape)) expect(setting.meta()?.title, `${rule.name}.${name}`).toEqual(expect.any(String));
  }
  expect(everyRule.rules).not.toEqual({});
});
