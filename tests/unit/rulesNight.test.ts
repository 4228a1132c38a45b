import { describe, expect, test } from "vitest";
import { homeOf, Story } from "./rulesStory.ts";

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "bedroom" },
  { id: "2", name: "Second bed", kind: "bed", room: "guest room" },
  { id: "3", name: "Front door", kind: "door", outside: true },
  { id: "4", name: "Back door", kind: "door", room: "kitchen", outside: true },
  { id: "5", name: "Bathroom door", kind: "door" },
];
const home = homeOf(devices);
const recording = homeOf(devices, "test");
const evening = "2026-11-22T20:00:00Z";
const bed = (occupied: boolean) => ({ kind: "bed", occupied }) as const;
const door = (open: boolean) => ({ kind: "door", open }) as const;

describe("leaving bed in the night", () => {
  test("and coming back within 20 minutes wakes nobody", () => {
    const story = new Story(home, evening)
      .says("1", bed(true), "2026-11-22T22:30:00Z")
      .says("1", bed(false), "2026-11-23T02:00:00Z")
      .says("1", bed(true), "2026-11-23T02:10:16Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("and not coming back rings at 20 minutes; the return is told and closes nothing; the next exit is its own alarm", () => {
    const story = new Story(home, evening)
      .says("1", bed(true), "2026-11-22T22:30:00Z")
      .says("1", bed(false), "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:19:59.999Z");
    expect(story.lines).toEqual([]);
    story
      .until("2026-11-23T02:20:00Z")
      .says("1", bed(true), "2026-11-23T02:41:00Z")
      .says("1", bed(false), "2026-11-23T04:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, bedroom",
      "02:41:00 told Back in bed 02:41",
      "04:20:00 urgent Left bed 04:00, not back after 20 min: Bed sensor, bedroom",
    ]);
    const [first, back, second] = story.episodes;
    expect(first).toBe(`bedExit/1/${Date.parse("2026-11-23T02:00:00Z")}`);
    expect(back).toBe(first);
    expect(second).not.toBe(first);
  });

  test("is not put off by a sensor that repeats itself", () => {
    const story = new Story(home, evening).says("1", bed(true), "2026-11-22T22:30:00Z");
    for (const minute of ["00", "05", "10", "15", "25", "35"]) story.says("1", bed(false), `2026-11-23T02:${minute}:00Z`);
    expect(story.lines).toEqual(["02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, bedroom"]);
  });

  test("by each person is watched apart", () => {
    const story = new Story(home, evening)
      .says("1", bed(false), "2026-11-23T02:00:00Z")
      .says("2", bed(false), "2026-11-23T02:05:00Z")
      .says("1", bed(true), "2026-11-23T02:10:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["02:25:00 urgent Left bed 02:05, not back after 20 min: Second bed, guest room"]);
  });

  test("shortly before its end is getting up", () => {
    expect(new Story(home, evening).says("1", bed(false), "2026-11-23T06:50:00Z").until("2026-11-23T12:00:00Z").lines).toEqual([]);
    expect(new Story(home, evening).says("1", bed(false), "2026-11-23T06:39:00Z").until("2026-11-23T12:00:00Z").lines).toHaveLength(1);
  });

  test("is not what somebody did who got up before it began, although the sensor repeats itself into the night", () => {
    const story = new Story(home, "2026-11-22T08:00:00Z")
      .says("1", bed(false), "2026-11-22T21:50:00Z")
      .says("1", bed(false), "2026-11-22T22:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is timed from when the bed was left, and rings at once where word of it came too late", () => {
    const story = new Story(recording, evening)
      .says("3", door(false), "2026-11-23T02:25:00Z")
      .says("1", bed(false), "2026-11-23T02:25:01Z", "2026-11-23T02:00:00Z");
    expect(story.lines).toEqual(["02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, bedroom"]);
  });

  test("is over when the return overtook the exit on the way", () => {
    const story = new Story(recording, evening)
      .says("1", bed(true), "2026-11-23T02:10:00Z")
      .says("1", bed(false), "2026-11-23T02:09:50Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is not lost when the device's clock drifts over the two-minute bound and receipt stands in for it", () => {
    const story = new Story(home, evening)
      .says("1", bed(true), "2026-11-23T02:00:00Z", "2026-11-23T02:01:59Z")
      .says("1", bed(false), "2026-11-23T02:00:30Z", "2026-11-23T02:02:31Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["02:20:30 urgent Left bed 02:02, received 02:00, not back after 20 min: Bed sensor, bedroom"]);
  });
});

describe("a door in the night", () => {
  test("to the outside rings as it opens, tells its closing, and rings again in the same alarm", () => {
    const story = new Story(home, evening)
      .says("3", door(true), "2026-11-23T02:14:00Z")
      .says("3", door(false), "2026-11-23T02:16:00Z")
      .says("3", door(true), "2026-11-23T02:20:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened at 02:14",
      "02:16:00 told Front door closed at 02:16",
      "02:20:00 urgent Front door opened at 02:20",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["nightDoor/3"]));
  });

  test("inside never rings", () => {
    expect(new Story(home, evening).says("5", door(true), "2026-11-23T02:14:00Z").lines).toEqual([]);
  });

  test("rings from the first minute of the window to its last", () => {
    const opened = (time: string) => new Story(home, "2026-11-22T08:00:00Z").says("4", door(true), time).lines;
    expect(opened("2026-11-22T21:59:59Z")).toEqual([]);
    expect(opened("2026-11-22T22:00:00Z")).toEqual(["22:00:00 urgent Back door opened at 22:00 (kitchen)"]);
    expect(opened("2026-11-23T06:59:59Z")).toHaveLength(1);
    expect(opened("2026-11-23T07:00:00Z")).toEqual([]);
  });

  test("opened by day and still open by night is no opening, nor is a sensor repeating itself; its closing tells nothing", () => {
    const story = new Story(home, "2026-11-22T08:00:00Z")
      .says("3", door(true), "2026-11-22T21:30:00Z")
      .says("3", door(true), "2026-11-22T22:30:00Z")
      .says("3", door(false), "2026-11-22T22:31:00Z");
    expect(story.lines).toEqual([]);
  });

  test("closed after the night tells the alarm that its opening raised", () => {
    const story = new Story(home, evening)
      .says("3", door(true), "2026-11-23T06:59:00Z")
      .says("3", door(true), "2026-11-23T07:05:00Z")
      .says("3", door(false), "2026-11-23T07:30:00Z");
    expect(story.lines.slice(1)).toEqual(["07:30:00 told Front door closed at 07:30"]);
  });

  test("whose closing overtook its opening still rings: somebody may be outside", () => {
    const story = new Story(recording, evening)
      .says("3", door(false), "2026-11-23T02:14:05Z")
      .says("3", door(true), "2026-11-23T02:14:02Z");
    expect(story.lines).toEqual(["02:14:02 urgent Front door opened at 02:14"]);
  });
});
