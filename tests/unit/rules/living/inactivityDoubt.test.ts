import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
  { id: "2", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Fridge", kind: "door", room: "Kitchen" },
  { id: "5", name: "Radar", kind: "motion", room: "Living room" },
  { id: "6", name: "Bedroom motion", kind: "motion", room: "Bedroom" },
  { id: "7", name: "Armchair", kind: "chair", room: "Living room" },
];
const plan = planOf({ inactivity: {} });
const home = homeOf(devices, "live", { plan });
const moved = { kind: "motion", detected: true } as const;
const still = { kind: "motion", detected: false } as const;
const opened = { kind: "door", open: true } as const;
const inBed = { kind: "bed", occupied: true } as const;
const outOfBed = { kind: "bed", occupied: false } as const;
const beats = { kind: "heartbeat" } as const;
const day = (clock: string, plusMinutes = 0): string => new Date(Date.parse(`2026-11-23T${clock}Z`) + plusMinutes * 60_000).toISOString();
const asleep = (facts = home) =>
  new Story(facts, "2026-11-22T20:00:00Z").says("4", opened, "2026-11-22T20:00:00Z").says("2", inBed, "2026-11-22T22:00:00Z");
/** A movement sensor that shows a person for a minute. */
const moves = (story: Story, device: string, clock: string): Story =>
  story.says(device, moved, day(clock)).says(device, still, day(clock, 1));
const until = (story: Story, clock: string): Story => story.until(day(clock));

describe("a bed sensor that sticks at “occupied”", () => {
  const upAndDown = (story: Story): Story => {
    for (const clock of ["07:30:00", "07:36:00", "08:10:00", "08:15:00", "08:58:00", "09:00:00"]) moves(story, "1", clock);
    return story;
  };

  test("does not hide that its owner moved in the kitchen in the morning and then no more", () => {
    expect(until(upAndDown(asleep()), "21:30:00").lines).toEqual([
      "21:00:00 urgent No sign of life for 12 h of daytime, last 09:00: Kitchen motion, Kitchen",
    ]);
  });

  test("is not believed either when it repeats “occupied” each ten minutes", () => {
    const story = upAndDown(asleep());
    for (let minute = 0; minute < 700; minute += 10) story.says("2", inBed, day("09:05:00", minute));
    expect(until(story, "21:30:00").lines).toHaveLength(1);
  });

  test("is believed where two people live: the other one moved", () => {
    const story = upAndDown(asleep({ ...home, people: 2 }));
    expect(until(story, "11:59:00").lines).toEqual([]);
    expect(until(story, "21:30:00").lines).toEqual(["12:00:00 advisory In bed for 14 h, or the sensor is stuck: Bed sensor, Bedroom"]);
  });

  test("is believed while only the bedroom moves, or one stray movement comes from the kitchen", () => {
    const story = asleep().says("6", moved, day("03:00:00")).says("6", moved, day("03:02:30")).says("1", moved, day("04:00:00"));
    expect(until(story, "11:59:00").lines).toEqual([]);
  });

  test("is believed again once it changes", () => {
    const story = upAndDown(asleep()).says("2", outOfBed, day("09:30:00")).says("2", inBed, day("10:00:00"));
    expect(until(story, "23:30:00").lines).toEqual([]);
  });

  test("rings after 14 hours when nothing contradicts it, urgently after 21, and the hours may be set", () => {
    expect(until(asleep(), "19:30:00").lines).toEqual([
      "12:00:00 advisory In bed for 14 h, or the sensor is stuck: Bed sensor, Bedroom",
      "19:00:00 urgent In bed for 21 h, or the sensor is stuck: Bed sensor, Bedroom",
    ]);
    const short = { ...home, plan: planOf({ inactivity: { inBedHours: 10 } }) };
    expect(until(asleep(short), "09:00:00").lines).toEqual([
      "08:00:00 advisory In bed for 10 h, or the sensor is stuck: Bed sensor, Bedroom",
    ]);
  });
});

test.each([
  ["2", inBed, outOfBed, 2, 300],
  ["2", inBed, outOfBed, 5, 1140],
  ["7", { kind: "chair", occupied: true } as const, { kind: "chair", occupied: false } as const, 3, 720],
])("an empty bed or chair (%s) that reports a person for seconds is no sign of life", (device, on, off, seconds, everySeconds) => {
  const story = new Story(home, "2026-11-23T08:00:00Z").says("4", opened, day("08:30:00"));
  for (let at = 0; at < 12 * 3600; at += everySeconds)
    story.says(device, on, day("09:00:00", at / 60)).says(device, off, day("09:00:00", (at + seconds) / 60));
  expect(story.lines).toContain("20:30:00 urgent No sign of life for 12 h of daytime, last 08:30: Fridge, Kitchen");
});

describe("a movement that lasts", () => {
  const stuck = (minutes: number, jitterSeconds = 0): Story => {
    const story = new Story(home, "2026-11-23T08:00:00Z").says("4", opened, day("08:30:00"));
    for (let nth = 0; nth * minutes <= 22 * 60; nth += 1)
      story.says("5", moved, day("09:00:00", nth * minutes + (nth % 3 === 1 ? jitterSeconds / 60 : 0)));
    return story;
  };

  test.each([
    [10, 0],
    [5, 0],
    [30, 20],
    [60, 0],
    [7, 10],
  ])("repeated each %i minutes without an end rings with what is true (jitter %i s)", (minutes, jitter) => {
    expect(until(stuck(minutes, jitter), "21:30:00").lines[0]).toMatch(
      /^21:0\d:\d\d advisory Living room says movement since 09:0\d; nothing else has changed/,
    );
  });

  test("rings urgently at one and a half times the limit", () => {
    const story = stuck(10).until("2026-11-24T12:30:00Z");
    expect(story.lines.slice(0, 2)).toEqual([
      "21:00:00 advisory Living room says movement since 09:00; nothing else has changed",
      // Thirteen hours count until 22:00, and five from 07:00 on.
      "12:00:00 urgent Living room says movement since 2026-11-23 09:00; nothing else has changed",
    ]);
  });

  test("of a radar that says it once, with heartbeats, is advisory at the limit", () => {
    const story = new Story(home, "2026-11-23T07:00:00Z");
    moves(story, "1", "07:40:00").says("5", moved, day("07:45:00"));
    for (let minute = 0; minute < 900; minute += 15) story.says("5", beats, day("07:50:00", minute));
    expect(until(story, "21:59:00").lines).toEqual(["19:45:00 advisory Living room says movement since 07:45; nothing else has changed"]);
  });

  test("and ends is no presence: a person who lies still after it is missed urgently at the limit", () => {
    const story = new Story(home, "2026-11-23T07:00:00Z");
    moves(story, "1", "07:40:00").says("5", moved, day("07:45:00")).says("5", still, day("07:55:00"));
    for (let minute = 0; minute < 900; minute += 15) story.says("5", beats, day("08:00:00", minute));
    expect(until(story, "21:59:00").lines).toEqual(["19:45:00 urgent No sign of life for 12 h of daytime, last 07:45: Radar, Living room"]);
  });

  test("does not ring while other sensors change", () => {
    const story = stuck(10);
    expect(until(moves(moves(new Story(home, day("08:00:00")), "1", "09:00:00"), "1", "09:05:00"), "20:00:00").lines).toEqual([]);
    expect(story.lines.filter((line) => line.includes("urgent No sign"))).toEqual([]);
  });

  test("names when something else changed last", () => {
    const story = new Story(home, "2026-11-23T07:00:00Z").says("5", moved, day("07:45:00"));
    for (let minute = 0; minute < 60; minute += 15) story.says("5", beats, day("07:50:00", minute));
    story.says("4", opened, day("10:00:00"));
    for (let minute = 0; minute < 900; minute += 15) story.says("5", beats, day("10:10:00", minute));
    expect(until(story, "22:30:00").lines[0]).toBe(
      "22:00:00 advisory Living room says movement since 07:45; nothing else has changed since 10:00",
    );
  });
});

test("a bed that reported too often in the evening, and then shows the person in it for 21 h while nothing else changes, rings urgently", () => {
  const story = new Story(home, "2026-11-22T20:00:00Z").says("4", opened, "2026-11-22T20:00:00Z");
  for (let nth = 0; nth < 31; nth += 1)
    story.says("2", nth % 2 === 0 ? inBed : outOfBed, new Date(Date.parse("2026-11-22T21:00:00Z") + nth * 5_000).toISOString());
  const { lines } = until(story, "20:00:00");
  expect(lines).toContainEqual(expect.stringContaining("Reporting too often"));
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^11:02:30 advisory In bed for 14 h, or the sensor is stuck/),
    expect.stringMatching(/^18:02:30 urgent In bed for 21 h, or the sensor is stuck/),
  ]);
});
