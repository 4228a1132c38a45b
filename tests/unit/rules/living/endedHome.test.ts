import { describe, expect, test } from "vitest";
import { bed, hall, occupied, rings } from "../engine/replayHome.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const plan = planOf({ bedExit: {} });
const story = (): Story =>
  new Story(homeOf([bed, hall], "live", { plan }), "2026-11-22T21:00:00Z")
    .says("1", occupied(true), "2026-11-22T22:00:00Z")
    .says("1", occupied(false), "2026-11-22T23:55:00Z");

describe("the service of a home ends", () => {
  test("a bed that is empty then rings later in a home that is watched, and not in one whose service has ended", () => {
    expect(rings(story().until("2026-11-23T06:00:00Z"))).toHaveLength(1);
    expect(rings(story().changes({ mode: "ended" }, "2026-11-23T00:00:00Z").until("2026-11-25T06:00:00Z"))).toEqual([]);
  });

  test("an empty bed is watched again from the beginning of the service", () => {
    const again = story()
      .changes({ mode: "ended" }, "2026-11-23T00:00:00Z")
      .changes({ mode: "live" }, "2026-11-23T10:00:00Z")
      .says("1", occupied(true), "2026-11-23T22:00:00Z")
      .says("1", occupied(false), "2026-11-23T23:55:00Z")
      .until("2026-11-24T06:00:00Z");
    expect(rings(again).length).toBeGreaterThan(0);
    expect(rings(again).at(-1)).toMatch(/^00:1\d:00/);
  });

  const pendant = { id: "7", kind: "button", name: "Pendant" };
  const detector = { id: "8", kind: "fall", name: "Fall detector" };
  const calling = (): Story => new Story(homeOf([bed, pendant, detector], "live", { plan }), "2026-11-22T21:00:00Z");

  test("a fall that was suspected ten seconds before the end rings, if the wearer does not cancel it", () => {
    const fall = () => calling().says("8", { kind: "fall", state: "suspected" }, "2026-11-22T23:59:50Z");
    const end = { mode: "ended" } as const;
    expect(rings(fall().changes(end, "2026-11-23T00:00:00Z").until("2026-11-23T01:00:00Z"))).toHaveLength(1);
    const cancelled = fall().changes(end, "2026-11-23T00:00:00Z").says("8", { kind: "fall", state: "cancelled" }, "2026-11-23T00:00:05Z");
    expect(rings(cancelled.until("2026-11-23T01:00:00Z"))).toEqual([]);
  });

  test("a press that was on its way at the end rings", () => {
    const late = calling()
      .changes({ mode: "ended" }, "2026-11-23T00:00:00Z")
      .says("7", { kind: "button", pressed: true }, "2026-11-23T00:00:01Z");
    expect(rings(late.until("2026-11-23T01:00:00Z"))).toHaveLength(1);
  });
});
