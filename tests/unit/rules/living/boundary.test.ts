import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Tracker", kind: "boundary" },
  { id: "2", name: "Garden gate", kind: "boundary", room: "Garden" },
];
const homeWith = (rules: Parameters<typeof planOf>[0]) => homeOf(devices, "live", { plan: planOf(rules) });
const home = homeWith({ boundary: {} });
const noon = "2026-11-22T12:00:00Z";
const gone = { kind: "boundary", inside: false } as const;
const back = { kind: "boundary", inside: true } as const;
const buffered = { historical: true };

describe("leaving the safe area", () => {
  test("rings at once, by day and by night, and the return adds a note with its time", () => {
    const story = new Story(home, noon)
      .says("1", gone, "2026-11-22T14:02:00Z")
      .says("1", back, "2026-11-22T14:10:00Z")
      .says("1", gone, "2026-11-23T02:00:00Z");
    expect(story.lines).toEqual([
      "14:02:00 urgent Left the safe area 14:02: Tracker",
      "14:10:00 note Returned 14:10: Tracker",
      "02:00:00 urgent Left the safe area 02:00: Tracker",
    ]);
  });

  test("rings once, although the device repeats its report", () => {
    const story = new Story(home, noon);
    for (const minute of ["00", "05", "10"]) story.says("1", gone, `2026-11-22T14:${minute}:00Z`);
    for (const minute of ["20", "25"]) story.says("1", back, `2026-11-22T14:${minute}:00Z`);
    expect(story.lines).toHaveLength(2);
  });

  test("is an episode of its own for each device", () => {
    const story = new Story(home, noon).says("1", gone, "2026-11-22T14:00:00Z").says("2", gone, "2026-11-22T14:01:00Z");
    expect(story.episodes).toEqual(["boundary/1", "boundary/2"]);
  });

  test("rings only at night if the plan says so, and leaving by day adds no note either", () => {
    const story = new Story(homeWith({ boundary: { windows: ["night"] } }), noon)
      .says("1", gone, "2026-11-22T21:59:59Z")
      .says("1", back, "2026-11-22T22:30:00Z")
      .says("1", gone, "2026-11-22T23:00:00Z");
    expect(story.lines).toEqual(["23:00:00 urgent Left the safe area 23:00: Tracker"]);
  });

  test("rings at the second 23:05 of a night that repeats the hour before midnight, if the night of the plan begins at 23:15", () => {
    const windows = [{ name: "night", from: "23:15", to: "07:00" }];
    const plan = planOf({ boundary: { windows: ["night"] } }, { windows: windows as never });
    const cairo = homeOf(devices, "live", { plan, timezone: "Africa/Cairo" });
    // 24:00 becomes 23:00 at 21:00 UTC, so the first 23:05 is before the night and the second in it.
    const story = new Story(cairo, "2026-10-29T12:00:00Z")
      .says("1", gone, "2026-10-29T20:05:00Z")
      .says("1", back, "2026-10-29T20:10:00Z")
      .says("1", gone, "2026-10-29T21:05:00Z");
    expect(story.lines).toEqual(["21:05:00 urgent Left the safe area 23:05: Tracker"]);
  });

  test("in a late reading rings if the person has not returned since", () => {
    const leftAt = "2026-11-22T14:02:00Z";
    const still = new Story(home, noon).says("2", back, "2026-11-22T17:00:00Z").says("1", gone, "2026-11-22T17:40:00Z", leftAt, buffered);
    expect(still.until("2026-11-22T17:41:00Z").lines).toEqual(["17:40:05 urgent Left the safe area 14:02, received 17:40: Tracker"]);
    const over = new Story(home, noon).says("1", back, "2026-11-22T17:00:00Z").says("1", gone, "2026-11-22T17:40:00Z", leftAt, buffered);
    expect(over.lines).toEqual([]);
  });

  test("is followed to the return after the plan drops the rule, and no other device is followed", () => {
    const story = new Story(home, noon)
      .says("1", gone, "2026-11-22T14:02:00Z")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T14:05:00Z")
      .says("2", gone, "2026-11-22T14:08:00Z")
      .says("1", back, "2026-11-22T14:10:00Z")
      .says("1", gone, "2026-11-22T14:20:00Z");
    expect(story.lines).toEqual(["14:02:00 urgent Left the safe area 14:02: Tracker", "14:10:00 note Returned 14:10: Tracker"]);
  });
});
