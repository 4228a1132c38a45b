import { describe, expect, test } from "vitest";
import { Story } from "../../rulesStory.ts";
import { asleep, closed, evening, home, inBed, moves, opened, outOfBed, withoutBed } from "./wanderingHome.ts";

const seated = { kind: "chair", occupied: true } as const;
const stood = { kind: "chair", occupied: false } as const;
const night = (clock: string): string => `2026-11-23T${clock}Z`;
const rings = (story: Story): string[] => story.lines.filter((line) => !/ (note|technical) /.test(line));

describe("a front door whose “closed” was lost in the evening", () => {
  const leftOpen = (facts = home) => new Story(facts, "2026-11-22T12:00:00Z").says("3", opened, "2026-11-22T18:10:00Z");

  test("rings when it is opened in the night", () => {
    const story = leftOpen(withoutBed).says("3", opened, night("02:05:00")).says("3", closed, night("02:05:20")).until(night("05:00:00"));
    expect(rings(story)).toEqual([
      "02:05:00 urgent Front door opened 02:05 (Hall)",
      "02:08:20 critical May have left home: Front door closed 02:05 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test.each([10, 30, 45, 60, 120])("does not ring for a report each %i minutes that it is open", (minutes) => {
    const story = leftOpen(withoutBed);
    for (let minute = minutes; minute < 12 * 60; minute += minutes)
      story.says("3", opened, new Date(Date.parse("2026-11-22T18:10:00Z") + minute * 60_000).toISOString());
    expect(story.lines).toEqual([]);
  });

  test("rings once for a contact that bounces", () => {
    const story = leftOpen(withoutBed);
    for (const second of ["00", "01", "03", "09"]) story.says("3", opened, night(`02:05:${second}`));
    expect(rings(story)).toEqual(["02:05:00 urgent Front door opened 02:05 (Hall)"]);
  });
});

test("a bed left in the night rings although it was empty before: its “occupied” was lost", () => {
  const story = new Story(home, "2026-11-22T08:00:00Z").says("1", outOfBed, "2026-11-22T08:30:00Z").says("1", outOfBed, night("02:00:00"));
  expect(story.lines).toEqual(["02:00:00 advisory Out of bed 02:00: Bed sensor, Bedroom"]);
});

describe("a person who went out at night", () => {
  const gone = () =>
    asleep().says("1", outOfBed, night("02:10:00")).says("3", opened, night("02:14:00")).says("3", closed, night("02:14:20"));

  test("is missed although the empty bed reports a person for seconds", () => {
    const story = gone();
    for (const clock of ["02:15", "02:16", "02:17"]) story.says("1", inBed, night(`${clock}:00`)).says("1", outOfBed, night(`${clock}:02`));
    expect(rings(story.until(night("05:00:00"))).at(-1)).toMatch(/^02:17:20 critical May have left home/);
  });

  test("is missed although an empty chair reports a person for seconds, also just when they are missed", () => {
    const story = gone().says("9", seated, night("02:17:10")).says("9", stood, night("02:17:30")).until(night("05:00:00"));
    expect(rings(story).at(-1)).toMatch(/^02:17:30 critical May have left home/);
  });

  test("is not missed when they go to bed just before that", () => {
    const story = gone().says("1", inBed, night("02:17:00")).until(night("05:00:00"));
    expect(story.lines.at(-1)).toBe("02:18:00 note Back in bed 02:17");
    expect(rings(story)).toHaveLength(2);
  });
});

describe("a front door contact that reports too often", () => {
  /** It changes 30 times from 02:00 on, while the person is in bed. */
  function sticking(story: Story): Story {
    for (let nth = 0; nth < 30; nth += 1)
      story.says("3", nth % 2 === 0 ? opened : closed, new Date(Date.parse(night("02:00:00")) + nth * 4_000).toISOString());
    return story;
  }
  const later = (story: Story, from: string) => rings(story).filter((line) => line > from);

  test("raises advisory alarms while no other sensor shows the person up", () => {
    expect(later(sticking(asleep()).until(night("02:09:00")), "02:01:30").map((line) => line.split(" ")[1])).toEqual(
      expect.arrayContaining(["advisory"]),
    );
    expect(later(sticking(asleep()).until(night("02:09:00")), "02:01:30").join()).not.toMatch(/urgent|critical/);
  });

  test("rings urgently when the hall shows the person too", () => {
    const story = new Story(home, evening).says("1", inBed, "2026-11-22T22:30:00Z");
    sticking(story).says("5", moves, night("02:03:00")).says("3", opened, night("02:03:30"));
    expect(later(story, "02:03:00")).toEqual(["02:03:30 urgent Front door opened 02:03 (Hall)"]);
  });
});
