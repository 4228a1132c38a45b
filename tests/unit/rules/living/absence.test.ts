import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Motion", kind: "motion", room: "Kitchen" },
  { id: "2", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Pendant", kind: "button" },
];
const moved = { kind: "motion", detected: true } as const;
const inBed = { kind: "bed", occupied: true } as const;
const outOfBed = { kind: "bed", occupied: false } as const;
const pressed = { kind: "button", pressed: true } as const;

const absenceOf = (more: Partial<Absence> = {}): Absence => ({
  id: "31",
  kind: "inHospital",
  startsAt: Date.parse("2026-11-22T10:00:00Z"),
  endsAt: Date.parse("2026-11-24T12:00:00Z"),
  endedAt: null,
  suspends: ["boundary", "bedExit"],
  ...more,
});
const away = (more: Partial<Absence> = {}) => homeOf(devices, "live", { plan: planOf({ bedExit: {} }), absences: [absenceOf(more)] });
const morning = "2026-11-22T08:00:00Z";

describe("an absence", () => {
  test("ends at its planned end, and staff are informed", () => {
    const story = new Story(away(), morning).until("2026-11-26T12:00:00Z");
    expect(story.lines).toEqual([
      "12:00:00 info The absence (in hospital) ended as planned, 12:00",
      "12:00:00 note All rules of the plan work again",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["absence/31"]));
    expect(story.state.ringing).toEqual({});
  });

  test("ends when a person lies down in bed, and the rules work again at once", () => {
    const story = new Story(away(), morning).says("2", inBed, "2026-11-23T22:30:00Z");
    expect(story.lines).toEqual([
      "22:30:00 absence 31 ended",
      "22:30:00 info Someone is home: seen 22:30 by Bed sensor, Bedroom. The absence (in hospital until 2026-11-24 12:00) has ended",
      "22:30:00 note All rules of the plan work again",
    ]);
    // The rules work again even before the home's record shows the end.
    story.says("2", outOfBed, "2026-11-24T02:00:00Z").until("2026-11-24T02:20:00Z");
    expect(story.lines.at(-1)).toMatch(/^02:20:00 urgent Left bed 02:00/);
    story.changes({ absences: [absenceOf({ endedAt: Date.parse("2026-11-23T22:30:00Z") })] }, "2026-11-24T02:21:00Z");
    expect(story.until("2026-11-26T12:00:00Z").lines.filter((line) => line.includes("absence"))).toHaveLength(2);
  });

  test("continues after one or two stray movements, and ends with three within ten minutes", () => {
    const story = new Story(away(), morning)
      .says("1", moved, "2026-11-23T09:00:00Z")
      .says("1", moved, "2026-11-23T09:09:00Z")
      .says("1", moved, "2026-11-23T09:11:00Z");
    expect(story.lines).toEqual([]);
    expect(story.says("1", moved, "2026-11-23T09:12:00Z").lines[0]).toBe("09:12:00 absence 31 ended");
  });

  test("continues after buffered movements hours apart, in any order of arrival; three close together end it", () => {
    const handed = (...times: string[]) => {
      const story = new Story(away(), morning);
      for (const time of times) story.says("1", moved, "2026-11-24T05:00:00Z", time, { historical: true });
      return story.lines.length;
    };
    expect(handed("2026-11-24T04:00:00Z", "2026-11-23T15:00:00Z", "2026-11-23T02:00:00Z")).toBe(0);
    expect(handed("2026-11-24T04:16:00Z", "2026-11-24T04:08:00Z", "2026-11-24T04:00:00Z")).toBe(0);
    expect(handed("2026-11-24T04:10:00Z", "2026-11-23T15:00:00Z", "2026-11-24T04:05:00Z", "2026-11-24T04:00:00Z")).toBe(3);
  });
});

describe("an absence with readings of beds and chairs", () => {
  test("does not end when a chair only repeats that it is in use", () => {
    const withChair = homeOf([...devices, { id: "5", name: "Armchair", kind: "chair" }], "live", { absences: [absenceOf()] });
    const seated = { kind: "chair", occupied: true } as const;
    const story = new Story(withChair, morning).says("5", seated, "2026-11-22T09:00:00Z").says("5", seated, "2026-11-23T09:00:00Z");
    expect(story.lines.filter((line) => line.includes("absence"))).toEqual([]);
  });

  test("continues after movements of people who leave, a repeated bed report, and a bed that is stripped", () => {
    const story = new Story(away(), morning).says("2", inBed, "2026-11-22T09:00:00Z");
    for (const minute of [1, 2, 3, 4, 5]) story.says("1", moved, `2026-11-22T10:0${minute}:00Z`);
    story.says("2", inBed, "2026-11-22T11:00:00Z").says("2", outOfBed, "2026-11-22T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("ends when a person lies down on the third day, although earlier bed readings arrived in the wrong order", () => {
    const story = new Story(away(), morning)
      .says("2", outOfBed, "2026-11-22T09:30:00Z", "2026-11-22T08:00:00Z", { historical: true })
      .says("2", inBed, "2026-11-22T09:30:01Z", "2026-11-22T06:00:00Z", { historical: true })
      .says("2", inBed, "2026-11-23T22:00:00Z")
      .says("2", outOfBed, "2026-11-24T02:00:00Z")
      .until("2026-11-24T03:00:00Z");
    expect(story.lines).toEqual([
      "22:00:00 absence 31 ended",
      "22:00:00 info Someone is home: seen 22:00 by Bed sensor, Bedroom. The absence (in hospital until 2026-11-24 12:00) has ended",
      "22:00:00 note All rules of the plan work again",
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
  });

  test("ends when a person lies down, unless the bed was in use before, in any order of arrival", () => {
    const words = fc
      .array(fc.record({ occupied: fc.boolean(), gapMinutes: fc.integer({ min: 1, max: 20 }) }), { minLength: 1, maxLength: 6 })
      .map((all) => {
        let time = Date.parse(morning);
        return all.map(({ occupied, gapMinutes }) => {
          time += gapMinutes * 60_000;
          return { occupied, time };
        });
      })
      .chain((all) => fc.record({ all: fc.constant(all), shuffled: fc.shuffledSubarray(all, { minLength: all.length }) }));
    fc.assert(
      fc.property(words, ({ all, shuffled }) => {
        const story = new Story(away(), morning);
        for (const { occupied, time } of shuffled)
          story.says("2", { kind: "bed", occupied }, "2026-11-22T10:00:00Z", new Date(time).toISOString(), { historical: true });
        story.says("2", inBed, "2026-11-22T22:00:00Z");
        expect(story.lines.length).toBe(all.at(-1)?.occupied ? 0 : 3);
      }),
    );
  });

  test("ends when a person lay down and got up during it, although a hub delivers that in the wrong order", () => {
    const story = new Story(away(), morning)
      .says("2", outOfBed, "2026-11-22T09:00:00Z")
      .says("2", outOfBed, "2026-11-23T08:00:00Z")
      .says("2", inBed, "2026-11-23T08:00:01Z", "2026-11-22T23:00:00Z", { historical: true });
    expect(story.lines[0]).toBe("08:00:01 absence 31 ended");
  });
});

describe("an absence and the people who leave", () => {
  test("ends ten minutes after its beginning if a person who lay down in that time is still in bed", () => {
    const story = new Story(away(), morning).says("2", inBed, "2026-11-22T10:08:00Z").until("2026-11-22T10:09:59Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-22T10:10:00Z").lines).toEqual([
      "10:10:00 absence 31 ended",
      "10:10:00 info Someone is home: in bed since 10:08, seen by Bed sensor, Bedroom. The absence (in hospital until 2026-11-24 12:00) has ended",
      "10:10:00 note All rules of the plan work again",
    ]);
    const arrivedLate = new Story(away(), morning).says("2", inBed, "2026-11-22T10:30:00Z", "2026-11-22T10:08:00Z", { historical: true });
    expect(arrivedLate.lines[0]).toBe("10:30:00 absence 31 ended");
    const recordedLate = new Story({ ...away(), absences: [] }, morning).says("2", inBed, "2026-11-22T10:08:00Z");
    expect(recordedLate.changes({ absences: [absenceOf()] }, "2026-11-22T11:00:00Z").lines[0]).toBe("11:00:00 absence 31 ended");
  });

  test("continues if something lay on the bed before, a person sat on it before leaving, or waited in a chair for the taxi", () => {
    const chair = { id: "5", name: "Armchair", kind: "chair" };
    const withChair = homeOf([...devices, chair], "live", { plan: planOf({}), absences: [absenceOf()] });
    const story = new Story(withChair, morning)
      .says("2", inBed, "2026-11-22T09:50:00Z")
      .says("2", inBed, "2026-11-22T10:05:00Z")
      .says("2", outOfBed, "2026-11-22T10:06:00Z")
      .says("2", inBed, "2026-11-22T10:07:00Z")
      .says("2", outOfBed, "2026-11-22T10:09:00Z")
      .says("5", { kind: "chair", occupied: true }, "2026-11-22T10:05:00Z")
      .until("2026-11-24T11:00:00Z");
    const lying = new Story(away(), morning).says("2", inBed, "2026-11-22T09:50:00Z").until("2026-11-24T11:00:00Z");
    expect([...story.lines, ...lying.lines]).toEqual([]);
  });
});

describe("an absence and other signs of life", () => {
  test("ends with an SOS press, and the press rings as always", () => {
    const story = new Story(away(), morning).says("4", pressed, "2026-11-23T09:00:00Z");
    expect(story.lines.slice(0, 2)).toEqual(["09:00:00 critical SOS pressed: Pendant", "09:00:00 absence 31 ended"]);
  });

  test("does not end for a late reading from before its beginning", () => {
    const story = new Story(away(), morning).says("2", inBed, "2026-11-22T15:00:00Z", "2026-11-22T08:30:00Z", { historical: true });
    expect(story.lines).toEqual([]);
  });

  test("with a staying carer ends only at its planned end, not by signs of life", () => {
    const story = new Story(away({ kind: "carerStaying" }), morning)
      .says("2", inBed, "2026-11-22T22:00:00Z")
      .says("4", pressed, "2026-11-22T23:00:00Z");
    expect(story.lines).toEqual(["23:00:00 critical SOS pressed: Pendant"]);
    expect(story.until("2026-11-24T12:00:00Z").lines[1]).toBe(
      "12:00:00 info The absence (a carer is staying over) ended as planned, 12:00",
    );
  });

  test("that staff ended themselves is not reported to them", () => {
    const story = new Story(away(), morning);
    story
      .changes({ absences: [absenceOf({ endedAt: Date.parse("2026-11-23T10:00:00Z") })] }, "2026-11-23T10:00:00Z")
      .until("2026-11-26T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("does not end before it has begun", () => {
    const story = new Story(away(), morning).says("2", inBed, "2026-11-22T09:00:00Z").says("4", pressed, "2026-11-22T09:30:00Z");
    expect(story.lines).toEqual(["09:30:00 critical SOS pressed: Pendant"]);
  });
});
