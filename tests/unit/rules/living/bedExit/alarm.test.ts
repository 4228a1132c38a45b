import { describe, expect, test } from "vitest";
import { Story } from "../../rulesStory.ts";
import { asleep, evening, home, inBed, moves, opened, outOfBed, seated, still } from "./bedHome.ts";

describe("a person who leaves bed at night", () => {
  test("and is back within 20 minutes raises no alarm", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("5", moves, "2026-11-23T02:04:00Z")
      .says("1", inBed, "2026-11-23T02:10:16Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("rings after exactly 20 minutes; the return adds a note with its time; the next exit rings again", () => {
    const story = asleep().says("1", outOfBed, "2026-11-23T02:00:00Z").until("2026-11-23T02:19:59.999Z");
    expect(story.lines).toEqual([]);
    story
      .until("2026-11-23T02:20:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .says("1", outOfBed, "2026-11-23T04:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "02:42:00 note Back in bed 02:41",
      "04:20:00 urgent Left bed 04:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["bedExit/1"]));
  });

  test("rings on time although the sensor repeats its report", () => {
    const story = asleep();
    for (const minute of ["00", "05", "10", "15", "25", "35"]) story.says("1", outOfBed, `2026-11-23T02:${minute}:00Z`);
    expect(story.lines).toEqual(["02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("is watched separately for each of two beds", () => {
    const story = new Story(home, evening)
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("2", outOfBed, "2026-11-23T02:05:00Z")
      .says("1", inBed, "2026-11-23T02:10:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["02:25:00 urgent Left bed 02:05, not back after 20 min: Second bed, Spare room"]);
  });

  test("in the last minute of the window rings after its end; one minute later is getting up", () => {
    const leftAt = (time: string) => asleep().says("1", outOfBed, time).until("2026-11-23T12:00:00Z").lines;
    expect(leftAt("2026-11-23T06:35:00Z")).toEqual(["06:55:00 urgent Left bed 06:35, not back after 20 min: Bed sensor, Bedroom"]);
    expect(leftAt("2026-11-23T06:59:59Z")).toEqual(["07:19:59 urgent Left bed 06:59, not back after 20 min: Bed sensor, Bedroom"]);
    expect(leftAt("2026-11-23T07:00:00Z")).toEqual([]);
  });

  test("before midnight rings after it with the date in the sentence", () => {
    const story = asleep().says("1", outOfBed, "2026-11-22T23:50:00Z").until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["00:10:00 urgent Left bed 2026-11-22 23:50, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("raises no alarm if the bed was left before the window, although the sensor repeats its report in it", () => {
    const story = new Story(home, "2026-11-22T08:00:00Z")
      .says("1", outOfBed, "2026-11-22T21:50:00Z")
      .says("1", outOfBed, "2026-11-22T22:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("movement in another room", () => {
  test("delays the alarm until ten minutes after the movement, and is named in it", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("5", moves, "2026-11-23T02:05:00Z")
      .says("5", still, "2026-11-23T02:16:00Z")
      .says("5", moves, "2026-11-23T02:15:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:25:00 urgent Left bed 02:00, not back after 25 min, last movement 02:15 (Kitchen): Bed sensor, Bedroom",
    ]);
  });

  test("delays the alarm until 45 minutes after leaving bed at most", () => {
    const story = asleep().says("1", outOfBed, "2026-11-23T02:00:00Z");
    for (const minute of ["08", "16", "24", "32", "38", "44"]) story.says("5", moves, `2026-11-23T02:${minute}:00Z`);
    expect(story.until("2026-11-23T02:44:59.999Z").lines).toEqual([]);
    story.says("5", moves, "2026-11-23T02:45:10Z").says("1", inBed, "2026-11-23T02:51:00Z").until("2026-11-23T02:52:00Z");
    expect(story.lines).toEqual([
      "02:45:00 urgent Left bed 02:00, not back after 45 min, last movement 02:44 (Kitchen): Bed sensor, Bedroom",
      "02:52:00 note Back in bed 02:51",
    ]);
  });

  test("may be an inside door; the front door, the bedroom and a sensor without a room delay nothing", () => {
    const rings = (device: string, value: typeof moves | typeof opened) =>
      asleep()
        .says("1", outOfBed, "2026-11-23T02:00:00Z")
        .says(device, value, "2026-11-23T02:18:00Z")
        .until("2026-11-23T06:00:00Z")
        .lines[0]?.slice(0, 8);
    expect(rings("4", opened)).toBe("02:28:00");
    expect(rings("3", opened)).toBe("02:20:00");
    expect(rings("6", moves)).toBe("02:20:00");
    expect(rings("7", moves)).toBe("02:20:00");
  });

  test("is not a repeated report of an inside door", () => {
    const story = asleep().says("4", opened, "2026-11-22T23:00:00Z").says("1", outOfBed, "2026-11-23T02:00:00Z");
    for (const minute of ["05", "10", "15", "19"]) story.says("4", opened, `2026-11-23T02:${minute}:00Z`);
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T06:00:00Z").lines[0]).toMatch(/^02:20:00/);
  });
});

describe("the end of the night", () => {
  const outAt = (time: string) => asleep().says("1", outOfBed, time);

  test("does not silence the alarm for a person seen before it and not after it", () => {
    const story = outAt("2026-11-23T06:35:00Z").says("5", moves, "2026-11-23T06:51:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "07:01:00 urgent Left bed 06:35, not back after 26 min, last movement 06:51 (Kitchen): Bed sensor, Bedroom",
    ]);
  });

  test("makes movement, a chair or any door after it count as getting up", () => {
    for (const [device, value] of [
      ["5", moves],
      ["8", seated],
      ["4", opened],
      ["3", opened],
    ] as const) {
      const story = outAt("2026-11-23T06:50:00Z").says(device, value, "2026-11-23T07:05:00Z").until("2026-11-23T12:00:00Z");
      expect(story.lines).toEqual([]);
    }
  });

  test("does not make bedroom movement or a repeated report count as getting up", () => {
    const story = asleep()
      .says("3", opened, "2026-11-22T23:00:00Z")
      .says("8", seated, "2026-11-22T23:10:00Z")
      .says("1", outOfBed, "2026-11-23T06:50:00Z")
      .says("6", moves, "2026-11-23T07:02:00Z")
      .says("3", opened, "2026-11-23T07:04:00Z")
      .says("8", seated, "2026-11-23T07:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["07:10:00 urgent Left bed 06:50, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("does not end an alarm that rang: the return still adds its note", () => {
    const story = outAt("2026-11-23T06:50:00Z")
      .until("2026-11-23T07:20:00Z")
      .says("1", inBed, "2026-11-23T07:40:00Z")
      .until("2026-11-23T08:00:00Z");
    expect(story.lines[1]).toBe("07:41:00 note Back in bed 07:40");
  });
});
