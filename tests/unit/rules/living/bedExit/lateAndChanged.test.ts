import { describe, expect, test } from "vitest";
import { planOf } from "../../rulesStory.ts";
import { asleep, buffered, home, inBed, moves, outOfBed } from "./bedHome.ts";

describe("a late reading", () => {
  test("of the return adds a note to the alarm that rang", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", buffered)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "05:40:00 note Back in bed 02:41, received 05:40",
    ]);
  });

  test("of a return between two exits does not end the alarm of the second, which is still open", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("1", outOfBed, "2026-11-23T04:00:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", buffered)
      .until("2026-11-23T05:41:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "04:20:00 urgent Left bed 04:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
  });

  test("of a bed left and still empty rings five seconds after it arrives", () => {
    const story = asleep()
      .says("5", moves, "2026-11-23T05:39:00Z")
      .says("1", outOfBed, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", buffered)
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["05:40:05 urgent Left bed 02:14, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("of a bed left for half an hour and occupied again raises no alarm", () => {
    const story = asleep()
      .says("1", inBed, "2026-11-23T05:39:50Z", "2026-11-23T02:44:00Z", buffered)
      .says("1", outOfBed, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", buffered)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("of the exit that arrives after the return raises no alarm", () => {
    const story = asleep()
      .says("1", inBed, "2026-11-23T02:10:00Z")
      .says("1", outOfBed, "2026-11-23T02:10:05Z", "2026-11-23T02:00:00Z", buffered)
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("while a person is out of bed", () => {
  test("a new plan does not change the wait; it holds from the next exit on", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ bedExit: { exitMinutes: 5, capMinutes: 10 } }) }, "2026-11-23T02:08:00Z")
      .says("5", moves, "2026-11-23T02:18:00Z")
      .until("2026-11-23T03:00:00Z")
      .says("1", inBed, "2026-11-23T03:00:00Z")
      .says("1", outOfBed, "2026-11-23T04:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:28:00 urgent Left bed 02:00, not back after 28 min, last movement 02:18 (Kitchen): Bed sensor, Bedroom",
      "03:01:00 note Back in bed 03:00",
      "04:05:00 urgent Left bed 04:00, not back after 5 min: Bed sensor, Bedroom",
    ]);
  });

  test("a plan without the rule lets the open wait ring and end, and begins no other", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ boundary: {} }) }, "2026-11-23T02:08:00Z")
      .says("2", outOfBed, "2026-11-23T02:09:00Z")
      .until("2026-11-23T02:40:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .says("1", outOfBed, "2026-11-23T03:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "02:42:00 note Back in bed 02:41",
    ]);
  });

  test("removing the bed sensor ends the wait", () => {
    const story = asleep().says("1", outOfBed, "2026-11-23T02:00:00Z");
    story
      .changes({ devices: new Map([...home.devices].filter(([id]) => id !== "1")) }, "2026-11-23T02:08:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([]);
  });
});
