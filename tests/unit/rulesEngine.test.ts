import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogue } from "#rules/catalogue.ts";
import { defaultSettings } from "#rules/defaultPlan.ts";
import { createEngine } from "#rules/engine.ts";
import { defineRule, type Rule } from "#rules/rule.ts";
import { loadState, saveState } from "#rules/snapshot.ts";
import { engine, homeOf, readingOf, Story } from "./rulesStory.ts";

const home = homeOf([
  { id: "1", name: "Pendant", kind: "button" },
  { id: "2", name: "Bed sensor", kind: "bed" },
  { id: "3", name: "Fall detector", kind: "fall" },
]);
const evening = "2026-11-22T20:00:00Z";
const pressed = { kind: "button", pressed: true } as const;
const leftBed = { kind: "bed", occupied: false } as const;

const failing = (name: string, reads: Rule["reads"]): Rule => ({
  name,
  version: 1,
  settings: z.object({}),
  reads,
  start: () => ({ state: null, wakeAt: null }),
  onReading: () => {
    throw new Error("a defect");
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
});

/** Counts its readings, wakes a second after each, and fails as it is told. */
const counter = (over: Partial<Rule<number, unknown>> = {}, version = 1): Rule<number, unknown> =>
  defineRule<number, unknown>({
    name: "counter",
    version,
    settings: z.unknown(),
    reads: ["motion"],
    start: (_context, state = 0) => ({ state, wakeAt: null }),
    onReading: (state, _reading, { now }) => ({ state: state + 1, wakeAt: now + 1000, decisions: [] }),
    onTimer: (state, dueAt) => ({ state, wakeAt: null, decisions: [{ do: "tell", episode: "count", text: `${state} at ${dueAt}` }] }),
    ...over,
  });
const motion = { kind: "motion", detected: true } as const;
const using = (...rules: Rule[]) => createEngine(rules, () => ({}));

describe("a rule that throws", () => {
  test("on a press: an operator gets a plain alarm, the rule keeps its state, and the other rules go on", () => {
    const broken = createEngine([failing("sosPress", ["button"]), ...catalogue.slice(1)], defaultSettings);
    const story = new Story(home, evening, broken)
      .says("1", pressed, "2026-11-22T23:00:00Z")
      .says("2", leftBed, "2026-11-22T23:01:00Z")
      .until("2026-11-23T00:00:00Z");
    expect(story.lines).toEqual([
      "23:00:00 critical SOS pressed, and the rule that should have judged it failed: Pendant",
      "23:21:00 urgent Left bed 23:01, not back after 20 min: Bed sensor",
    ]);
    expect(story.episodes[0]).toBe("ruleFault/sosPress");
    expect(story.faults).toMatchObject([{ rule: "sosPress", on: "reading", reading: { key: "a1/1" } }]);
  });

  test("on a press that another rule judged adds no second alarm", () => {
    const story = new Story(home, evening, createEngine([...catalogue, failing("census", "all")], defaultSettings)).says(
      "1",
      pressed,
      "2026-11-22T23:00:00Z",
    );
    expect(story.lines).toEqual(["23:00:00 critical SOS pressed: Pendant"]);
    expect(story.faults).toHaveLength(1);
  });

  test("on an ordinary reading raises nothing, and hears the next one with the state it had", () => {
    let broken = false;
    const rule = counter();
    const sometimes = counter({
      onReading: (state, reading, context) => {
        if (broken) throw new Error("a defect");
        return rule.onReading(state, reading, context);
      },
    });
    const story = new Story(home, evening, using(sometimes)).says("9", motion, "2026-11-22T20:00:01Z");
    broken = true;
    story.says("9", motion, "2026-11-22T20:00:01Z");
    broken = false;
    story.says("9", motion, "2026-11-22T20:00:01Z");
    expect(story.decided).toEqual([]);
    expect(story.faults).toHaveLength(1);
    expect(story.state.rules.counter?.state).toBe(2);
  });

  test("at its timer is woken once, not for ever", () => {
    const broken = using(
      counter({
        onTimer: () => {
          throw new Error("a defect");
        },
      }),
    );
    const story = new Story(home, evening, broken)
      .says("9", motion, "2026-11-22T20:00:01Z")
      .until("2026-11-22T21:00:00Z")
      .until("2026-11-22T22:00:00Z");
    expect(story.faults).toMatchObject([{ rule: "counter", on: "timer", dueAt: Date.parse("2026-11-22T20:00:02Z") }]);
    expect(broken.nextWake(story.state)).toBeNull();
  });

  test("at the timer of a suspected fall still rings", () => {
    const broken = catalogue.map((rule) => (rule.name === "fall" ? { ...rule, onTimer: () => JSON.parse("a defect") } : rule));
    const story = new Story(home, evening, createEngine(broken, defaultSettings))
      .says("3", { kind: "fall", state: "suspected" }, "2026-11-22T20:01:00Z")
      .until("2026-11-22T20:02:00Z");
    expect(story.lines).toEqual(["20:01:20 critical The rule fall failed at the end of a wait: check on the people in this home"]);
  });

  test("a rule that wakes itself at the moment it was woken is at fault too", () => {
    const broken = using(counter({ onTimer: (state, dueAt) => ({ state, wakeAt: dueAt, decisions: [] }) }));
    const story = new Story(home, evening, broken).says("9", motion, "2026-11-22T20:00:01Z").until("2026-11-22T21:00:00Z");
    expect(story.faults).toHaveLength(1);
  });
});

describe("time", () => {
  test("timers fire earliest first before the reading that comes after them, each with the moment it was due", () => {
    const waiting = (name: string, seconds: number) =>
      counter({ name, onReading: (state, _reading, { now }) => ({ state: state + 1, wakeAt: now + seconds * 1000, decisions: [] }) });
    const story = new Story(home, evening, using(waiting("slow", 5), waiting("quick", 2)));
    story.says("9", motion, "2026-11-22T20:00:00Z").says("9", motion, "2026-11-22T23:00:00Z");
    expect(story.decided.map((one) => [one.rule, one.at - Date.parse(evening), one.cause])).toEqual([
      ["quick", 2000, `7/quick/count/timer/${Date.parse(evening) + 2000}/0`],
      ["slow", 5000, `7/slow/count/timer/${Date.parse(evening) + 5000}/0`],
    ]);
  });

  test("a live home's clock is receipt, a test home's its readings', and neither goes back", () => {
    const at = Date.parse("2011-06-14T02:00:00Z");
    const live = new Story(home, evening)
      .says("1", pressed, "2026-11-22T20:05:00Z", "2011-06-14T02:00:00Z")
      .says("1", pressed, "2026-11-22T20:04:00Z");
    expect(live.state.now).toBe(Date.parse("2026-11-22T20:05:00Z"));
    const recorded = new Story(homeOf([...home.devices.values()], "test"), evening)
      .says("1", pressed, evening, "2011-06-14T02:00:00Z")
      .says("1", pressed, evening, "2011-06-14T01:00:00Z");
    expect(recorded.state.now).toBe(at);
    expect(recorded.lines).toHaveLength(2);
  });

  test("nothing new leaves the very same state", () => {
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

  test("comes back as it was, and what cannot be read is null", () => {
    expect(loadState(saveState(saved))).toEqual(saved);
    for (const bad of ["", "{", "null", "[]", '{"now":1}', '{"now":1,"rules":{"fall":{"version":"1"}}}']) expect(loadState(bad)).toBeNull();
  });

  test("of another version starts anew, a new rule starts, a rule that is gone is dropped", () => {
    const first = using(counter(), failing("gone", []));
    const story = new Story(home, evening, first).says("9", motion, "2026-11-22T20:00:01Z");
    const { state } = using(counter({}, 2), counter({ name: "new" })).refit(home, story.state, Date.parse("2026-11-22T20:00:01.5Z"));
    expect(state.rules).toEqual({ counter: { version: 2, state: 0, wakeAt: null }, new: { version: 1, state: 0, wakeAt: null } });
  });

  test("is refitted after its due timers have fired", () => {
    const story = new Story(home, evening).says("2", leftBed, "2026-11-22T23:00:00Z");
    const { decided, state } = engine.refit(home, story.state, Date.parse("2026-11-23T01:00:00Z"));
    expect(decided).toMatchObject([{ rule: "bedExit", at: Date.parse("2026-11-22T23:20:00Z") }]);
    expect(engine.nextWake(state)).toBeNull();
  });
});

test("every rule of the catalogue has its own name and settings that stand by themselves", () => {
  expect(new Set(catalogue.map((rule) => rule.name)).size).toBe(catalogue.length);
  expect(Object.fromEntries(catalogue.map((rule) => [rule.name, defaultSettings(home, rule)]))).toEqual({
    sosPress: {},
    fall: { cancelSeconds: 20 },
    bedExit: { night: { from: "22:00", to: "07:00" }, exitMinutes: 20 },
    nightDoor: { night: { from: "22:00", to: "07:00" } },
    silence: { offlineAfterIntervals: 3 },
  });
});
