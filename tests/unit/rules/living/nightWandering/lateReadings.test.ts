import { describe, expect, test } from "vitest";
import { asleep, buffered, closed, inBed, moves, opened, outOfBed } from "./wanderingHome.ts";

describe("a late reading", () => {
  test("of the return to bed adds a note and ends the episode", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", buffered);
    expect(story.lines.slice(2)).toEqual([
      "02:17:00 critical May have left home: Front door opened 02:14 (Hall), nobody seen indoors for 3 min since",
      "05:40:00 note Back in bed 02:41, received 05:40",
    ]);
  });

  test("of an open door rings five seconds after it arrives, at the priority that the episode has by then", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", buffered);
    expect(story.until("2026-11-23T05:41:00Z").lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "05:40:05 critical May have left home: Front door opened 02:14 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test("of a door in an episode that is over raises no alarm", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .until("2026-11-23T02:42:00Z")
      .says("3", opened, "2026-11-23T05:40:01Z", "2026-11-23T02:14:00Z", buffered)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual(["02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom", "02:42:00 note Back in bed 02:41"]);
  });
});

describe("a door opening that arrives after the movement that followed it", () => {
  const wandered = () =>
    asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("3", closed, "2026-11-23T02:15:00Z")
      .says("5", moves, "2026-11-23T02:15:30Z");

  test("seconds late rings again", () => {
    const story = wandered()
      .says("5", moves, "2026-11-23T02:40:15Z")
      .says("3", opened, "2026-11-23T02:40:25Z", "2026-11-23T02:40:00Z", buffered);
    expect(story.lines).toContain("02:40:25 urgent Front door opened 02:40 (Hall), out of bed since 02:10");
  });

  test("hours late adds a note and does not ring", () => {
    const story = wandered()
      .says("6", moves, "2026-11-23T04:00:00Z")
      .says("3", closed, "2026-11-23T05:00:00Z", "2026-11-23T02:41:00Z", buffered)
      .says("3", opened, "2026-11-23T05:00:01Z", "2026-11-23T02:40:00Z", buffered);
    expect(story.lines.filter((line) => line.startsWith("05:") && line.includes("urgent"))).toEqual([]);
    expect(story.lines).toContain("05:00:01 note Front door opened 02:40, received 05:00 (Hall), out of bed since 02:10");
  });
});
