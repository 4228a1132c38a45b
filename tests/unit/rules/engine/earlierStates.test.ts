import { describe, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";
import { bed, door, gate, hall, moves, occupied, open, rings, spare } from "./replayHome.ts";

describe("a state that began long before the replay window raises no new alarm", () => {
  const nights = { windows: [{ name: "night", from: "22:00", to: "07:00" }] };

  test("a bed left by day, ten days before a late reading at night", () => {
    const story = new Story(
      homeOf([bed, spare, hall], "live", { plan: planOf({ bedExit: {}, nightWandering: {} }) }),
      "2026-11-10T20:00:00Z",
    )
      .says("2", occupied(true), "2026-11-12T12:00:00Z")
      .says("2", occupied(false), "2026-11-12T14:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("3", moves, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:00:19Z")
      .says("3", moves, "2026-11-23T02:00:20Z", "2026-11-23T01:59:58Z")
      .says("3", moves, "2026-11-23T02:00:40Z", "2026-11-23T01:59:08Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("a boundary left by day, for a rule that watches by night", () => {
    const plan = planOf({ boundary: { windows: ["night"] }, nightWandering: {} }, nights as never);
    const story = new Story(homeOf([gate, hall], "live", { plan }), "2026-11-10T20:00:00Z")
      .says("5", { kind: "boundary", inside: false }, "2026-11-12T14:00:00Z")
      .says("3", moves, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:00:19Z")
      .says("3", moves, "2026-11-23T02:00:40Z", "2026-11-23T01:59:08Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("a bed left ten days ago, for a rule that is new in the plan", () => {
    const story = new Story(homeOf([spare, hall], "live", { plan: planOf({}) }), "2026-11-10T20:00:00Z")
      .says("2", occupied(true), "2026-11-12T22:00:00Z")
      .says("2", occupied(false), "2026-11-13T02:00:00Z")
      .says("3", moves, "2026-11-22T20:00:00Z")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T23:30:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("an episode that rang ten days ago still gets the note that ends it", () => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-10T20:00:00Z")
      .says("1", occupied(true), "2026-11-12T22:00:00Z")
      .says("1", occupied(false), "2026-11-13T02:00:00Z")
      .until("2026-11-22T20:00:00Z")
      .says("3", moves, "2026-11-22T20:00:00Z", "2026-11-22T18:00:00Z", { historical: true })
      .until("2026-11-23T08:00:00Z")
      .says("1", occupied(true), "2026-11-23T09:00:00Z")
      .until("2026-11-23T09:01:00Z");
    expect(rings(story)).toHaveLength(1);
    expect(story.lines.at(-1)).toBe("09:01:00 note Back in bed 09:00");
  });
});

test("a rule that guards life and throws while it is rebuilt raises a technical alarm", () => {
  const home = homeOf([{ id: "9", name: "Fall detector", kind: "fall" }]);
  const story = new Story(home, "2026-11-22T20:00:00Z").says("9", { kind: "fall", state: "cancelled" }, "2026-11-22T21:00:00Z");
  const defect = () => {
    throw new Error("defect");
  };
  const rules = catalogue.map((rule): Rule => (rule.name === "fall" ? { ...rule, version: 99, onReading: defect } : rule));
  const engine = createEngine(rules);
  const loaded = loadState(rules, saveState(catalogue, story.state));
  if (loaded === null) throw new Error("the saved state could not be read");
  const fitted = engine.applyHomeChange(home, loaded, loaded.now, true);
  const rebuilt = engine.rebuild(home, fitted.state, story.given);
  expect(rebuilt.faults).toHaveLength(1);
  expect(rebuilt.decided).toMatchObject([{ rule: "ruleDisabled", decision: { do: "raise", technical: true } }]);
});

describe("a rule that remembers longer than the replay window", () => {
  const blip = (story: Story, arrival: string, at: string) => story.says("3", moves, arrival, at, { historical: true });

  test("still rings each day for no sign of life after a late stray movement", () => {
    const story = new Story(homeOf([hall, door], "live", { plan: planOf({ inactivity: {} }) }), "2026-11-01T07:00:00Z")
      .says("4", open(true), "2026-11-01T20:29:00Z")
      .says("4", open(false), "2026-11-01T20:30:00Z")
      .says("3", moves, "2026-11-01T20:31:00Z")
      .says("3", moves, "2026-11-04T08:00:00Z")
      .until("2026-11-04T08:00:20Z");
    const before = rings(story).length;
    blip(story, "2026-11-04T08:00:21Z", "2026-11-04T07:40:00Z").until("2026-11-04T10:00:00Z");
    expect(story.lines.filter((line) => line.includes("did not happen"))).toEqual([]);
    expect(rings(story)).toHaveLength(before);
    expect(rings(story.until("2026-11-05T10:00:00Z"))).toHaveLength(before + 1);
  });

  test("does not start a long wait again after a late stray movement", () => {
    const lived = (isLate: boolean) => {
      const plan = planOf({ inactivity: { hours: 48 } });
      const story = new Story(homeOf([hall, door], "live", { plan }), "2026-11-01T07:00:00Z")
        .says("3", moves, "2026-11-01T20:29:00Z")
        .says("3", moves, "2026-11-01T20:31:00Z")
        .until("2026-11-04T07:00:00Z");
      if (isLate) blip(story, "2026-11-04T08:00:21Z", "2026-11-04T07:40:00Z");
      return rings(story.until("2026-11-06T12:00:00Z"));
    };
    expect(lived(true)).toEqual(lived(false));
    expect(lived(true)).not.toEqual([]);
  });

  test("rings each evening for a person who is not back, with a late stray movement too", () => {
    const lived = (isLate: boolean) => {
      const story = new Story(homeOf([hall, door], "live", { plan: planOf({ notBack: {} }) }), "2026-11-12T07:00:00Z")
        .says("3", moves, "2026-11-12T13:00:00Z")
        .says("4", open(true), "2026-11-12T14:00:00Z")
        .says("4", open(false), "2026-11-12T14:00:10Z")
        .says("3", { kind: "motion", detected: false }, "2026-11-14T23:00:00Z")
        .until("2026-11-14T23:30:00Z");
      if (isLate) blip(story, "2026-11-14T23:40:00Z", "2026-11-14T15:00:00Z");
      return rings(story.until("2026-11-15T23:00:00Z"));
    };
    expect(lived(true)).toEqual(lived(false));
    expect(lived(true)).toHaveLength(4);
  });
});
