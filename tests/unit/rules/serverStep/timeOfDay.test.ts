import { describe, expect, test } from "vitest";
import type { HomeFacts } from "#domain/home.ts";
import { movedHome, movedReading } from "#domain/time/serverStep.ts";
import { type Device, engine, homeOf, planOf, runFrom, Story } from "../rulesStory.ts";

/** Rules that wait for a time of day: after the server's clock was set they go by the right one. */

const devices: readonly Device[] = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "3", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
];
const moves = { kind: "motion", detected: true } as const;
const door = (open: boolean) => ({ kind: "door", open }) as const;
const bed = (occupied: boolean) => ({ kind: "bed", occupied }) as const;
const minute = 60_000;
const hour = 60 * minute;

class SteppedStory extends Story {
  /** At `at` by the clock as it is, it is set by so many milliseconds. */
  clockIsSet(byMs: number, at: string): this {
    const { home } = this;
    const { state, decided } = runFrom(engine, home, this.state, this.given, (run) =>
      run.onServerStep({ position: 1, at: Date.parse(at), byMs }),
    );
    this.state = state;
    this.decided.push(...decided);
    this.home = movedHome(home, byMs);
    this.given.splice(0, this.given.length, ...this.given.map((one) => movedReading(one, byMs, home.mode)));
    return this;
  }

  waits(until: string): this {
    for (let due = this.state.wakeAt; due !== null && due <= Date.parse(until); due = this.state.wakeAt)
      this.until(new Date(due).toISOString());
    return this.until(until);
  }
}
const with_ = (rules: Parameters<typeof planOf>[0]): HomeFacts => homeOf(devices, "live", { plan: planOf(rules) });

describe("not back by 22:00", () => {
  const left = () =>
    new SteppedStory(with_({ notBack: {} }), "2026-11-22T12:00:00Z")
      .says("3", moves, "2026-11-22T12:30:00Z")
      .says("2", door(true), "2026-11-22T14:00:00Z");

  test("a clock that was 90 minutes slow rings at once where the right time is past 22:00", () => {
    expect(
      left()
        .waits("2026-11-22T21:00:00Z")
        .clockIsSet(90 * minute, "2026-11-22T21:00:00Z").lines,
    ).toEqual(["22:00:00 urgent Left home 15:30, not back by 22:00: Front door, Hall"]);
  });

  test("a clock that was an hour slow rings at the right 22:00", () => {
    const story = left().waits("2026-11-22T20:00:00Z").clockIsSet(hour, "2026-11-22T20:00:00Z");
    expect(story.lines).toEqual([]);
    expect(story.waits("2026-11-22T23:00:00Z").lines).toMatchObject([expect.stringMatching(/^22:00:00 urgent/)]);
  });

  test("a clock that was a day fast rings at 22:00 of the right day", () => {
    const story = left().clockIsSet(-24 * hour, "2026-11-22T15:00:00Z");
    expect(story.waits("2026-11-21T21:59:00Z").lines).toEqual([]);
    expect(story.waits("2026-11-21T22:01:00Z").lines).toMatchObject([expect.stringMatching(/^22:00:00 urgent/)]);
  });

  test("the wait of 30 minutes after a door keeps its length", () => {
    const story = new SteppedStory(with_({ notBack: {} }), "2026-11-22T12:00:00Z")
      .says("3", moves, "2026-11-22T12:30:00Z")
      .says("2", door(true), "2026-11-22T22:10:00Z")
      .clockIsSet(90_000, "2026-11-22T22:20:00Z")
      .waits("2026-11-22T22:41:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("not up by 10:30", () => {
  const inBed = () =>
    new SteppedStory(with_({ notUp: {} }), "2026-11-21T20:00:00Z")
      .says("3", moves, "2026-11-21T20:30:00Z")
      .says("1", bed(true), "2026-11-21T22:00:00Z");

  test("a morning whose 10:30 the step skips is checked at once", () => {
    expect(
      inBed()
        .waits("2026-11-22T09:30:00Z")
        .clockIsSet(2 * hour, "2026-11-22T09:30:00Z").lines,
    ).toEqual(["10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom"]);
  });

  test("a clock that was fast rings at the right 10:30", () => {
    const story = inBed().waits("2026-11-22T06:00:00Z").clockIsSet(-hour, "2026-11-22T06:00:00Z").waits("2026-11-22T10:29:00Z");
    expect(story.lines).toEqual([]);
    expect(story.waits("2026-11-22T10:30:00Z").lines).toHaveLength(1);
  });

  test("a clock that was 70 days slow checks one morning, not 70", () => {
    const story = inBed().clockIsSet(70 * 24 * hour, "2026-11-21T22:30:00Z");
    expect(story.lines.length).toBeLessThanOrEqual(1);
    expect(story.waits("2027-01-31T12:00:00Z").lines.length).toBeLessThanOrEqual(2);
  });
});

describe("an outside door that is open", () => {
  test("rings urgently once the right clock says that it is night", () => {
    const story = new SteppedStory(with_({ doorOpen: {} }), "2026-11-22T12:00:00Z")
      .says("2", door(true), "2026-11-22T17:00:00Z")
      .waits("2026-11-22T17:20:00Z")
      .clockIsSet(6 * hour, "2026-11-22T17:20:00Z")
      .waits("2026-11-22T23:21:00Z");
    expect(story.lines).toEqual(["23:20:00 urgent Front door open at night for over 20 min, since 23:00 (Hall)"]);
  });

  test("waits for its hour of the day where the right clock says that it is day", () => {
    const story = new SteppedStory(with_({ doorOpen: {} }), "2026-11-22T12:00:00Z")
      .says("2", door(true), "2026-11-22T22:30:00Z")
      .clockIsSet(-6 * hour, "2026-11-22T22:40:00Z")
      .waits("2026-11-22T17:29:00Z");
    expect(story.lines).toEqual([]);
    expect(story.waits("2026-11-22T17:30:00Z").lines).toMatchObject([expect.stringMatching(/^17:30:00 advisory/)]);
  });
});

test("hours without a sign of life count as day or night by the right clock", () => {
  const story = new SteppedStory(with_({ inactivity: { hours: 4 } }), "2026-11-22T08:00:00Z")
    .says("3", moves, "2026-11-22T08:30:00Z")
    .says("2", door(true), "2026-11-22T09:00:00Z")
    .waits("2026-11-22T12:00:00Z")
    // It is midnight: of the three hours since, two were at night.
    .clockIsSet(-12 * hour, "2026-11-22T12:00:00Z")
    .waits("2026-11-22T09:59:00Z");
  expect(story.lines).toEqual([]);
  expect(story.waits("2026-11-22T10:00:00Z").lines).toMatchObject([expect.stringMatching(/^10:00:00 urgent No sign of life for 4 h/)]);
});

test("wandering at night ends where the right clock says that the night is over", () => {
  const story = new SteppedStory(with_({ nightWandering: {} }), "2026-11-22T20:00:00Z")
    .says("1", bed(true), "2026-11-22T22:00:00Z")
    .says("1", bed(false), "2026-11-23T02:00:00Z")
    .clockIsSet(6 * hour, "2026-11-23T02:05:00Z")
    .waits("2026-11-23T08:06:00Z");
  expect(story.lines.at(-1)).toMatch(/^08:05:00 note Night over 08:05/);
});

describe("a plan that is to be reviewed on 24 November", () => {
  const reviewed = () => {
    const home = homeOf(devices, "live", { plan: planOf({}, { review: "2026-11-24" }) });
    return new SteppedStory(home, "2026-11-22T08:00:00Z").waits("2026-11-22T09:00:00Z");
  };

  test("is raised at once where a step skips the date, and once where the clock goes back and forth", () => {
    const story = reviewed().clockIsSet(15 * 24 * hour, "2026-11-22T09:00:00Z");
    expect(story.lines).toEqual(['09:00:00 info Review the plan "A plan" today']);
    story.clockIsSet(-15 * 24 * hour, "2026-12-07T10:00:00Z").waits("2026-11-25T09:00:00Z");
    expect(story.lines).toHaveLength(1);
  });

  test("is raised on that date by the right clock", () => {
    const story = reviewed()
      .clockIsSet(-24 * hour, "2026-11-22T09:00:00Z")
      .waits("2026-11-24T08:59:00Z");
    expect(story.lines).toEqual([]);
    expect(story.waits("2026-11-24T09:00:00Z").lines).toHaveLength(1);
  });
});
