import { describe, expect, test } from "vitest";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { planOf, Story } from "../../rulesStory.ts";
import { home, homeWith, inBed, moves, outOfBed } from "./bedHome.ts";

const window = (name: string, from: string, to: string, days: PlanWindow["days"] = [...weekdays]): PlanWindow => ({ name, from, to, days });

describe("the windows of a plan", () => {
  test("may be a nap and a night, each with its own end", () => {
    const twice = planOf(
      { bedExit: { windows: ["night", "nap"] } },
      { windows: [window("night", "22:00", "07:00"), window("nap", "13:00", "15:00")] },
    );
    const story = new Story(homeWith({ plan: twice }), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T12:50:00Z")
      .says("1", outOfBed, "2026-11-22T13:30:00Z")
      .says("1", inBed, "2026-11-22T13:55:00Z")
      .says("1", outOfBed, "2026-11-22T14:45:00Z")
      .says("5", moves, "2026-11-22T15:00:00Z")
      .says("1", inBed, "2026-11-22T22:30:00Z")
      .says("1", outOfBed, "2026-11-23T03:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "13:50:00 urgent Left bed 13:30, not back after 20 min: Bed sensor, Bedroom",
      "13:56:00 note Back in bed 13:55",
      "03:20:00 urgent Left bed 03:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
  });

  test("on Friday night only include Saturday 03:00, and not Friday 03:00 or Sunday 03:00", () => {
    const friday = planOf({ bedExit: {} }, { windows: [window("night", "22:00", "07:00", ["fri"])] });
    const rang = (day: string) =>
      new Story(homeWith({ plan: friday }), "2026-11-16T08:00:00Z")
        .says("1", inBed, `${day}T01:00:00Z`)
        .says("1", outOfBed, `${day}T03:00:00Z`)
        .until(`${day}T09:00:00Z`).lines.length;
    expect([rang("2026-11-20"), rang("2026-11-21"), rang("2026-11-22")]).toEqual([0, 1, 0]);
  });

  test("follow local time in the night with the missing hour", () => {
    // On 29 March 2026 the clock goes from 01:00 to 02:00: 05:35 UTC is 06:35 local time, and 06:00 UTC is 07:00.
    const left = (time: string) =>
      new Story(home, "2026-03-28T20:00:00Z")
        .says("1", inBed, "2026-03-28T22:30:00Z")
        .says("1", outOfBed, time)
        .until("2026-03-29T12:00:00Z").lines;
    expect(left("2026-03-29T00:50:00Z")).toEqual(["01:10:00 urgent Left bed 00:50, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-03-29T05:35:00Z")).toEqual(["05:55:00 urgent Left bed 06:35, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-03-29T05:59:59Z")).toHaveLength(1);
    expect(left("2026-03-29T06:00:00Z")).toEqual([]);
  });

  test("follow local time in the night with the repeated hour", () => {
    // On 25 October 2026 the clock goes back from 02:00 to 01:00: 06:35 UTC is 06:35 local time, and still night.
    const left = (time: string) =>
      new Story(home, "2026-10-24T20:00:00Z")
        .says("1", inBed, "2026-10-24T22:30:00Z")
        .says("1", outOfBed, time)
        .until("2026-10-25T12:00:00Z").lines;
    expect(left("2026-10-25T00:50:00Z")).toEqual(["01:10:00 urgent Left bed 01:50, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-10-25T06:59:59Z")).toHaveLength(1);
    expect(left("2026-10-25T07:00:00Z")).toEqual([]);
  });
});
