import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "2", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "3", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
  { id: "4", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "5", name: "Armchair", kind: "chair", room: "Living room" },
  { id: "6", name: "Fridge", kind: "door", room: "Kitchen" },
];
const plan = planOf({ notBack: { backBy: "20:00" } });
const home = homeOf(devices, "live", { plan });
const morning = "2026-11-22T08:00:00Z";
const opened = { kind: "door", open: true } as const;
const closed = { kind: "door", open: false } as const;
const moves = { kind: "motion", detected: true } as const;
const seated = { kind: "chair", occupied: true } as const;
const kept = { historical: true };
/** Through the front door, and the hall sensor's last look at whoever leaves. */
const leaves = (hour: string, story = new Story(home, morning)) =>
  story.says("1", opened, `2026-11-22T${hour}:00Z`).says("2", moves, `2026-11-22T${hour}:05Z`).says("1", closed, `2026-11-22T${hour}:15Z`);

describe("who left home by day", () => {
  test("and is not back by 20:00 rings at exactly 20:00; the return is told with its time", () => {
    const story = leaves("14:05").until("2026-11-22T19:59:59.999Z");
    expect(story.lines).toEqual([]);
    story
      .until("2026-11-22T20:00:00Z")
      .says("1", opened, "2026-11-22T20:40:00Z")
      .says("1", closed, "2026-11-22T20:40:10Z")
      .says("2", moves, "2026-11-22T20:40:25Z")
      .says("3", moves, "2026-11-22T20:41:00Z")
      .until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([
      "20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall",
      "20:41:00 note Back 20:41: Kitchen motion, Kitchen",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["notBack/home"]));
  });

  test("is expected when the night begins, where the plan says nothing else", () => {
    const story = leaves("14:05", new Story({ ...home, plan: planOf({ notBack: {} }) }, morning)).until("2026-11-23T08:00:00Z");
    expect(story.lines).toEqual(["22:00:00 urgent Left home 14:05, not back by 22:00: Front door, Hall"]);
  });

  test("rings soon after the hour each day, though the outside door bangs in the wind", () => {
    const story = leaves("14:05");
    for (let at = Date.parse("2026-11-22T14:30:00Z"), open = true; at < Date.parse("2026-11-23T23:00:00Z"); at += 25 * 60_000, open = !open)
      story.says("1", open ? opened : closed, new Date(at).toISOString());
    expect(story.lines).toEqual([
      "20:45:00 urgent Left home 14:05, not back by 20:45: Front door, Hall",
      "20:45:00 urgent Left home 2026-11-22 14:05, not back by 20:45: Front door, Hall",
    ]);
  });

  test("and comes back in the afternoon rings nobody", () => {
    const story = leaves("14:05")
      .says("1", opened, "2026-11-22T15:30:00Z")
      .says("1", closed, "2026-11-22T15:30:10Z")
      .says("2", moves, "2026-11-22T15:31:00Z")
      .says("3", moves, "2026-11-22T15:33:00Z")
      .until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is not back for a lone blip of a sensor in an empty home", () => {
    const story = leaves("14:05");
    for (const hour of ["15", "16", "17", "18"]) story.says("3", moves, `2026-11-22T${hour}:00:00Z`);
    expect(story.until("2026-11-22T21:00:00Z").lines).toHaveLength(1);
  });

  test("is back in a chair, in bed, or at the fridge, at once", () => {
    for (const [device, value] of [
      ["5", seated],
      ["4", { kind: "bed", occupied: true }],
      ["6", opened],
    ] as const)
      expect(leaves("14:05").says(device, value, "2026-11-22T15:00:00Z").until("2026-11-22T21:00:00Z").lines).toEqual([]);
  });

  test("and steps in just before the hour has half an hour to be seen", () => {
    const story = leaves("14:05").says("1", opened, "2026-11-22T19:50:00Z").says("1", closed, "2026-11-22T19:50:20Z");
    expect(story.until("2026-11-22T20:20:19Z").lines).toEqual([]);
    expect(story.until("2026-11-22T20:20:20Z").lines).toEqual(["20:20:20 urgent Left home 14:05, not back by 20:20: Front door, Hall"]);
  });

  test("has not left where somebody is in bed or in a chair while the door moves", () => {
    const visited = new Story(home, morning).says("5", seated, "2026-11-22T13:00:00Z");
    expect(leaves("14:05", visited).until("2026-11-22T21:00:00Z").lines).toEqual([]);
  });

  test("after the hour is expected by the next day's", () => {
    const story = leaves("20:30").until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual(["20:00:00 urgent Left home 2026-11-22 20:30, not back by 20:00: Front door, Hall"]);
  });

  test("and stays away rings again at each day's hour, until the return is told", () => {
    const story = leaves("14:05").until("2026-11-25T08:00:00Z").says("5", seated, "2026-11-25T08:10:00Z").until("2026-11-28T00:00:00Z");
    expect(story.lines).toEqual([
      "20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall",
      "20:00:00 urgent Left home 2026-11-22 14:05, not back by 20:00: Front door, Hall",
      "20:00:00 urgent Left home 2026-11-22 14:05, not back by 20:00: Front door, Hall",
      "08:10:00 note Back 08:10: Armchair, Living room",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["notBack/home"]));
  });

  test("is not missed while somebody is in bed or in a chair, taken too soon after the door to tell who", () => {
    for (const [device, value] of [
      ["5", seated],
      ["4", { kind: "bed", occupied: true }],
    ] as const) {
      const story = new Story(home, morning)
        .says("1", opened, "2026-11-22T14:05:00Z")
        .says(device, value, "2026-11-22T14:05:05Z")
        .until("2026-11-25T00:00:00Z");
      expect(story.lines).toEqual([]);
    }
  });

  test("from a home where nothing could show the return is not waited for", () => {
    const doorOnly = homeOf(devices.slice(0, 1), "live", { plan });
    const story = new Story(doorOnly, morning).says("1", opened, "2026-11-22T14:05:00Z").until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is expected by the wall clock, in summer and in winter", () => {
    const rangAt = (day: string) =>
      new Story(home, `${day}T06:00:00Z`).says("1", opened, `${day}T13:00:00Z`).until(`${day}T23:00:00Z`).lines[0]?.slice(0, 8);
    expect([rangAt("2026-03-28"), rangAt("2026-03-29"), rangAt("2026-10-24"), rangAt("2026-10-25")]).toEqual([
      "20:00:00",
      "19:00:00",
      "19:00:00",
      "20:00:00",
    ]);
  });
});

describe("word that comes late", () => {
  test("of the return, after it rang, repairs the story", () => {
    const story = leaves("14:05").until("2026-11-22T20:30:00Z").says("5", seated, "2026-11-22T21:00:00Z", "2026-11-22T18:30:00Z", kept);
    expect(story.lines.slice(1)).toEqual(["21:00:00 note Back 18:30, received 21:00: Armchair, Living room"]);
  });

  test("of leaving, by one who is still away, rings at once", () => {
    const story = new Story(home, morning)
      .says("3", moves, "2026-11-22T13:00:00Z")
      .says("1", opened, "2026-11-22T20:30:00Z", "2026-11-22T14:05:00Z", kept);
    expect(story.until("2026-11-22T20:31:00Z").lines).toEqual(["20:30:05 urgent Left home 14:05, not back by 20:00: Front door, Hall"]);
  });

  test("of leaving, by one who is back, rings nobody", () => {
    const story = new Story(home, morning)
      .says("5", seated, "2026-11-22T18:00:00Z")
      .says("1", opened, "2026-11-22T20:30:00Z", "2026-11-22T14:05:00Z", kept)
      .until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("a plan changed while somebody is out", () => {
  test("leaves this outing its hour", () => {
    const story = leaves("14:05")
      .changes({ plan: planOf({ notBack: { backBy: "17:00" } }) }, "2026-11-22T15:00:00Z")
      .until("2026-11-22T23:00:00Z");
    expect(story.lines).toEqual(["20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall"]);
  });

  test("and leaving the rule out follows this outing to its end", () => {
    const story = leaves("14:05")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T15:00:00Z")
      .until("2026-11-22T20:30:00Z")
      .says("5", seated, "2026-11-22T20:45:00Z");
    leaves("21:00", story).until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([
      "20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall",
      "20:45:00 note Back 20:45: Armchair, Living room",
    ]);
  });
});
