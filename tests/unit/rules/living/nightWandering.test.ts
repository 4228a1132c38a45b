import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const bed = { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" };
const secondBed = { id: "2", name: "Second bed", kind: "bed", room: "Spare room" };
const rest = [
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "5", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "6", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
  { id: "7", name: "Bathroom motion", kind: "motion", room: "bathroom" },
  { id: "8", name: "Bedroom motion", kind: "motion", room: "bedroom" },
  { id: "9", name: "Armchair", kind: "chair", room: "Living room" },
];
const plan = planOf({ nightWandering: {} });
const dementia = planOf({ nightWandering: { advisoryAt: "movement" } });
const home = homeOf([bed, ...rest], "live", { plan });
const withoutBed = homeOf(rest, "live", { plan });
const evening = "2026-11-22T20:00:00Z";
const inBed = { kind: "bed", occupied: true } as const;
const out = { kind: "bed", occupied: false } as const;
const moves = { kind: "motion", detected: true } as const;
const opened = { kind: "door", open: true } as const;
const closed = { kind: "door", open: false } as const;
const kept = { historical: true };
const asleep = (facts = home) => new Story(facts, evening).says("1", inBed, "2026-11-22T22:30:00Z");

describe("a night on which somebody wanders", () => {
  test("is one alarm that grows: advisory out of bed, urgent at the door, critical when nobody is seen indoors", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
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
      "03:10:00 note Back in bed 03:10",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["nightWandering/night"]));
  });

  test("is over with the return to bed: the next time out begins anew", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("1", inBed, "2026-11-23T02:20:00Z")
      .says("1", out, "2026-11-23T04:00:00Z");
    expect(story.lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "02:20:00 note Back in bed 02:20",
      "04:00:00 advisory Out of bed 04:00: Bed sensor, Bedroom",
    ]);
  });

  test("rings again at each further opening, and not for a sensor that repeats itself", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
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

  test("of two people goes on until both are back in bed", () => {
    const couple = homeOf([bed, secondBed, ...rest], "live", { plan });
    const story = asleep(couple)
      .says("2", inBed, "2026-11-22T22:40:00Z")
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("2", out, "2026-11-23T02:20:00Z")
      .says("1", inBed, "2026-11-23T02:30:00Z")
      .says("2", inBed, "2026-11-23T02:35:00Z");
    expect(story.lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "02:20:00 note Out of bed 02:20: Second bed, Spare room",
      "02:30:00 note Back in bed 02:30: Bed sensor, Bedroom",
      "02:35:00 note Back in bed 02:35",
    ]);
  });

  test("ends with the night where nobody went back to bed; by day nothing more is rung", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T05:10:00Z")
      .says("6", moves, "2026-11-23T06:30:00Z")
      .says("3", opened, "2026-11-23T07:30:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "05:10:00 advisory Out of bed 05:10: Bed sensor, Bedroom",
      "06:30:00 note Up and about 06:30, out of bed since 05:10: Kitchen motion, Kitchen",
      "07:00:00 note Night over 07:00, not back in bed",
    ]);
  });

  test("who is missed is missed into the day, and told of when seen", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T05:10:00Z")
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

describe("whoever is missed since an earlier night", () => {
  const through = (story: Story, day: string) =>
    story.says("3", opened, `2026-11-${day}T02:00:00Z`).says("3", closed, `2026-11-${day}T02:01:00Z`).until(`2026-11-${day}T12:00:00Z`);

  test("keeps no later one quiet: each night somebody leaves rings, in a home whose only movement sensor is dead", () => {
    const story = new Story(withoutBed, evening).says("5", moves, "2026-11-22T20:30:00Z");
    for (const day of ["23", "24", "25"]) through(story, day);
    const night = [
      "02:00:00 urgent Front door opened 02:00 (Hall)",
      "02:01:00 note Front door closed 02:01 (Hall)",
      "02:04:00 critical May have left home: Front door closed 02:01 (Hall), nobody seen indoors for 3 min since",
    ];
    const again = (date: string) => `02:00:00 note Still not seen indoors since the door moved ${date} 02:01. A new night has begun`;
    expect(story.lines).toEqual([...night, again("2026-11-23"), ...night, again("2026-11-24"), ...night]);
    expect(new Set(story.episodes)).toEqual(new Set(["nightWandering/night"]));
  });

  test("leaves a bed that is left in a later night to ring", () => {
    const couple = homeOf([bed, secondBed, ...rest], "live", { plan });
    const story = asleep(couple).says("2", inBed, "2026-11-22T22:40:00Z").says("1", out, "2026-11-23T01:55:00Z");
    through(story, "23").says("2", out, "2026-11-24T03:00:00Z");
    expect(story.lines.at(-1)).toBe("03:00:00 advisory Out of bed 03:00: Second bed, Spare room");
  });

  test("is found when the door of a later night brings them back", () => {
    const story = through(new Story(withoutBed, evening), "23")
      .says("3", opened, "2026-11-23T23:00:00Z")
      .says("3", closed, "2026-11-23T23:00:10Z")
      .says("5", moves, "2026-11-23T23:00:30Z");
    expect(story.lines.at(-1)).toBe("23:00:30 note Back indoors 23:00: Hall motion, Hall");
    expect(story.state.ringing).toEqual({});
  });

  test("rings for the door of a later night that one hears of hours late", () => {
    const story = through(new Story(withoutBed, evening), "23")
      .says("3", opened, "2026-11-24T05:40:00Z", "2026-11-24T02:00:00Z", kept)
      .until("2026-11-24T05:41:00Z");
    expect(story.lines.at(-1)).toMatch(/^05:40:05 critical May have left home: Front door opened 02:00/);
  });
});

describe("whether somebody left home", () => {
  const doorAt = "2026-11-23T02:14:00Z";
  const critical = (story: Story) => story.until("2026-11-23T04:00:00Z").lines.filter((line) => line.includes("critical"));

  test("movement within ten seconds of the door may be of leaving, later movement is not", () => {
    const moved = (time: string) =>
      critical(asleep().says("3", opened, "2026-11-23T02:13:50Z").says("3", closed, doorAt).says("5", moves, time));
    expect(moved("2026-11-23T02:14:09Z")).toHaveLength(1);
    expect(moved("2026-11-23T02:14:10Z")).toEqual([]);
    expect(moved("2026-11-23T02:16:59Z")).toEqual([]);
  });

  test("an armchair taken or an inside door moved shows somebody indoors as well", () => {
    const pulledShut = () => asleep().says("3", opened, "2026-11-23T02:13:50Z").says("3", closed, doorAt);
    expect(critical(pulledShut().says("9", { kind: "chair", occupied: true }, "2026-11-23T02:16:00Z"))).toEqual([]);
    expect(critical(pulledShut().says("4", opened, "2026-11-23T02:16:00Z"))).toEqual([]);
  });

  test("who is seen in the hall while the door stands open may still go and pull it shut", () => {
    const story = new Story(withoutBed, evening)
      .says("3", opened, doorAt)
      .says("5", moves, "2026-11-23T02:14:30Z")
      .says("3", closed, "2026-11-23T02:15:00Z")
      .until("2026-11-23T03:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened 02:14 (Hall)",
      "02:14:30 note Seen indoors 02:14: Hall motion, Hall",
      "02:15:00 note Front door closed 02:15 (Hall)",
      "02:18:00 critical May have left home: Front door closed 02:15 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test("who is seen in the hall and then walks out at the open door is missed, once however often the hall is stirred afterwards", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:00:00Z")
      .says("3", opened, "2026-11-23T02:01:00Z")
      .says("5", moves, "2026-11-23T02:01:12Z")
      .says("5", moves, "2026-11-23T02:03:50Z")
      .until("2026-11-23T03:00:00Z")
      .says("5", moves, "2026-11-23T03:01:00Z")
      .says("5", moves, "2026-11-23T04:01:00Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:00:00 advisory Out of bed 02:00: Bed sensor, Bedroom",
      "02:01:00 urgent Front door opened 02:01 (Hall), out of bed since 02:00",
      "02:01:12 note Seen indoors 02:01: Hall motion, Hall",
      "02:06:50 critical May have left home: Front door open since 02:01 (Hall), nobody seen indoors since 02:03",
      "03:01:00 note Seen indoors 03:01: Hall motion, Hall",
      "07:00:00 note Night over 07:00, not back in bed",
    ]);
  });

  test("a further opening is judged anew", () => {
    const story = new Story(withoutBed, evening)
      .says("3", opened, "2026-11-23T02:01:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("5", moves, "2026-11-23T02:31:00Z")
      .says("3", closed, "2026-11-23T02:32:00Z")
      .says("3", opened, "2026-11-23T02:33:00Z")
      .says("5", moves, "2026-11-23T02:33:20Z");
    expect(critical(story).map((line) => line.slice(0, 8))).toEqual(["02:04:00", "02:36:20"]);
  });

  test("who airs the house is not missed: about for as long as it takes, in a chair, back in bed, or up in the morning", () => {
    const aired = (opensAt: string) =>
      asleep().says("1", out, "2026-11-23T02:00:00Z").says("3", opened, opensAt).says("6", moves, opensAt.replace(":00Z", ":30Z"));
    const about = aired(doorAt);
    for (const minute of [16, 18, 20, 22, 24]) about.says("6", moves, `2026-11-23T02:${minute}:00Z`);
    expect(critical(about.says("1", inBed, "2026-11-23T02:26:00Z"))).toEqual([]);
    const seated = aired(doorAt)
      .says("9", { kind: "chair", occupied: true }, "2026-11-23T02:15:00Z")
      .says("6", moves, "2026-11-23T02:50:00Z");
    expect(critical(seated)).toEqual([]);
    // Up from the chair, and seen no more.
    const left = aired(doorAt)
      .says("9", { kind: "chair", occupied: true }, "2026-11-23T02:15:00Z")
      .says("9", { kind: "chair", occupied: false }, "2026-11-23T02:55:00Z");
    expect(critical(left)).toEqual([
      "02:58:00 critical May have left home: Front door open since 02:14 (Hall), nobody seen indoors since 02:55",
    ]);
    const upEarly = aired("2026-11-23T05:58:00Z").says("6", moves, "2026-11-23T06:00:10Z").until("2026-11-23T12:00:00Z");
    expect(upEarly.lines.filter((line) => line.includes("critical"))).toEqual([]);
  });

  test("is not judged in a home where nothing could show anybody indoors: the door rings and no more", () => {
    const doorOnly = homeOf([{ id: "3", name: "Front door", kind: "door", outside: true }], "live", { plan });
    const story = new Story(doorOnly, evening)
      .says("3", opened, doorAt)
      .says("3", closed, "2026-11-23T02:15:00Z")
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Front door opened 02:14",
      "02:15:00 note Front door closed 02:15",
      "07:00:00 note Night over 07:00, not seen indoors since the door",
    ]);
  });
});

describe("a home without a bed sensor", () => {
  test("rings from the door on, and being back indoors ends it", () => {
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

  test("rings from the first minute of the window to its last, as advisory in the morning", () => {
    const at = (time: string) => new Story(withoutBed, "2026-11-22T08:00:00Z").says("3", opened, time).lines;
    expect(at("2026-11-22T21:59:59Z")).toEqual([]);
    expect(at("2026-11-22T22:00:00Z")).toEqual(["22:00:00 urgent Front door opened 22:00 (Hall)"]);
    expect(at("2026-11-23T05:59:59Z")).toEqual(["05:59:59 urgent Front door opened 05:59 (Hall)"]);
    expect(at("2026-11-23T06:00:00Z")).toEqual(["06:00:00 advisory Front door opened 06:00 (Hall)"]);
    expect(at("2026-11-23T07:00:00Z")).toEqual([]);
  });

  test("does not ring for a door opened by day that still stands open, nor for its closing", () => {
    const story = new Story(withoutBed, "2026-11-22T08:00:00Z")
      .says("3", opened, "2026-11-22T21:30:00Z")
      .says("3", opened, "2026-11-22T22:30:00Z")
      .says("3", closed, "2026-11-22T22:31:00Z")
      .until("2026-11-23T05:00:00Z");
    expect(story.lines).toEqual([]);
  });
});

describe("a trip to the toilet", () => {
  test("rings nobody where the plan waits for movement elsewhere; the kitchen rings as advisory, once", () => {
    const story = asleep({ ...home, plan: dementia })
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("8", moves, "2026-11-23T02:10:05Z")
      .says("5", moves, "2026-11-23T02:10:20Z")
      .says("4", opened, "2026-11-23T02:10:30Z")
      .says("7", moves, "2026-11-23T02:10:35Z")
      .says("1", inBed, "2026-11-23T02:16:00Z")
      .says("1", out, "2026-11-23T04:10:00Z")
      .says("6", moves, "2026-11-23T04:12:00Z")
      .says("6", moves, "2026-11-23T04:13:00Z")
      .says("1", inBed, "2026-11-23T04:20:00Z");
    expect(story.lines).toEqual([
      "04:12:00 advisory Up and about 04:12, out of bed since 04:10: Kitchen motion, Kitchen",
      "04:20:00 note Back in bed 04:20",
    ]);
  });
});

describe("the early morning", () => {
  test("is when people get up: out of bed rings nobody, the door as advisory, and nobody is missed", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T06:05:00Z")
      .says("6", moves, "2026-11-23T06:10:00Z")
      .says("3", opened, "2026-11-23T06:20:00Z")
      .says("3", closed, "2026-11-23T06:20:10Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "06:20:00 advisory Front door opened 06:20 (Hall)",
      "06:20:10 note Front door closed 06:20 (Hall)",
      "07:00:00 note Night over 07:00, not seen indoors since the door",
    ]);
  });

  test("begins by the wall clock in both nights on which it changes", () => {
    const at = (start: string, time: string) => new Story(withoutBed, start).says("3", opened, time).lines[0]?.split(" ")[1];
    // From 01:00 to 02:00 on 29 March: 06:00 on the wall is 05:00 UTC. Back on 25 October: 06:00 is 06:00 UTC.
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T04:59:59Z")).toBe("urgent");
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T05:00:00Z")).toBe("advisory");
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z")).toBeUndefined();
    expect(at("2026-10-24T20:00:00Z", "2026-10-25T05:59:59Z")).toBe("urgent");
    expect(at("2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z")).toBe("advisory");
  });

  test("ends an episode with the night by the wall clock", () => {
    const ended = (night: string, day: string) =>
      new Story(home, `${night}T20:00:00Z`)
        .says("1", inBed, `${night}T22:30:00Z`)
        .says("1", out, `${day}T00:30:00Z`)
        .until(`${day}T12:00:00Z`)
        .lines.at(-1);
    expect(ended("2026-03-28", "2026-03-29")).toBe("06:00:00 note Night over 07:00, not back in bed");
    expect(ended("2026-10-24", "2026-10-25")).toBe("07:00:00 note Night over 07:00, not back in bed");
  });
});

describe("word that comes late", () => {
  test("of the return to bed repairs the story", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("1", inBed, "2026-11-23T05:40:00Z", "2026-11-23T02:41:00Z", kept);
    expect(story.lines.slice(2)).toEqual([
      "02:17:00 critical May have left home: Front door opened 02:14 (Hall), nobody seen indoors for 3 min since",
      "05:40:00 note Back in bed 02:41, received 05:40",
    ]);
  });

  test("of a door to which nobody came back rings as soon as nothing more comes late, and as strongly as it is by now", () => {
    const story = asleep().says("1", out, "2026-11-23T02:10:00Z").says("3", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z", kept);
    expect(story.until("2026-11-23T05:41:00Z").lines).toEqual([
      "02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom",
      "05:40:05 critical May have left home: Front door opened 02:14 (Hall), nobody seen indoors for 3 min since",
    ]);
  });

  test("of a door, in an episode that is over by now, rings nobody", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("1", inBed, "2026-11-23T02:41:00Z")
      .says("3", opened, "2026-11-23T05:40:01Z", "2026-11-23T02:14:00Z", kept)
      .until("2026-11-23T09:00:00Z");
    expect(story.lines).toEqual(["02:10:00 advisory Out of bed 02:10: Bed sensor, Bedroom", "02:41:00 note Back in bed 02:41"]);
  });
});

describe("a plan changed during the night", () => {
  test("lets the episode go on under its own terms, and the next one goes by the new", () => {
    const other = planOf({ nightWandering: { leftHomeMinutes: 10, morningFrom: "02:00" } });
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
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
      "03:00:00 note B",
      "03:11:00 adviso",
    ]);
  });

  test("that leaves the rule out lets the episode finish, and then it is quiet", () => {
    const story = asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
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
      "02:18:00 note Back in bed 02:18",
    ]);
  });
});

describe("an opening overtaken on its way by the movement after it", () => {
  const wandered = () =>
    asleep()
      .says("1", out, "2026-11-23T02:10:00Z")
      .says("3", opened, "2026-11-23T02:14:00Z")
      .says("3", closed, "2026-11-23T02:15:00Z")
      .says("5", moves, "2026-11-23T02:15:30Z");

  test("by seconds rings again all the same", () => {
    const story = wandered()
      .says("5", moves, "2026-11-23T02:40:15Z")
      .says("3", opened, "2026-11-23T02:40:25Z", "2026-11-23T02:40:00Z", kept);
    expect(story.lines).toContain("02:40:25 urgent Front door opened 02:40 (Hall), out of bed since 02:10");
  });

  test("by hours joins the story without ringing", () => {
    const story = wandered()
      .says("6", moves, "2026-11-23T04:00:00Z")
      .says("3", closed, "2026-11-23T05:00:00Z", "2026-11-23T02:41:00Z", kept)
      .says("3", opened, "2026-11-23T05:00:01Z", "2026-11-23T02:40:00Z", kept);
    expect(story.lines.filter((line) => line.startsWith("05:") && line.includes("urgent"))).toEqual([]);
    expect(story.lines).toContain("05:00:01 note Front door opened 02:40, received 05:00 (Hall), out of bed since 02:10");
  });
});
