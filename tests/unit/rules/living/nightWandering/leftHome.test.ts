import { describe, expect, test } from "vitest";
import { homeOf, Story } from "../../rulesStory.ts";
import {
  asleep,
  bed,
  buffered,
  closed,
  evening,
  inBed,
  moves,
  opened,
  otherDevices,
  outOfBed,
  plan,
  secondBed,
  withoutBed,
} from "./wanderingHome.ts";

describe("a person missed since an earlier night", () => {
  const through = (story: Story, day: string) =>
    story.says("3", opened, `2026-11-${day}T02:00:00Z`).says("3", closed, `2026-11-${day}T02:01:00Z`).until(`2026-11-${day}T12:00:00Z`);

  test("does not silence later nights: each opening at night rings, although the only motion sensor is dead", () => {
    const story = new Story(withoutBed, evening).says("5", moves, "2026-11-22T20:30:00Z");
    for (const day of ["23", "24", "25"]) through(story, day);
    const night = [
      "02:00:00 urgent Front door opened 02:00 (Hall)",
      "02:01:00 note Front door closed 02:01 (Hall)",
      "02:04:00 critical May have left home: Front door closed 02:01 (Hall), nobody seen indoors for 3 min since",
    ];
    const again = (date: string) => `02:00:00 note Still not seen indoors since the door moved ${date} 02:01. A new night has begun`;
    expect(story.lines).toEqual([...night, again("2026-11-23"), ...night, again("2026-11-24"), ...night]);
    expect(new Set(story.episodes)).toEqual(new Set(["nightWandering/night"]));
  });

  test("does not silence another bed that is left on a later night", () => {
    const couple = homeOf([bed, secondBed, ...otherDevices], "live", { plan });
    const story = asleep(couple).says("2", inBed, "2026-11-22T22:40:00Z").says("1", outOfBed, "2026-11-23T01:55:00Z");
    through(story, "23").says("2", outOfBed, "2026-11-24T03:00:00Z");
    expect(story.lines.at(-1)).toBe("03:00:00 advisory Out of bed 03:00: Second bed, Spare room");
  });

  test("is found when they come back through the door on a later night", () => {
    const story = through(new Story(withoutBed, evening), "23")
      .says("3", opened, "2026-11-23T23:00:00Z")
      .says("3", closed, "2026-11-23T23:00:10Z")
      .says("5", moves, "2026-11-23T23:00:30Z");
    expect(story.lines.at(-1)).toBe("23:00:30 note Back indoors 23:00: Hall motion, Hall");
    expect(story.state.ringing).toEqual({});
  });

  test("does not silence a late reading of the door on a later night", () => {
    const story = through(new Story(withoutBed, evening), "23")
      .says("3", opened, "2026-11-24T05:40:00Z", "2026-11-24T02:00:00Z", buffered)
      .until("2026-11-24T05:41:00Z");
    expect(story.lines.at(-1)).toMatch(/^05:40:05 critical May have left home: Front door opened 02:00/);
  });
});

const doorAt = "2026-11-23T02:14:00Z";
const critical = (story: Story) => story.until("2026-11-23T04:00:00Z").lines.filter((line) => line.includes("critical"));

describe("whether a person left home", () => {
  test("movement within ten seconds of the door does not show anybody indoors; later movement does", () => {
    const moved = (time: string) =>
      critical(asleep().says("3", opened, "2026-11-23T02:13:50Z").says("3", closed, doorAt).says("5", moves, time));
    expect(moved("2026-11-23T02:14:09Z")).toHaveLength(1);
    expect(moved("2026-11-23T02:14:10Z")).toEqual([]);
    expect(moved("2026-11-23T02:16:59Z")).toEqual([]);
  });

  test("a chair or an inside door shows a person indoors too", () => {
    const pulledShut = () => asleep().says("3", opened, "2026-11-23T02:13:50Z").says("3", closed, doorAt);
    expect(critical(pulledShut().says("9", { kind: "chair", occupied: true }, "2026-11-23T02:16:00Z"))).toEqual([]);
    expect(critical(pulledShut().says("4", opened, "2026-11-23T02:16:00Z"))).toEqual([]);
  });

  test("a person seen in the hall while the door is open may still leave and pull it shut, and is missed", () => {
    const story = new Story(withoutBed, evening)
      .says("3", opened, doorAt)
      .says("5", moves, "2026-11-23T02:14:30Z")
      .says("3", closed, "2026-11-23T02:15:00Z")
      .until("2026-11-23T03:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened 02:14 (Hall)",
      "02:14:30 note Seen indoors 02:14: Hall motion, Hall",
      "02:15:00 note Front door closed 02:15 (Hall)",
      "02:18:00 critical May have left home: Front door closed 02:15 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test("a person seen in the hall who then leaves through the open door is missed once, despite later movement there", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("3", opened, "2026-11-23T02:01:00Z")
      .says("5", moves, "2026-11-23T02:01:12Z")
      .says("5", moves, "2026-11-23T02:03:50Z")
      .until("2026-11-23T03:00:00Z")
      .says("5", moves, "2026-11-23T03:01:00Z")
      .says("5", moves, "2026-11-23T04:01:00Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:00:00 advisory Out of bed 02:00: Bed sensor, Bedroom",
      "02:01:00 urgent Front door opened 02:01 (Hall), out of bed since 02:00",
      "02:01:12 note Seen indoors 02:01: Hall motion, Hall",
      "02:06:50 critical May have left home: Front door open since 02:01 (Hall), nobody seen indoors since 02:03",
      "03:01:00 note Seen indoors 03:01: Hall motion, Hall",
      "07:00:00 note Night over 07:00, not back in bed",
    ]);
  });
});

describe("an outside door that stays open or moves again", () => {
  test("after a further opening a person may be missed again", () => {
    const story = new Story(withoutBed, evening)
      .says("3", opened, "2026-11-23T02:01:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("5", moves, "2026-11-23T02:31:00Z")
      .says("3", closed, "2026-11-23T02:32:00Z")
      .says("3", opened, "2026-11-23T02:33:00Z")
      .says("5", moves, "2026-11-23T02:33:20Z");
    expect(critical(story).map((line) => line.slice(0, 8))).toEqual(["02:04:00", "02:36:20"]);
  });

  test("a person who airs the house is not missed: moving about, in a chair, back in bed, or up in the morning", () => {
    const aired = (opensAt: string) =>
      asleep().says("1", outOfBed, "2026-11-23T02:00:00Z").says("3", opened, opensAt).says("6", moves, opensAt.replace(":00Z", ":30Z"));
    const about = aired(doorAt);
    for (const minute of [16, 18, 20, 22, 24]) about.says("6", moves, `2026-11-23T02:${minute}:00Z`);
    expect(critical(about.says("1", inBed, "2026-11-23T02:26:00Z"))).toEqual([]);
    const seated = aired(doorAt)
      .says("9", { kind: "chair", occupied: true }, "2026-11-23T02:15:00Z")
      .says("6", moves, "2026-11-23T02:50:00Z");
    expect(critical(seated)).toEqual([]);
    // The person gets up from the chair at 02:55 and is not seen again.
    const left = aired(doorAt)
      .says("9", { kind: "chair", occupied: true }, "2026-11-23T02:15:00Z")
      .says("9", { kind: "chair", occupied: false }, "2026-11-23T02:55:00Z");
    expect(critical(left)).toEqual([
      "02:58:00 critical May have left home: Front door open since 02:14 (Hall), nobody seen indoors since 02:55",
    ]);
    const upEarly = aired("2026-11-23T05:58:00Z").says("6", moves, "2026-11-23T06:00:10Z").until("2026-11-23T12:00:00Z");
    expect(upEarly.lines.filter((line) => line.includes("critical"))).toEqual([]);
  });

  test("without an indoor sensor the door rings and the person is not missed", () => {
    const doorOnly = homeOf([{ id: "3", name: "Front door", kind: "door", outside: true }], "live", { plan });
    const story = new Story(doorOnly, evening)
      .says("3", opened, doorAt)
      .says("3", closed, "2026-11-23T02:15:00Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened 02:14",
      "02:15:00 note Front door closed 02:15",
      "07:00:00 note Night over 07:00, not seen indoors since the door",
    ]);
  });
});
