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
const buffered = { historical: true };
/** The front door opens and closes, and the hall sensor sees the person leave. */
const leaves = (hour: string, story = new Story(home, morning)) =>
  story.says("1", opened, `2026-11-22T${hour}:00Z`).says("2", moves, `2026-11-22T${hour}:05Z`).says("1", closed, `2026-11-22T${hour}:15Z`);

describe("a person who left home by day", () => {
  test("and is not back by 20:00 rings at exactly 20:00; the return adds a note with its time", () => {
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

  test("is expected by 22:00 with the default settings", () => {
    const story = leaves("14:05", new Story({ ...home, plan: planOf({ notBack: {} }) }, morning)).until("2026-11-23T08:00:00Z");
    expect(story.lines).toEqual(["22:00:00 urgent Left home 14:05, not back by 22:00: Front door, Hall"]);
  });

  test("rings soon after the hour each day, although the outside door bangs in the wind", () => {
    const story = leaves("14:05");
    for (let at = Date.parse("2026-11-22T14:30:00Z"), open = true; at < Date.parse("2026-11-23T23:00:00Z"); at += 25 * 60_000, open = !open)
      story.says("1", open ? opened : closed, new Date(at).toISOString());
    expect(story.lines).toEqual([
      "20:45:00 urgent Left home 14:05, not back by 20:45: Front door, Hall",
      "20:45:00 urgent Left home 2026-11-22 14:05, not back by 20:45: Front door, Hall",
    ]);
  });

  test("and comes back in the afternoon raises no alarm", () => {
    const story = leaves("14:05")
      .says("1", opened, "2026-11-22T15:30:00Z")
      .says("1", closed, "2026-11-22T15:30:10Z")
      .says("2", moves, "2026-11-22T15:31:00Z")
      .says("3", moves, "2026-11-22T15:33:00Z")
      .until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("does not count as back for one stray movement", () => {
    const story = leaves("14:05");
    for (const hour of ["15", "16", "17", "18"]) story.says("3", moves, `2026-11-22T${hour}:00:00Z`);
    expect(story.until("2026-11-22T21:00:00Z").lines).toHaveLength(1);
  });

  test("counts as back at once in a chair, in bed, or at the fridge", () => {
    for (const [device, value] of [
      ["5", seated],
      ["4", { kind: "bed", occupied: true }],
      ["6", opened],
    ] as const)
      expect(leaves("14:05").says(device, value, "2026-11-22T15:00:00Z").until("2026-11-22T21:00:00Z").lines).toEqual([]);
  });

  test("and opens the door just before the hour has half an hour to be seen", () => {
    const story = leaves("14:05").says("1", opened, "2026-11-22T19:50:00Z").says("1", closed, "2026-11-22T19:50:20Z");
    expect(story.until("2026-11-22T20:20:19Z").lines).toEqual([]);
    expect(story.until("2026-11-22T20:20:20Z").lines).toEqual(["20:20:20 urgent Left home 14:05, not back by 20:20: Front door, Hall"]);
  });
});

describe("a person who may have left home", () => {
  test("does not count as gone if the door moves while a bed or chair is in use", () => {
    const visited = new Story(home, morning).says("5", seated, "2026-11-22T13:00:00Z");
    expect(leaves("14:05", visited).until("2026-11-22T21:00:00Z").lines).toEqual([]);
  });

  test("after the hour is expected by that hour of the next day", () => {
    const story = leaves("20:30").until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual(["20:00:00 urgent Left home 2026-11-22 20:30, not back by 20:00: Front door, Hall"]);
  });

  test("and stays away rings again at that hour of each day until the return", () => {
    const story = leaves("14:05").until("2026-11-25T08:00:00Z").says("5", seated, "2026-11-25T08:10:00Z").until("2026-11-28T00:00:00Z");
    expect(story.lines).toEqual([
      "20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall",
      "20:00:00 urgent Left home 2026-11-22 14:05, not back by 20:00: Front door, Hall",
      "20:00:00 urgent Left home 2026-11-22 14:05, not back by 20:00: Front door, Hall",
      "08:11:00 note Back 08:10: Armchair, Living room",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["notBack/home"]));
  });

  test("is not missed while a bed or chair is in use that was taken within seconds of the door", () => {
    for (const [device, value] of [
      ["5", seated],
      ["4", { kind: "bed", occupied: true }],
    ] as const) {
      const story = new Story(home, morning)
        .says("1", opened, "2026-11-22T14:05:00Z")
        .says(device, value, "2026-11-22T14:05:05Z")
        .until("2026-11-23T04:00:00Z");
      expect(story.lines).toEqual([]);
    }
  });

  test("is not missed in a home without an indoor sensor", () => {
    const doorOnly = homeOf(devices.slice(0, 1), "live", { plan });
    const story = new Story(doorOnly, morning).says("1", opened, "2026-11-22T14:05:00Z").until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is expected by local time, in summer and in winter", () => {
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

describe("a late reading", () => {
  test("of the return adds a note to the alarm that rang", () => {
    const story = leaves("14:05").until("2026-11-22T20:30:00Z").says("5", seated, "2026-11-22T21:00:00Z", "2026-11-22T18:30:00Z", buffered);
    expect(story.lines.slice(1)).toEqual(["21:00:00 note Back 18:30: Armchair, Living room"]);
  });

  test("of leaving rings five seconds after it arrives if the person is still away", () => {
    const story = new Story(home, morning)
      .says("3", moves, "2026-11-22T13:00:00Z")
      .says("1", opened, "2026-11-22T20:30:00Z", "2026-11-22T14:05:00Z", buffered);
    expect(story.until("2026-11-22T20:31:00Z").lines).toEqual(["20:30:05 urgent Left home 14:05, not back by 20:00: Front door, Hall"]);
  });

  test("of leaving raises no alarm if the person is back", () => {
    const story = new Story(home, morning)
      .says("5", seated, "2026-11-22T18:00:00Z")
      .says("1", opened, "2026-11-22T20:30:00Z", "2026-11-22T14:05:00Z", buffered)
      .until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("a plan changed while a person is out", () => {
  test("does not change the hour of this outing", () => {
    const story = leaves("14:05")
      .changes({ plan: planOf({ notBack: { backBy: "17:00" } }) }, "2026-11-22T15:00:00Z")
      .until("2026-11-22T23:00:00Z");
    expect(story.lines).toEqual(["20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall"]);
  });

  test("to a plan without the rule follows this outing to its end", () => {
    const story = leaves("14:05")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T15:00:00Z")
      .until("2026-11-22T20:30:00Z")
      .says("5", seated, "2026-11-22T20:45:00Z");
    leaves("21:00", story).until("2026-11-24T00:00:00Z");
    expect(story.lines).toEqual([
      "20:00:00 urgent Left home 14:05, not back by 20:00: Front door, Hall",
      "20:46:00 note Back 20:45: Armchair, Living room",
    ]);
  });
});
