import { describe, expect, test } from "vitest";
import { homeOf, Story } from "../rulesStory.ts";

const home = homeOf([
  { id: "1", name: "Smoke alarm", kind: "smoke", room: "Kitchen" },
  { id: "2", name: "Smoke alarm", kind: "smoke", room: "Hall" },
  { id: "3", name: "CO alarm", kind: "co", room: "Boiler room" },
  { id: "4", name: "Flood sensor", kind: "flood", alsoReports: ["gas"], room: "Bathroom" },
  { id: "5", name: "Thermometer", kind: "temperature", room: "Bedroom" },
]);
const evening = "2026-11-22T18:00:00Z";
const smoke = { kind: "smoke", detected: true } as const;
const clear = { kind: "smoke", detected: false } as const;
const celsius = (degrees: number) => ({ kind: "temperature", celsius: degrees }) as const;
const buffered = { historical: true };

describe("smoke", () => {
  test("rings at once and again after half a minute while it lasts; the all-clear adds a note", () => {
    const story = new Story(home, evening)
      .says("1", smoke, "2026-11-22T18:01:00Z")
      .says("1", smoke, "2026-11-22T18:01:10Z")
      .says("1", smoke, "2026-11-22T18:01:29Z")
      .says("1", smoke, "2026-11-22T18:01:30Z")
      .says("1", clear, "2026-11-22T18:05:00Z")
      .says("1", clear, "2026-11-22T18:06:00Z");
    expect(story.lines).toEqual([
      "18:01:00 critical Smoke detected: Smoke alarm, Kitchen",
      "18:01:30 critical Smoke detected: Smoke alarm, Kitchen",
      "18:05:00 note All clear 18:05: Smoke alarm, Kitchen",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["environment/smoke"]));
  });

  test("in a second room rings at once in the same alarm, and ends when both rooms are clear", () => {
    const story = new Story(home, evening)
      .says("1", smoke, "2026-11-22T18:01:00Z")
      .says("2", smoke, "2026-11-22T18:01:20Z")
      .says("1", clear, "2026-11-22T18:05:00Z")
      .says("2", clear, "2026-11-22T18:06:00Z");
    expect(story.lines.map((line) => line.slice(0, 17))).toEqual([
      "18:01:00 critical",
      "18:01:20 critical",
      "18:05:00 note All",
      "18:06:00 note All",
    ]);
    expect(story.decided.map(({ decision }) => decision.do === "addNote" && decision.endsEpisode === true)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(story.state.ringing).toEqual({});
  });

  test("seconds after an all-clear rings again", () => {
    const story = new Story(home, evening)
      .says("1", smoke, "2026-11-22T18:01:00Z")
      .says("1", clear, "2026-11-22T18:01:20Z")
      .says("1", smoke, "2026-11-22T18:01:30Z");
    expect(story.lines).toHaveLength(3);
  });
});

describe("smoke with readings out of order", () => {
  test("that was over before it arrived still rings, and a note says that all is clear", () => {
    const story = new Story(home, evening)
      .says("1", clear, "2026-11-22T18:10:00Z")
      .says("1", smoke, "2026-11-22T18:20:00Z", "2026-11-22T18:02:00Z", buffered);
    expect(story.lines).toEqual([
      "18:20:00 critical Smoke detected 18:02, received 18:20: Smoke alarm, Kitchen",
      "18:20:00 note All clear since then (reported earlier): Smoke alarm, Kitchen",
    ]);
    expect(story.state.ringing).toEqual({});
  });

  test("is not cleared by an older all-clear", () => {
    const story = new Story(home, evening)
      .says("1", smoke, "2026-11-22T18:10:00Z")
      .says("1", clear, "2026-11-22T18:20:00Z", "2026-11-22T18:02:00Z", buffered);
    expect(story.lines).toHaveLength(1);
  });

  test("is not cleared by an older all-clear although the detector's clock went back an hour", () => {
    const story = new Story(home, evening)
      .says("1", clear, "2026-11-23T02:00:00Z")
      .says("1", smoke, "2026-11-23T02:14:00Z", "2026-11-23T01:14:00Z")
      .says("1", smoke, "2026-11-23T02:14:40Z", "2026-11-23T01:14:40Z");
    expect(story.lines.map((line) => line.slice(0, 32))).toEqual(["02:14:00 critical Smoke detected", "02:14:40 critical Smoke detected"]);
    expect(Object.keys(story.state.ringing)).toEqual(["environment/smoke"]);
    // Buffered before the clock went back, and so from before the smoke, although 01:50 is after 01:14.
    story.says("1", clear, "2026-11-23T02:15:00Z", "2026-11-23T01:50:00Z", buffered);
    expect(story.lines).toHaveLength(2);
    story.says("1", clear, "2026-11-23T02:20:00Z", "2026-11-23T01:20:00Z");
    expect(story.lines[2]).toBe("02:20:00 note All clear 01:20, received 02:20: Smoke alarm, Kitchen");
    expect(story.state.ringing).toEqual({});
  });

  test("that was over before it arrived does not end the smoke of another detector", () => {
    const story = new Story(home, evening)
      .says("2", smoke, "2026-11-22T18:05:00Z")
      .says("1", clear, "2026-11-22T18:10:00Z")
      .says("1", smoke, "2026-11-22T18:20:00Z", "2026-11-22T18:02:00Z", buffered);
    expect(story.lines.at(-1)).toBe("18:20:00 note All clear since then (reported earlier): Smoke alarm, Kitchen");
    expect(Object.keys(story.state.ringing)).toEqual(["environment/smoke"]);
  });
});

describe("smoke during an absence", () => {
  test("rings all the same: an absence never suspends a life-safety rule", () => {
    const suspends = ["environment"];
    const endsAt = Date.parse("2026-12-01T12:00:00Z");
    const away = { id: "31", kind: "inHospital" as const, startsAt: 0, endsAt, endedAt: null, suspends };
    const story = new Story({ ...home, absences: [away] }, evening).says("1", smoke, "2026-11-22T18:01:00Z");
    expect(story.lines).toHaveLength(1);
  });
});

test("carbon monoxide and gas are critical, water is urgent, and each is an episode of its own", () => {
  const story = new Story(home, evening)
    .says("3", { kind: "co", detected: true }, "2026-11-22T18:01:00Z")
    .says("4", { kind: "flood", detected: true }, "2026-11-22T18:02:00Z")
    .says("4", { kind: "gas", detected: true }, "2026-11-22T18:03:00Z");
  expect(story.lines).toEqual([
    "18:01:00 critical Carbon monoxide detected: CO alarm, Boiler room",
    "18:02:00 urgent Water on the floor detected: Flood sensor, Bathroom",
    "18:03:00 critical Gas detected: Flood sensor, Bathroom",
  ]);
  expect(story.episodes).toEqual(["environment/co", "environment/flood", "environment/gas"]);
});

describe("a room", () => {
  test("too cold for two hours raises an advisory alarm despite further readings; warmth adds a note", () => {
    const story = new Story(home, evening)
      .says("5", celsius(13.5), "2026-11-22T18:30:00Z")
      .says("5", celsius(12.5), "2026-11-22T19:30:00Z")
      .until("2026-11-22T20:29:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T20:30:00Z").says("5", celsius(12), "2026-11-22T21:00:00Z").says("5", celsius(14), "2026-11-22T22:00:00Z");
    expect(story.lines).toEqual([
      "20:30:00 advisory Cold, 12.5 °C: below 14 °C for 2 h, since 18:30: Thermometer, Bedroom",
      "22:00:00 note 14 °C 22:00: Thermometer, Bedroom",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["environment/temperature/5"]));
  });

  test("aired for an hour raises no alarm", () => {
    const story = new Story(home, evening)
      .says("5", celsius(9), "2026-11-22T18:30:00Z")
      .says("5", celsius(18), "2026-11-22T19:30:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("too hot raises an advisory alarm", () => {
    const story = new Story(home, evening).says("5", celsius(33), "2026-11-22T18:30:00Z").until("2026-11-23T00:00:00Z");
    expect(story.lines).toEqual(["20:30:00 advisory Hot, 33 °C: above 32 °C for 2 h, since 18:30: Thermometer, Bedroom"]);
  });
});

describe("a room with temperatures out of order", () => {
  test("is judged by its newest temperature, in any order of arrival", () => {
    const story = new Story(home, evening)
      .says("5", celsius(18), "2026-11-22T18:30:00Z")
      .says("5", celsius(9), "2026-11-22T18:40:00Z", "2026-11-22T16:00:00Z", buffered)
      .until("2026-11-23T00:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("counts as cold since it was last warm, in any order of arrival", () => {
    const said = [
      ["00:00", 10],
      ["01:00", 20],
      ["01:30", 10],
      ["01:40", 10],
    ] as const;
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [0, 2, 1, 3],
      [0, 3, 1, 2],
      [2, 0, 3, 1],
    ]) {
      const story = new Story(home, evening);
      for (const place of order) {
        const [time, degrees] = said[place] ?? ["00:00", 0];
        story.says("5", celsius(degrees), "2026-11-23T01:45:00Z", `2026-11-23T${time}:00Z`, buffered);
      }
      expect(story.until("2026-11-23T06:00:00Z").lines).toEqual([
        "03:30:00 advisory Cold, 10 °C: below 14 °C for 2 h, since 01:30: Thermometer, Bedroom",
      ]);
    }
  });

  test("cold all night, reported in one burst, rings after the burst if it is still cold", () => {
    const morning = "2026-11-23T05:40:00Z";
    const story = new Story(home, evening);
    for (const hour of ["00", "01", "02", "03"]) story.says("5", celsius(10), morning, `2026-11-23T${hour}:00:00Z`, buffered);
    expect(story.until("2026-11-23T06:00:00Z").lines).toEqual([
      "05:41:00 advisory Cold, 10 °C: below 14 °C for 5 h 41 min, since 00:00: Thermometer, Bedroom",
    ]);
    const over = new Story(home, evening);
    for (const hour of ["00", "01", "02"]) over.says("5", celsius(10), morning, `2026-11-23T${hour}:00:00Z`, buffered);
    over.says("5", celsius(19), morning, "2026-11-23T05:00:00Z", buffered);
    expect(over.until("2026-11-23T12:00:00Z").lines).toEqual([]);
  });
});
