import { describe, expect, test } from "vitest";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Second bed", kind: "bed", room: "Spare room" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "5", name: "Motion sensor", kind: "motion", room: "Kitchen" },
  { id: "6", name: "Motion sensor", kind: "motion", room: "bedroom" },
  { id: "7", name: "Motion sensor", kind: "motion", room: "" },
  { id: "8", name: "Armchair", kind: "chair", room: "Living room" },
];
const plan = planOf({ bedExit: {} });
const homeWith = (more: Parameters<typeof homeOf>[2] = {}) => homeOf(devices, "live", { plan, ...more });
const home = homeWith();
const evening = "2026-11-22T20:00:00Z";
const inBed = { kind: "bed", occupied: true } as const;
const out = { kind: "bed", occupied: false } as const;
const moves = { kind: "motion", detected: true } as const;
const still = { kind: "motion", detected: false } as const;
const opened = { kind: "door", open: true } as const;
const seated = { kind: "chair", occupied: true } as const;
const kept = { historical: true };
const asleep = (facts = home) => new Story(facts, evening).says("1", inBed, "2026-11-22T22:30:00Z");
const window = (name: string, from: string, to: string, days: PlanWindow["days"] = [...weekdays]): PlanWindow => ({ name, from, to, days });

describe("leaving bed in the night", () => {
  test("and coming back within 20 minutes wakes nobody", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("5", moves, "2026-11-23T02:04:00Z")
      .says("1", inBed, "2026-11-23T02:10:16Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("and not coming back rings at exactly 20 minutes; the return is told with its time; the next exit rings again", () => {
    const story = asleep().says("1", out, "2026-11-23T02:00:00Z").until("2026-11-23T02:19:59.999Z");
    expect(story.lines).toEqual([]);
    story
      .until("2026-11-23T02:20:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .says("1", out, "2026-11-23T04:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "02:41:00 note Back in bed 02:41",
      "04:20:00 urgent Left bed 04:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["bedExit/1"]));
  });

  test("is not put off by a sensor that repeats itself", () => {
    const story = asleep();
    for (const minute of ["00", "05", "10", "15", "25", "35"]) story.says("1", out, `2026-11-23T02:${minute}:00Z`);
    expect(story.lines).toEqual(["02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("by each person is watched apart", () => {
    const story = new Story(home, evening)
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("2", out, "2026-11-23T02:05:00Z")
      .says("1", inBed, "2026-11-23T02:10:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["02:25:00 urgent Left bed 02:05, not back after 20 min: Second bed, Spare room"]);
  });

  test("in its last minute is waited out past its end, and a minute later is getting up", () => {
    const leftAt = (time: string) => asleep().says("1", out, time).until("2026-11-23T12:00:00Z").lines;
    expect(leftAt("2026-11-23T06:35:00Z")).toEqual(["06:55:00 urgent Left bed 06:35, not back after 20 min: Bed sensor, Bedroom"]);
    expect(leftAt("2026-11-23T06:59:59Z")).toEqual(["07:19:59 urgent Left bed 06:59, not back after 20 min: Bed sensor, Bedroom"]);
    expect(leftAt("2026-11-23T07:00:00Z")).toEqual([]);
  });

  test("and ringing after midnight says the date on which it was left", () => {
    const story = asleep().says("1", out, "2026-11-22T23:50:00Z").until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["00:10:00 urgent Left bed 2026-11-22 23:50, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("is not what somebody did who got up before it began, although the sensor repeats itself into the night", () => {
    const story = new Story(home, "2026-11-22T08:00:00Z")
      .says("1", out, "2026-11-22T21:50:00Z")
      .says("1", out, "2026-11-22T22:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("movement elsewhere", () => {
  test("puts the alarm off by ten minutes from the movement, and is named in it", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("5", moves, "2026-11-23T02:05:00Z")
      .says("5", still, "2026-11-23T02:16:00Z")
      .says("5", moves, "2026-11-23T02:15:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:25:00 urgent Left bed 02:00, not back after 25 min, last movement 02:15 (Kitchen): Bed sensor, Bedroom",
    ]);
  });

  test("puts it off up to 45 minutes after leaving bed, and no longer", () => {
    const story = asleep().says("1", out, "2026-11-23T02:00:00Z");
    for (const minute of ["08", "16", "24", "32", "38", "44"]) story.says("5", moves, `2026-11-23T02:${minute}:00Z`);
    expect(story.until("2026-11-23T02:44:59.999Z").lines).toEqual([]);
    story.says("5", moves, "2026-11-23T02:45:10Z").says("1", inBed, "2026-11-23T02:51:00Z");
    expect(story.lines).toEqual([
      "02:45:00 urgent Left bed 02:00, not back after 45 min, last movement 02:44 (Kitchen): Bed sensor, Bedroom",
      "02:51:00 note Back in bed 02:51",
    ]);
  });

  test("is also a door inside; the front door, the bedroom itself and a sensor of no known room put nothing off", () => {
    const rings = (device: string, value: typeof moves | typeof opened) =>
      asleep()
        .says("1", out, "2026-11-23T02:00:00Z")
        .says(device, value, "2026-11-23T02:18:00Z")
        .until("2026-11-23T06:00:00Z")
        .lines[0]?.slice(0, 8);
    expect(rings("4", opened)).toBe("02:28:00");
    expect(rings("3", opened)).toBe("02:20:00");
    expect(rings("6", moves)).toBe("02:20:00");
    expect(rings("7", moves)).toBe("02:20:00");
  });

  test("by an inside door that says again what it said is none", () => {
    const story = asleep().says("4", opened, "2026-11-22T23:00:00Z").says("1", out, "2026-11-23T02:00:00Z");
    for (const minute of ["05", "10", "15", "19"]) story.says("4", opened, `2026-11-23T02:${minute}:00Z`);
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T06:00:00Z").lines[0]).toMatch(/^02:20:00/);
  });
});

describe("the end of the night", () => {
  const outAt = (time: string) => asleep().says("1", out, time);

  test("does not hide who was in the bathroom shortly before it and is seen nowhere after it", () => {
    const story = outAt("2026-11-23T06:35:00Z").says("5", moves, "2026-11-23T06:51:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "07:01:00 urgent Left bed 06:35, not back after 26 min, last movement 06:51 (Kitchen): Bed sensor, Bedroom",
    ]);
  });

  test("makes getting up of movement elsewhere after it, of a chair taken, of a door inside or out", () => {
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

  test("makes nothing of movement in the bedroom, nor of a door or chair that says again what it said", () => {
    const story = asleep()
      .says("3", opened, "2026-11-22T23:00:00Z")
      .says("8", seated, "2026-11-22T23:10:00Z")
      .says("1", out, "2026-11-23T06:50:00Z")
      .says("6", moves, "2026-11-23T07:02:00Z")
      .says("3", opened, "2026-11-23T07:04:00Z")
      .says("8", seated, "2026-11-23T07:05:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["07:10:00 urgent Left bed 06:50, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("leaves what rang to its end, and the return is told", () => {
    const story = outAt("2026-11-23T06:50:00Z").until("2026-11-23T07:20:00Z").says("1", inBed, "2026-11-23T07:40:00Z");
    expect(story.lines[1]).toBe("07:40:00 note Back in bed 07:40");
  });
});

describe("the windows of a plan", () => {
  test("may be a nap beside the night, each with its own end", () => {
    const twice = planOf(
      { bedExit: { windows: ["night", "nap"] } },
      { windows: [window("night", "22:00", "07:00"), window("nap", "13:00", "15:00")] },
    );
    const story = new Story(homeWith({ plan: twice }), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T12:50:00Z")
      .says("1", out, "2026-11-22T13:30:00Z")
      .says("1", inBed, "2026-11-22T13:55:00Z")
      .says("1", out, "2026-11-22T14:45:00Z")
      .says("5", moves, "2026-11-22T15:00:00Z")
      .says("1", inBed, "2026-11-22T22:30:00Z")
      .says("1", out, "2026-11-23T03:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "13:50:00 urgent Left bed 13:30, not back after 20 min: Bed sensor, Bedroom",
      "13:55:00 note Back in bed 13:55",
      "03:20:00 urgent Left bed 03:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
  });

  test("of Friday night alone cover Saturday 03:00, and neither Friday 03:00 nor Sunday 03:00", () => {
    const friday = planOf({ bedExit: {} }, { windows: [window("night", "22:00", "07:00", ["fri"])] });
    const rang = (day: string) =>
      new Story(homeWith({ plan: friday }), "2026-11-16T08:00:00Z")
        .says("1", inBed, `${day}T01:00:00Z`)
        .says("1", out, `${day}T03:00:00Z`)
        .until(`${day}T09:00:00Z`).lines.length;
    expect([rang("2026-11-20"), rang("2026-11-21"), rang("2026-11-22")]).toEqual([0, 1, 0]);
  });

  test("follow the wall clock through the night of the missing hour", () => {
    // On 29 March 2026 the clock goes from 01:00 to 02:00: 05:35 UTC is 06:35 on the wall, and 06:00 is 07:00.
    const left = (time: string) =>
      new Story(home, "2026-03-28T20:00:00Z").says("1", inBed, "2026-03-28T22:30:00Z").says("1", out, time).until("2026-03-29T12:00:00Z")
        .lines;
    expect(left("2026-03-29T00:50:00Z")).toEqual(["01:10:00 urgent Left bed 00:50, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-03-29T05:35:00Z")).toEqual(["05:55:00 urgent Left bed 06:35, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-03-29T05:59:59Z")).toHaveLength(1);
    expect(left("2026-03-29T06:00:00Z")).toEqual([]);
  });

  test("follow the wall clock through the night of the repeated hour", () => {
    // On 25 October 2026 the clock goes back from 02:00 to 01:00: 06:35 UTC is 06:35 on the wall, and still night.
    const left = (time: string) =>
      new Story(home, "2026-10-24T20:00:00Z").says("1", inBed, "2026-10-24T22:30:00Z").says("1", out, time).until("2026-10-25T12:00:00Z")
        .lines;
    expect(left("2026-10-25T00:50:00Z")).toEqual(["01:10:00 urgent Left bed 01:50, not back after 20 min: Bed sensor, Bedroom"]);
    expect(left("2026-10-25T06:59:59Z")).toHaveLength(1);
    expect(left("2026-10-25T07:00:00Z")).toEqual([]);
  });
});

describe("word that comes late", () => {
  test("of a return repairs the story of what rang", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", kept)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "05:40:00 note Back in bed 02:41, received 05:40",
    ]);
  });

  test("of a return in between makes two exits of one, and the second, which goes on, rings too", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("1", out, "2026-11-23T04:00:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", kept)
      .until("2026-11-23T05:41:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "05:40:00 note Back in bed 02:41, received 05:40",
      "05:40:05 urgent Left bed 04:00, not back after 20 min: Bed sensor, Bedroom",
    ]);
  });

  test("of leaving bed and never coming back rings as soon as nothing more comes late", () => {
    const story = asleep()
      .says("5", moves, "2026-11-23T05:39:00Z")
      .says("1", out, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", kept)
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["05:40:05 urgent Left bed 02:14, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("of leaving bed for half an hour, which is over, rings nobody", () => {
    const story = asleep()
      .says("1", inBed, "2026-11-23T05:39:50Z", "2026-11-23T02:44:00Z", kept)
      .says("1", out, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", kept)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("of the exit, overtaken by the return, rings nobody", () => {
    const story = asleep()
      .says("1", inBed, "2026-11-23T02:10:00Z")
      .says("1", out, "2026-11-23T02:10:05Z", "2026-11-23T02:00:00Z", kept)
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("while somebody is out of bed", () => {
  test("a new plan leaves the wait as it is; the next exit goes by the new one", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ bedExit: { exitMinutes: 5, capMinutes: 10 } }) }, "2026-11-23T02:08:00Z")
      .says("5", moves, "2026-11-23T02:18:00Z")
      .until("2026-11-23T03:00:00Z")
      .says("1", inBed, "2026-11-23T03:00:00Z")
      .says("1", out, "2026-11-23T04:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:28:00 urgent Left bed 02:00, not back after 28 min, last movement 02:18 (Kitchen): Bed sensor, Bedroom",
      "03:00:00 note Back in bed 03:00",
      "04:05:00 urgent Left bed 04:00, not back after 5 min: Bed sensor, Bedroom",
    ]);
  });

  test("a plan without the rule lets the wait ring and end, and then it is quiet", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ boundary: {} }) }, "2026-11-23T02:08:00Z")
      .says("2", out, "2026-11-23T02:09:00Z")
      .until("2026-11-23T02:40:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .says("1", out, "2026-11-23T03:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      "02:41:00 note Back in bed 02:41",
    ]);
  });

  test("taking the bed sensor away ends the wait", () => {
    const story = asleep().says("1", out, "2026-11-23T02:00:00Z");
    story
      .changes({ devices: new Map([...home.devices].filter(([id]) => id !== "1")) }, "2026-11-23T02:08:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([]);
  });
});
