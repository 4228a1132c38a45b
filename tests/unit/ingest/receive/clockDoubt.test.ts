import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { everyRule, homeOf, planOf } from "../../rules/rulesStory.ts";
import { LiveHome, type More } from "../liveHome.ts";

const hour = 3_600_000;
const opens: ReadingValue = { kind: "door", open: true };
const closes: ReadingValue = { kind: "door", open: false };
const moves: ReadingValue = { kind: "motion", detected: true };
const inBed: ReadingValue = { kind: "bed", occupied: true };
const outOfBed: ReadingValue = { kind: "bed", occupied: false };
const beats: ReadingValue = { kind: "heartbeat" };

/** "22:30" is in the evening of 22 November, "02:14:20" in the night after it. */
const moment = (clock: string): number => Date.parse(`2026-11-2${clock < "12" ? 3 : 2}T${clock.length === 5 ? `${clock}:00` : clock}Z`);

/** A winter night in London, from 20:00 on. */
class Night {
  readonly live: LiveHome;
  constructor(plan = everyRule) {
    const rooms = [
      { id: "1", name: "Front door", kind: "door", room: "Hall", outside: true },
      { id: "2", name: "Hall sensor", kind: "motion", room: "Hall" },
      { id: "3", name: "Bed", kind: "bed", room: "Bedroom" },
      { id: "4", name: "Pendant", kind: "button" },
      { id: "5", name: "Detector", kind: "fall" },
      { id: "6", name: "Smoke alarm", kind: "smoke" },
      { id: "7", name: "Gate", kind: "boundary" },
      { id: "8", name: "Kitchen sensor", kind: "motion", room: "Kitchen" },
    ] as const;
    this.live = new LiveHome(moment("20:00"), homeOf([...rooms], "live", { plan }));
  }
  says(device: string, value: ReadingValue, at: string, more: More = {}): this {
    this.live.says(device, value, moment(at), more);
    return this;
  }
  setsBack(device: string, behind = hour): this {
    this.live.setsBack(device, behind);
    return this;
  }
  ringsBy(at: string): string[] {
    return this.live.until(moment(at)).rings;
  }
}

describe("a device whose clock was set back by an hour while it was silent, in a home where other devices reported meanwhile,", () => {
  const night = (plan = everyRule) =>
    new Night(plan).says("3", inBed, "22:30").says("2", moves, "22:31").says("2", moves, "01:40").says("2", moves, "01:41");

  test("rings for a door as it opens, and reports that the person may have left home", () => {
    const story = night(planOf({ nightWandering: {} }))
      .setsBack("1")
      .says("2", moves, "02:13")
      .says("1", opens, "02:14");
    expect(story.says("1", closes, "02:14:03").ringsBy("03:00")).toEqual([
      "02:14:00 urgent Front door opened 02:14, its clock says 01:14 (Hall)",
      "02:17:00 critical May have left home: Front door closed 02:14 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test("rings for a bed that was left at 22:20, though its clock shows an evening hour outside the night", () => {
    const story = new Night(planOf({ bedExit: {} })).says("3", inBed, "20:30").says("2", moves, "21:50").setsBack("3");
    expect(story.says("3", outOfBed, "22:20").ringsBy("23:30")).toEqual([
      "22:40:00 urgent Left bed 22:20, not back after 20 min: Bed, Bedroom",
    ]);
  });

  test("rings for a person who is not back, though the time of the door lies before the last movement indoors", () => {
    const story = new Night(planOf({ notBack: {} })).says("2", moves, "20:50").says("2", moves, "20:51").setsBack("1");
    expect(story.says("1", opens, "21:20").says("1", closes, "21:20:04").ringsBy("23:00")).toEqual([
      "22:00:00 urgent Left home 21:20, not back by 22:00: Front door, Hall",
    ]);
  });

  test("rings at once for a press, a fall, smoke and a gate, and gives the time of their clocks", () => {
    const story = night();
    for (const id of ["4", "5", "6", "7"]) story.setsBack(id);
    story.says("4", { kind: "button", pressed: true }, "02:14").says("5", { kind: "fall", state: "suspected" }, "02:15");
    story.says("6", { kind: "smoke", detected: true }, "02:16").says("7", { kind: "boundary", inside: false }, "02:17");
    expect(story.ringsBy("02:30")).toEqual([
      "02:14:00 critical SOS pressed 02:14, its clock says 01:14: Pendant",
      "02:15:20 critical Fall suspected 02:15, its clock says 01:15, not cancelled within 20 s: Detector",
      "02:16:00 critical Smoke detected 02:16, its clock says 01:16: Smoke alarm",
      "02:17:00 urgent Left the safe area 02:17, its clock says 01:17: Gate",
    ]);
  });

  test("does not end an alarm with a movement that may be an hour old", () => {
    const story = night(planOf({ nightWandering: {} }))
      .says("1", opens, "02:14")
      .says("1", closes, "02:14:10")
      .setsBack("8");
    expect(story.says("8", moves, "02:15").ringsBy("03:00").at(-1)).toContain("May have left home");
  });

  test("is found out by its heartbeats before its first other reading", () => {
    const story = night(planOf({ nightWandering: {} }))
      .says("1", beats, "01:50")
      .setsBack("1")
      .says("1", beats, "02:10");
    expect(story.says("1", opens, "02:14").ringsBy("02:15")).toHaveLength(1);
  });
});

describe("buffered readings that are not marked as buffered", () => {
  test("raise nothing that is over, if the whole home was silent meanwhile", () => {
    const story = new Night(planOf({ nightWandering: {}, bedExit: {} })).says("3", inBed, "21:00").says("2", moves, "21:01");
    const buffered = [
      ["3", outOfBed, "23:00"],
      ["1", opens, "23:10"],
      ["1", closes, "23:10:20"],
      ["2", moves, "23:12"],
      ["3", inBed, "23:14"],
    ] as const;
    story.says("4", beats, "02:00").says("2", beats, "02:00:01");
    for (const [nth, [device, value, at]] of buffered.entries()) story.says(device, value, `02:00:0${nth + 2}`, { at: moment(at) });
    expect(story.ringsBy("03:00")).toEqual([]);
  });

  test("of a device that alone was out of reach ring once, because they may be new, and then end", () => {
    const story = new Night(planOf({ nightWandering: {} })).says("3", inBed, "21:00").says("2", moves, "22:40").says("2", moves, "23:30");
    story.says("1", opens, "02:00", { at: moment("23:10") }).says("1", closes, "02:00:01", { at: moment("23:11") });
    expect(story.says("2", moves, "02:01").ringsBy("03:00")).toEqual([
      "02:00:00 urgent Front door opened 02:00, its clock says 2026-11-22 23:10 (Hall)",
    ]);
    expect(story.live.decided.at(-1)?.decision).toMatchObject({ do: "addNote", endsEpisode: true });
  });
});
