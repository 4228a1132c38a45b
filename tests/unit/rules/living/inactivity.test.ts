import { describe, expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Motion", kind: "motion", room: "Kitchen" },
  { id: "2", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Fridge", kind: "door", room: "Kitchen" },
  { id: "5", name: "Pendant", kind: "button" },
  { id: "6", name: "Thermometer", kind: "temperature", room: "Kitchen" },
];
const quiet = (settings = {}) => planOf({ inactivity: settings });
const home = homeOf(devices, "live", { plan: quiet() });
const morning = "2026-11-22T08:00:00Z";
const moved = { kind: "motion", detected: true } as const;
const still = { kind: "motion", detected: false } as const;
const opened = { kind: "door", open: true } as const;
const closed = { kind: "door", open: false } as const;
const inBed = { kind: "bed", occupied: true } as const;
const outOfBed = { kind: "bed", occupied: false } as const;
const pressed = { kind: "button", pressed: true } as const;

const hospital = (startsAt: string, endsAt: string, endedAt: string | null = null): Absence => ({
  id: "31",
  kind: "inHospital",
  startsAt: Date.parse(startsAt),
  endsAt: Date.parse(endsAt),
  endedAt: endedAt === null ? null : Date.parse(endedAt),
  suspends: ["inactivity"],
});

describe("a home without a sign of life", () => {
  test("rings after twelve hours without the night and names the last sign; the next sign of life adds a note", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T20:00:00Z").until("2026-11-23T16:59:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-23T19:00:00Z").says("4", closed, "2026-11-23T20:31:00Z");
    expect(story.lines).toEqual([
      "17:00:00 urgent No sign of life for 12 h of daytime, last 2026-11-22 20:00: Fridge, Kitchen",
      "20:31:00 note Sign of life 20:31: Fridge, Kitchen",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["inactivity/home"]));
    expect(story.until("2026-11-24T17:30:59.999Z").lines).toHaveLength(2);
    // 20:31 to 22:00 counts 1 h 29 min, 07:00 to 17:31 counts 10 h 31 min.
    expect(story.until("2026-11-24T17:31:00Z").lines).toHaveLength(3);
  });

  test("rings again after each further 24 hours until a sign of life, which starts the twelve hours again", () => {
    const story = new Story(home, morning)
      .says("4", opened, "2026-11-22T09:00:00Z")
      .says("1", moved, "2026-11-23T15:00:00Z")
      .until("2026-11-25T08:00:00Z")
      .says("4", closed, "2026-11-25T08:00:00Z")
      .until("2026-11-25T22:00:00Z");
    expect(story.lines).toEqual([
      "21:00:00 urgent No sign of life for 12 h of daytime, last 09:00: Fridge, Kitchen",
      "21:00:00 urgent Still no sign of life, 24 h later, last 2026-11-22 09:00: Fridge, Kitchen",
      "21:00:00 urgent Still no sign of life, 24 h later, last 2026-11-22 09:00: Fridge, Kitchen",
      "08:00:00 note Sign of life 08:00: Fridge, Kitchen",
      "20:00:00 urgent No sign of life for 12 h of daytime, last 08:00: Fridge, Kitchen",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["inactivity/home"]));
  });

  test("does not ring again for days in hospital", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z").until("2026-11-22T22:00:00Z");
    story.changes({ absences: [hospital("2026-11-23T01:00:00Z", "2026-11-27T10:00:00Z")] }, "2026-11-23T01:00:00Z");
    // Four hours count before the hospital and twenty after it.
    const about = () => story.lines.filter((line) => line.includes("sign of life"));
    expect(story.until("2026-11-28T05:59:59Z") && about()).toHaveLength(1);
    expect(story.until("2026-11-28T06:00:00Z") && about()).toHaveLength(2);
  });
});

describe("a home with weak or repeated signs of life", () => {
  test("rings despite one stray movement, and does not ring after two movements within ten minutes", () => {
    const lone = new Story(home, morning)
      .says("4", opened, "2026-11-22T09:00:00Z")
      .says("1", moved, "2026-11-22T12:00:00Z")
      .says("1", still, "2026-11-22T12:00:01Z")
      .says("1", moved, "2026-11-22T12:10:01Z")
      .until("2026-11-22T21:30:00Z");
    expect(lone.lines).toEqual(["21:00:00 urgent No sign of life for 12 h of daytime, last 09:00: Fridge, Kitchen"]);
    const two = new Story(home, morning)
      .says("4", opened, "2026-11-22T09:00:00Z")
      .says("1", moved, "2026-11-22T12:00:00Z")
      .says("1", moved, "2026-11-22T12:10:00Z")
      .until("2026-11-22T21:30:00Z");
    expect(two.lines).toEqual([]);
  });

  test("stays an open episode after one stray movement", () => {
    const story = new Story(home, morning)
      .says("4", opened, "2026-11-22T09:00:00Z")
      .says("1", moved, "2026-11-22T21:10:00Z")
      .says("1", moved, "2026-11-22T21:20:00Z");
    expect(story.lines.slice(1)).toEqual(["21:20:00 note Sign of life 21:20: Motion, Kitchen"]);
  });

  test("says that a person is in bed all day, or that the sensor is stuck, and counts from getting up", () => {
    const story = new Story(home, morning)
      .says("1", moved, "2026-11-22T21:00:00Z")
      .says("2", inBed, "2026-11-22T22:00:00Z")
      .until("2026-11-23T21:00:00Z")
      .says("2", outOfBed, "2026-11-24T08:00:00Z")
      .until("2026-11-24T19:59:59.999Z");
    expect(story.lines).toEqual([
      "12:00:00 advisory In bed for 14 h, or the sensor is stuck: Bed sensor, Bedroom",
      "19:00:00 urgent In bed for 21 h, or the sensor is stuck: Bed sensor, Bedroom",
      "08:00:00 note Sign of life 08:00: Bed sensor, Bedroom",
    ]);
    expect(story.until("2026-11-24T20:00:00Z").lines.slice(3)).toEqual([
      "20:00:00 urgent No sign of life for 12 h of daytime, last 08:00: Bed sensor, Bedroom",
    ]);
  });

  test("rings despite repeated reports and temperatures", () => {
    const story = new Story(home, morning)
      .says("4", opened, "2026-11-22T09:00:00Z")
      .says("4", opened, "2026-11-22T15:00:00Z")
      .says("2", outOfBed, "2026-11-22T16:00:00Z")
      .says("6", { kind: "temperature", celsius: 20 }, "2026-11-22T17:00:00Z")
      .until("2026-11-22T21:00:00Z");
    expect(story.lines).toHaveLength(1);
  });

  test("does not ring if it has only a pendant, a bed sensor and a front door sensor", () => {
    const story = new Story(home, morning)
      .says("5", pressed, "2026-11-22T09:00:00Z")
      .says("3", opened, "2026-11-22T09:10:00Z")
      .says("2", inBed, "2026-11-22T22:00:00Z")
      .says("2", outOfBed, "2026-11-23T07:00:00Z")
      .until("2026-11-25T21:00:00Z");
    expect(story.lines).toEqual(["09:00:00 critical SOS pressed: Pendant"]);
  });

  test("counts from the first reading if only one stray movement ever came", () => {
    const story = new Story(home, morning).says("1", moved, "2026-11-22T09:00:00Z").until("2026-11-22T21:00:00Z");
    expect(story.lines).toEqual(["21:00:00 urgent No sign of life for 12 h of daytime, none since 09:00"]);
  });

  test("counts an SOS press as a sign of life", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z").says("5", pressed, "2026-11-22T20:59:00Z");
    expect(story.until("2026-11-23T16:00:00Z").lines).toEqual(["20:59:00 critical SOS pressed: Pendant"]);
  });
});

describe("an absence", () => {
  test("does not count, and the hours before it do", () => {
    const away = { ...home, absences: [hospital("2026-11-22T15:00:00Z", "2026-11-25T10:00:00Z")] };
    const story = new Story(away, morning).says("4", opened, "2026-11-22T09:00:00Z").until("2026-11-25T15:59:59.999Z");
    const about = () => story.lines.filter((line) => line.includes("sign of life"));
    expect(about()).toEqual([]);
    // Six hours count before the absence and six after its planned end.
    story.until("2026-11-25T16:00:00Z");
    expect(about()).toEqual(["16:00:00 urgent No sign of life for 12 h of daytime, last 2026-11-22 09:00: Fridge, Kitchen"]);
  });

  test("that staff ended early counts again from then on", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z");
    story
      .changes({ absences: [hospital("2026-11-22T15:00:00Z", "2026-12-24T10:00:00Z")] }, "2026-11-22T15:00:00Z")
      .until("2026-11-23T12:00:00Z");
    story.changes({ absences: [hospital("2026-11-22T15:00:00Z", "2026-12-24T10:00:00Z", "2026-11-23T12:00:00Z")] }, "2026-11-23T12:00:00Z");
    expect(story.until("2026-11-23T17:59:59Z").lines).toEqual([]);
    expect(story.until("2026-11-23T18:00:00Z").lines).toHaveLength(1);
  });
});

describe("a change of plan or devices", () => {
  test("to fewer hours rings when they are over, and at once if they are over already", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z");
    story.changes({ plan: quiet({ hours: 8 }) }, "2026-11-22T12:00:00Z").until("2026-11-22T17:00:00Z");
    expect(story.lines).toEqual(["17:00:00 urgent No sign of life for 8 h of daytime, last 09:00: Fridge, Kitchen"]);
    const late = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z");
    expect(late.changes({ plan: quiet({ hours: 8 }) }, "2026-11-22T18:00:00Z").lines).toHaveLength(1);
  });

  test("to a plan without the rule lets the open episode end", () => {
    const story = new Story(home, morning).says("4", opened, "2026-11-22T09:00:00Z").until("2026-11-22T21:00:00Z");
    story.changes({ plan: planOf({}) }, "2026-11-22T21:10:00Z").says("4", closed, "2026-11-22T21:20:00Z");
    expect(story.until("2026-11-25T12:00:00Z").lines.slice(1)).toEqual(["21:20:00 note Sign of life 21:20: Fridge, Kitchen"]);
  });

  test("does not change how many movements end the open episode", () => {
    const terms = { motionCount: 3, hours: 2 };
    for (const plan of [planOf({}), quiet({ motionCount: 1 })]) {
      const story = new Story({ ...home, plan: quiet(terms) }, morning)
        .says("4", opened, "2026-11-22T09:00:00Z")
        .until("2026-11-22T11:05:00Z");
      story.changes({ plan }, "2026-11-22T11:05:00Z");
      story.says("1", moved, "2026-11-22T11:10:00Z").says("1", moved, "2026-11-22T11:11:00Z");
      expect(story.lines).toHaveLength(1);
      expect(story.says("1", moved, "2026-11-22T11:12:00Z").lines.slice(1)).toEqual(["11:12:00 note Sign of life 11:12: Motion, Kitchen"]);
    }
  });

  test("that removes an occupied bed makes the hours count from then on", () => {
    const story = new Story(home, morning).says("1", moved, "2026-11-22T20:00:00Z").says("2", inBed, "2026-11-22T22:00:00Z");
    const without = new Map([...home.devices].filter(([, { kind }]) => kind !== "bed"));
    story.changes({ devices: without }, "2026-11-23T09:00:00Z").until("2026-11-23T20:59:59Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T21:00:00Z").lines).toHaveLength(1);
  });
});
