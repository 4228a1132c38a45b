import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../../rulesStory.ts";
import {
  asleep,
  bed,
  closed,
  evening,
  home,
  inBed,
  moves,
  opened,
  otherDevices,
  outOfBed,
  plan,
  planForMovement,
  secondBed,
  withoutBed,
} from "./wanderingHome.ts";

describe("a night on which a person wanders", () => {
  test("is one alarm that grows: advisory out of bed, urgent at the door, critical when the person is not seen indoors", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("8", moves, "2026-11-23T02:10:05Z")
      .says("6", moves, "2026-11-23T02:11:00Z")
      .says("5", moves, "2026-11-23T02:13:50Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("5", moves, "2026-11-23T02:14:08Z")
      .says("3", closed, "2026-11-23T02:14:20Z")
      .until("2026-11-23T02:17:19.999Z");
    const begun = [
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "02:11:00 note Up and about 02:11, out of bed since 02:10: Kitchen motion, Kitchen",
      "02:14:00 urgent Front door opened 02:14 (Hall), out of bed since 02:10",
      "02:14:20 note Front door closed 02:14 (Hall)",
    ];
    expect(story.lines).toEqual(begun);
    story
      .until("2026-11-23T02:40:00Z")
      .says("3", opened, "2026-11-23T03:01:00Z")
      .says("5", moves, "2026-11-23T03:01:05Z")
      .says("3", closed, "2026-11-23T03:01:30Z")
      .says("5", moves, "2026-11-23T03:02:00Z")
      .says("6", moves, "2026-11-23T03:04:00Z")
      .says("1", inBed, "2026-11-23T03:10:00Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      ...begun,
      "02:17:20 critical May have left home: Front door closed 02:14 (Hall), nobody seen indoors for 3 min since",
      "03:01:00 urgent Front door opened 03:01 (Hall), out of bed since 02:10",
      "03:01:30 note Front door closed 03:01 (Hall)",
      "03:02:00 note Back indoors 03:02: Hall motion, Hall",
      "03:11:00 note Back in bed 03:10",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["nightWandering/night"]));
  });

  test("ends with the return to bed, and the next exit begins a new episode", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("1", inBed, "2026-11-23T02:20:00Z")
      .says("1", outOfBed, "2026-11-23T04:00:00Z");
    expect(story.lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "02:21:00 note Back in bed 02:20",
      "04:00:00 advisory Out of bed 04:00: Bed sensor, Bedroom",
    ]);
  });

  test("rings again at each further opening, and not for a repeated report", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("3", opened, "2026-11-23T02:14:30Z")
      .says("3", closed, "2026-11-23T02:15:00Z")
      .says("3", closed, "2026-11-23T02:15:10Z")
      .says("5", moves, "2026-11-23T02:15:30Z")
      .says("3", opened, "2026-11-23T02:20:00Z");
    expect(story.lines.filter((line) => line.includes("urgent"))).toEqual([
      "02:14:00 urgent Front door opened 02:14 (Hall), out of bed since 02:10",
      "02:20:00 urgent Front door opened 02:20 (Hall), out of bed since 02:10",
    ]);
  });
});

describe("the end of an episode", () => {
  test("comes when both of two people are back in bed", () => {
    const couple = homeOf([bed, secondBed, ...otherDevices], "live", { plan });
    const story = asleep(couple)
      .says("2", inBed, "2026-11-22T22:40:00Z")
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("2", outOfBed, "2026-11-23T02:20:00Z")
      .says("1", inBed, "2026-11-23T02:30:00Z")
      .says("2", inBed, "2026-11-23T02:35:00Z")
      .until("2026-11-23T02:36:00Z");
    expect(story.lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "02:20:00 note Out of bed 02:20: Second bed, Spare room",
      "02:31:00 note Back in bed 02:30: Bed sensor, Bedroom",
      "02:36:00 note Back in bed 02:35",
    ]);
  });

  test("comes with the end of the window if the person is not back in bed, and nothing rings by day", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T05:10:00Z")
      .says("6", moves, "2026-11-23T06:30:00Z")
      .says("3", opened, "2026-11-23T07:30:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "05:10:00 advisory Out of bed 05:10: Bed sensor, Bedroom",
      "06:30:00 note Up and about 06:30, out of bed since 05:10: Kitchen motion, Kitchen",
      "07:00:00 note Night over 07:00, not back in bed",
    ]);
  });

  test("comes by day, when a person missed at night is seen", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T05:10:00Z")
      .says("3", opened, "2026-11-23T05:20:00Z")
      .says("3", closed, "2026-11-23T05:20:10Z")
      .says("3", opened, "2026-11-23T07:40:00Z")
      .says("5", moves, "2026-11-23T07:40:30Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines.slice(3)).toEqual([
      "05:23:10 critical May have left home: Front door closed 05:20 (Hall), nobody seen indoors for 3 min since",
      "07:40:00 note Front door opened 07:40 (Hall)",
      "07:40:30 note Back indoors 07:40: Hall motion, Hall",
    ]);
  });
});

describe("a home without a bed sensor", () => {
  test("rings when the door opens, and being back indoors ends the episode", () => {
    const story = new Story(withoutBed, evening)
      .says("6", moves, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("3", closed, "2026-11-23T02:14:10Z")
      .until("2026-11-23T02:40:00Z")
      .says("5", moves, "2026-11-23T03:02:00Z")
      .says("3", opened, "2026-11-23T04:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened 02:14 (Hall)",
      "02:14:10 note Front door closed 02:14 (Hall)",
      "02:17:10 critical May have left home: Front door closed 02:14 (Hall), nobody seen indoors for 3 min since",
      "03:02:00 note Back indoors 03:02: Hall motion, Hall",
      "04:00:00 urgent Front door opened 04:00 (Hall)",
    ]);
  });

  test("rings from the first minute of the window to the last, with an advisory alarm in the morning", () => {
    const at = (time: string) => new Story(withoutBed, "2026-11-22T08:00:00Z").says("3", opened, time).lines;
    expect(at("2026-11-22T21:59:59Z")).toEqual([]);
    expect(at("2026-11-22T22:00:00Z")).toEqual(["22:00:00 urgent Front door opened 22:00 (Hall)"]);
    expect(at("2026-11-23T05:59:59Z")).toEqual(["05:59:59 urgent Front door opened 05:59 (Hall)"]);
    expect(at("2026-11-23T06:00:00Z")).toEqual(["06:00:00 advisory Front door opened 06:00 (Hall)"]);
    expect(at("2026-11-23T07:00:00Z")).toEqual([]);
  });

  test("does not ring for a door that was opened by day and is still open, nor for its closing", () => {
    const story = new Story(withoutBed, "2026-11-22T08:00:00Z")
      .says("3", opened, "2026-11-22T21:30:00Z")
      .says("3", opened, "2026-11-22T22:30:00Z")
      .says("3", closed, "2026-11-22T22:31:00Z")
      .until("2026-11-23T05:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("a trip to the toilet", () => {
  test("raises no alarm if the plan waits for movement elsewhere; the kitchen raises one advisory alarm", () => {
    const story = asleep({ ...home, plan: planForMovement })
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .says("8", moves, "2026-11-23T02:10:05Z")
      .says("5", moves, "2026-11-23T02:10:20Z")
      .says("4", opened, "2026-11-23T02:10:30Z")
      .says("7", moves, "2026-11-23T02:10:35Z")
      .says("1", inBed, "2026-11-23T02:16:00Z")
      .says("1", outOfBed, "2026-11-23T04:10:00Z")
      .says("6", moves, "2026-11-23T04:12:00Z")
      .says("6", moves, "2026-11-23T04:13:00Z")
      .says("1", inBed, "2026-11-23T04:20:00Z")
      .until("2026-11-23T04:21:00Z");
    expect(story.lines).toEqual([
      "04:12:00 advisory Up and about 04:12, out of bed since 04:10: Kitchen motion, Kitchen",
      "04:21:00 note Back in bed 04:20",
    ]);
  });
});

describe("a plan changed during the night", () => {
  test("does not change the open episode; it holds from the next one on", () => {
    const other = planOf({ nightWandering: { leftHomeMinutes: 10, morningFrom: "02:00" } });
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .changes({ plan: other }, "2026-11-23T02:12:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .until("2026-11-23T02:17:00Z")
      .says("1", inBed, "2026-11-23T03:00:00Z")
      .says("3", closed, "2026-11-23T03:10:00Z")
      .says("3", opened, "2026-11-23T03:11:00Z");
    expect(story.lines.map((line) => line.slice(0, 15))).toEqual([
      "02:10:00 adviso",
      "02:14:00 urgent",
      "02:17:00 critic",
      "03:01:00 note B",
      "03:11:00 adviso",
    ]);
  });

  test("to a plan without the rule lets the open episode end, and begins no other", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T02:10:00Z")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-23T02:12:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("3", closed, "2026-11-23T02:14:10Z")
      .says("5", moves, "2026-11-23T02:15:00Z")
      .says("1", inBed, "2026-11-23T02:18:00Z")
      .says("3", opened, "2026-11-23T03:00:00Z");
    expect(story.lines.slice(1)).toEqual([
      "02:14:00 urgent Front door opened 02:14 (Hall), out of bed since 02:10",
      "02:14:10 note Front door closed 02:14 (Hall)",
      "02:15:00 note Back indoors 02:15: Hall motion, Hall",
      "02:19:00 note Back in bed 02:18",
    ]);
  });
});
