import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Bedroom motion", kind: "motion", room: "bedroom" },
  { id: "3", name: "Motion", kind: "motion", room: "Kitchen" },
  { id: "4", name: "Front door", kind: "door", room: "Hall", outside: true },
];
const plan = planOf({ notUp: {} });
const home = homeOf(devices, "live", { plan });
const moved = { kind: "motion", detected: true } as const;
const inBed = { kind: "bed", occupied: true } as const;
const outOfBed = { kind: "bed", occupied: false } as const;

/** A person is up in the evening and goes to bed at 22:00. */
const toBed = (at = home) =>
  new Story(at, "2026-11-21T18:00:00Z")
    .says("3", moved, "2026-11-21T20:00:00Z")
    .says("3", moved, "2026-11-21T20:01:00Z")
    .says("1", inBed, "2026-11-21T22:00:00Z");

describe("at half past ten", () => {
  test("a person still in bed raises an advisory alarm; leaving bed and being seen add notes", () => {
    const story = toBed().until("2026-11-22T10:29:59.999Z");
    expect(story.lines).toEqual([]);
    story
      .until("2026-11-22T10:30:00Z")
      .says("1", outOfBed, "2026-11-22T10:50:00Z")
      .says("3", moved, "2026-11-22T10:51:00Z")
      .says("3", moved, "2026-11-22T10:52:00Z")
      .says("3", moved, "2026-11-22T10:53:00Z");
    expect(story.lines).toEqual([
      "10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom",
      "10:50:00 note Out of bed 10:50",
      "10:52:00 note Up 10:52",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["notUp/home"]));
  });

  test("a person who is up raises no alarm", () => {
    const story = toBed()
      .says("1", outOfBed, "2026-11-22T07:30:00Z")
      .says("3", moved, "2026-11-22T07:31:00Z")
      .says("3", moved, "2026-11-22T07:32:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("a trip to the kitchen before four, a stray movement and steps in the bedroom do not count as up", () => {
    const story = toBed()
      .says("1", outOfBed, "2026-11-22T03:30:00Z")
      .says("3", moved, "2026-11-22T03:31:00Z")
      .says("3", moved, "2026-11-22T03:32:00Z")
      .says("3", moved, "2026-11-22T06:00:00Z")
      .says("2", moved, "2026-11-22T09:00:00Z")
      .says("2", moved, "2026-11-22T09:01:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines).toEqual(["10:30:00 advisory Not up by 10:30: nobody seen outside the bedroom since 04:00"]);
  });

  test("a person up at five and back in bed counts as in bed", () => {
    const story = toBed()
      .says("1", outOfBed, "2026-11-22T05:00:00Z")
      .says("3", moved, "2026-11-22T05:01:00Z")
      .says("3", moved, "2026-11-22T05:02:00Z")
      .says("1", inBed, "2026-11-22T05:10:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines).toEqual(["10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom"]);
  });

  test("each further morning rings again in the same alarm", () => {
    const story = toBed().until("2026-11-24T12:00:00Z");
    expect(story.lines).toHaveLength(3);
  });
});

describe("a home", () => {
  test("with only a bed sensor is judged by the bed", () => {
    const alone = homeOf([{ id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" }], "live", { plan });
    const story = new Story(alone, "2026-11-21T18:00:00Z")
      .says("1", inBed, "2026-11-21T22:00:00Z")
      .says("1", outOfBed, "2026-11-22T08:00:00Z");
    expect(story.until("2026-11-22T12:00:00Z").lines).toEqual([]);
    story.says("1", inBed, "2026-11-22T22:00:00Z").until("2026-11-23T11:00:00Z").says("1", outOfBed, "2026-11-23T11:10:00Z");
    expect(story.lines).toEqual(["10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom", "11:10:00 note Up 11:10"]);
  });

  test("without a bed sensor recognises the bedroom by its name", () => {
    const noBed = homeOf(devices.slice(1), "live", { plan });
    const story = new Story(noBed, "2026-11-21T18:00:00Z")
      .says("3", moved, "2026-11-21T20:00:00Z")
      .says("3", moved, "2026-11-21T20:01:00Z")
      .says("2", moved, "2026-11-22T08:00:00Z")
      .says("2", moved, "2026-11-22T08:01:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines).toEqual(["10:30:00 advisory Not up by 10:30: nobody seen outside the bedroom since 04:00"]);
  });

  test("without an indoor sensor outside the bedroom is not judged", () => {
    const story = new Story(home, "2026-11-20T18:00:00Z")
      .says("4", { kind: "door", open: true }, "2026-11-20T20:00:00Z")
      .says("2", moved, "2026-11-20T20:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("with its first reading after four is judged from the next morning on", () => {
    const story = new Story(home, "2026-11-22T06:00:00Z")
      .says("3", moved, "2026-11-22T06:30:00Z")
      .says("1", inBed, "2026-11-22T06:31:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T12:00:00Z").lines).toHaveLength(1);
  });

  test("in an absence is not judged that morning", () => {
    const away = {
      id: "31",
      kind: "onHoliday" as const,
      startsAt: Date.parse("2026-11-22T08:00:00Z"),
      endsAt: Date.parse("2026-11-22T20:00:00Z"),
      endedAt: null,
      suspends: ["notUp"],
    };
    const story = toBed({ ...home, absences: [away] }).until("2026-11-22T21:00:00Z");
    expect(story.lines.filter((line) => line.includes("Not up"))).toEqual([]);
    story.until("2026-11-23T11:00:00Z");
    expect(story.lines.filter((line) => line.includes("Not up"))).toHaveLength(1);
  });

  test("in a recording is judged by the mornings of the recording", () => {
    const recording = homeOf(devices, "test", { plan });
    const story = new Story(recording, "2026-11-22T12:00:00Z")
      .says("3", moved, "2011-06-14T18:00:00Z")
      .says("1", inBed, "2011-06-14T21:00:00Z")
      .says("1", outOfBed, "2011-06-15T11:00:00Z");
    expect(story.lines).toEqual(["09:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom", "11:00:00 note Out of bed 12:00"]);
  });
});

test("a new time that has passed already today holds from tomorrow; today keeps the old time", () => {
  const story = toBed()
    .changes({ plan: planOf({ notUp: { by: "09:30", since: "05:00" } }) }, "2026-11-22T10:00:00Z")
    .until("2026-11-23T12:00:00Z");
  expect(story.lines).toEqual([
    "10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom",
    "09:30:00 advisory Not up by 09:30, still in bed: Bed sensor, Bedroom",
  ]);
});

test("an earlier time set in the evening holds from the next morning on", () => {
  const story = toBed()
    .changes({ plan: planOf({ notUp: { by: "09:30" } }) }, "2026-11-21T23:00:00Z")
    .until("2026-11-22T12:00:00Z");
  expect(story.lines).toEqual(["09:30:00 advisory Not up by 09:30, still in bed: Bed sensor, Bedroom"]);
});

test("a new plan does not change how many movements count as up for an alarm that rang", () => {
  const rang = () =>
    toBed({ ...home, plan: planOf({ notUp: { motionCount: 3 } }) })
      .says("1", outOfBed, "2026-11-22T03:30:00Z")
      .until("2026-11-22T11:00:00Z");
  for (const plan of [planOf({}), planOf({ notUp: { motionCount: 1 } })]) {
    const story = rang().changes({ plan }, "2026-11-22T11:00:00Z");
    story.says("3", moved, "2026-11-22T11:10:00Z").says("3", moved, "2026-11-22T11:11:00Z");
    expect(story.lines).toHaveLength(1);
    expect(story.says("3", moved, "2026-11-22T11:12:00Z").lines.slice(1)).toEqual(["11:12:00 note Up 11:12"]);
  }
});

test("a new time that is still to come holds today", () => {
  const story = toBed()
    .changes({ plan: planOf({ notUp: { by: "09:00" } }) }, "2026-11-22T08:00:00Z")
    .until("2026-11-22T12:00:00Z");
  expect(story.lines).toEqual(["09:00:00 advisory Not up by 09:00, still in bed: Bed sensor, Bedroom"]);
});
