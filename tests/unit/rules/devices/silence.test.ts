import { describe, expect, test } from "vitest";
import { deviceStatus } from "#domain/deviceStatus.ts";
import type { HomeFacts } from "#domain/home.ts";
import { type Device, engine, homeOf, planOf, Story } from "../rulesStory.ts";

const morning = "2026-11-22T08:00:00Z";
const hour = 3600;
const pendant = { id: "1", name: "Pendant", room: "bedroom", expectedIntervalSeconds: hour, registeredAt: Date.parse(morning) };
const hub = { id: "2", name: "Hub", expectedIntervalSeconds: 600, registeredAt: Date.parse(morning) };
const heartbeat = { kind: "heartbeat" } as const;

describe("a silent device", () => {
  test("is late after 1.5 of its intervals and offline after 3, each once, and both end when it is heard again", () => {
    const story = new Story(homeOf([pendant]), morning)
      .says("1", { kind: "button", pressed: false }, "2026-11-22T09:14:00Z")
      .until("2026-11-22T10:43:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T12:13:59.999Z");
    expect(story.lines).toHaveLength(1);
    story.until("2026-11-22T15:00:00Z").says("1", heartbeat, "2026-11-22T16:12:00Z");
    expect(story.lines).toEqual([
      "10:44:00 technical Nothing heard for 1 h 30 min, last at 09:14 (expected every 1 h): Pendant, bedroom",
      "12:14:00 info Nothing heard for 3 h, last at 09:14 (expected every 1 h): Pendant, bedroom. Check its power and connection.",
      "16:12:00 note Heard again at 16:12 after 6 h 58 min: Pendant, bedroom",
      "16:12:00 note Heard again at 16:12 after 6 h 58 min: Pendant, bedroom",
    ]);
    expect(story.episodes).toEqual(["silence/late/1", "silence/1", "silence/1", "silence/late/1"]);
    expect(story.state.ringing).toEqual({});
    expect(story.until("2026-11-22T19:12:00Z").lines).toHaveLength(6);
  });

  test("that is only late is on the technical list only", () => {
    const story = new Story(homeOf([pendant]), morning)
      .says("1", heartbeat, "2026-11-22T09:00:00Z")
      .says("1", heartbeat, "2026-11-22T11:00:00Z");
    expect(story.lines).toEqual([
      "10:30:00 technical Nothing heard for 1 h 30 min, last at 09:00 (expected every 1 h): Pendant, bedroom",
      "11:00:00 note Heard again at 11:00 after 2 h: Pendant, bedroom",
    ]);
  });

  test("that never sent anything is offline three intervals after registration, and never late", () => {
    const story = new Story(homeOf([pendant]), morning).until("2026-11-22T11:00:00Z");
    expect(story.lines).toEqual([
      "11:00:00 info Never heard since registered 3 h ago (expected every 1 h): Pendant, bedroom. Check its power and connection.",
    ]);
    const first = story.says("1", heartbeat, "2026-11-22T11:05:00Z").until("2026-11-22T12:35:00Z").lines.slice(1);
    expect(first.map((line) => line.slice(0, 18))).toEqual(["11:05:00 note Hear", "12:35:00 technical"]);
  });

  test("has three intervals where nothing is known of the time before", () => {
    const started = engine.start(homeOf([pendant]), Date.parse("2026-11-22T15:00:00Z"));
    expect([started.decided, started.state.wakeAt]).toEqual([[], Date.parse("2026-11-22T18:00:00Z")]);
    const { decided } = engine.onTime(homeOf([pendant]), started.state, Date.parse("2026-11-22T18:00:00Z"));
    expect(decided[0]?.decision).toMatchObject({ sentence: expect.stringMatching(/^Nothing heard for 3 h or longer/) });
  });

  test("does not affect another device, and each has its own interval", () => {
    const story = new Story(homeOf([pendant, hub]), morning)
      .says("2", heartbeat, "2026-11-22T08:10:00Z")
      .says("2", heartbeat, "2026-11-22T08:35:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines.map((line) => line.slice(0, 18))).toEqual([
      "08:25:00 technical",
      "08:35:00 note Hear",
      "08:50:00 technical",
      "09:05:00 info Noth",
      "11:00:00 info Neve",
    ]);
  });

  test("without an expected interval is never reported", () => {
    const story = new Story(homeOf([{ ...pendant, expectedIntervalSeconds: null }]), morning)
      .says("1", heartbeat, "2026-11-22T09:00:00Z")
      .until("2027-11-22T09:00:00Z");
    expect(story.lines).toEqual([]);
    expect(story.state.wakeAt).toBeNull();
  });

  test("is judged by arrival times, not by its own clock", () => {
    const story = new Story(homeOf([pendant]), morning)
      .says("1", heartbeat, "2026-11-22T09:00:00Z", "1970-01-01T00:00:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines.map((line) => line.slice(0, 18))).toEqual(["10:30:00 technical", "12:00:00 info Noth"]);
  });

  test("that is registered later is watched from then on, and the others as before", () => {
    const story = new Story(homeOf([pendant]), morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    const at = "2026-11-22T09:30:00Z";
    story.changes({ devices: homeOf([{ ...hub, registeredAt: Date.parse(at) }, pendant]).devices }, at);
    story.until("2026-11-22T10:29:59Z");
    expect(story.lines.map((line) => line.slice(0, 15))).toEqual(["10:00:00 info N"]);
    story.changes({ devices: homeOf([pendant]).devices }, "2026-11-22T10:29:59Z").until("2026-11-22T12:00:00Z");
    expect(story.lines.slice(1).map((line) => line.slice(0, 15))).toEqual(["10:30:00 techni", "12:00:00 info N"]);
  });

  test("is judged by its new interval from the change on, longer or shorter", () => {
    const slower = homeOf([{ ...hub, expectedIntervalSeconds: hour }]);
    const inTime = new Story(homeOf([hub]), morning).changes({ devices: slower.devices }, "2026-11-22T08:29:00Z");
    expect(inTime.until("2026-11-22T10:59:59Z").lines).toEqual([]);
    expect(inTime.until("2026-11-22T11:00:00Z").lines).toHaveLength(1);
    const heard = new Story(slower, morning)
      .says("2", heartbeat, "2026-11-22T08:30:00Z")
      .changes({ devices: homeOf([hub]).devices }, "2026-11-22T08:40:00Z");
    expect(heard.until("2026-11-22T09:00:00Z").lines.map((line) => line.slice(0, 15))).toEqual(["08:45:00 techni", "09:00:00 info N"]);
  });

  test("in a recording is judged by the recorded times, from its first reading on", () => {
    const home = homeOf([pendant, hub, { ...hub, id: "3", registeredAt: 0 }], "test");
    const story = new Story(home, morning).says("2", heartbeat, "2011-06-14T02:00:00Z").says("1", heartbeat, "2011-06-14T03:00:00Z");
    expect(story.lines).toEqual([
      "02:15:00 technical Nothing heard for 15 min, last at 03:00 (expected every 10 min): Hub",
      "02:30:00 info Nothing heard for 30 min, last at 03:00 (expected every 10 min): Hub. Check its power and connection.",
    ]);
  });
});

test("the status of a device is heard, late from 1.5 and offline from 3 intervals; never before that if it never sent anything", () => {
  const at = (seconds: number, lastHeardAt: number | null) => deviceStatus(lastHeardAt, 100, 0, seconds * 1000, []);
  expect([at(149, 0), at(150, 0), at(299, 0), at(300, 0)]).toEqual(["heard", "late", "late", "offline"]);
  expect([at(299, null), at(300, null)]).toEqual(["never", "offline"]);
  expect(deviceStatus(null, null, 0, 1e12, [])).toBe("notExpected");
});

describe("the silent device of a person at high risk", () => {
  const radar = {
    id: "3",
    name: "Radar",
    kind: "motion",
    alsoReports: ["fall"],
    expectedIntervalSeconds: hour,
    registeredAt: Date.parse(morning),
  };
  const button = { ...pendant, kind: "button" };
  const grey = { name: "Arthur Grey", risk: 6, risks: ["livesAlone", "falls"] as const };
  const linesOf = (atRisk: HomeFacts["atRisk"], device: Device) =>
    new Story(homeOf([device], "live", { atRisk: atRisk ?? null }), morning)
      .says(device.id, heartbeat, "2026-11-22T09:00:00Z")
      .until("2026-11-22T13:00:00Z").lines;

  test("is urgent if it is the pendant, and the sentence says why; that it is late is on the technical list as ever", () => {
    expect(linesOf(grey, button)).toEqual([
      "10:30:00 technical Nothing heard for 1 h 30 min, last at 09:00 (expected every 1 h): Pendant, bedroom",
      "12:00:00 urgent Nothing heard for 3 h, last at 09:00 (expected every 1 h): Pendant, bedroom. Arthur Grey is at high risk (lives alone, falls) and may not be able to call for help. Call the home, then check the power and connection of the device.",
    ]);
  });

  test("is urgent if it is a radar that reports falls beside movement", () => {
    expect(linesOf({ name: "Ada", risk: 5, risks: ["oxygen"] }, radar)[1]).toMatch(
      /^12:00:00 urgent .*: Radar\. Ada is at high risk \(oxygen\)/,
    );
  });

  test("is urgent too where the device reported too often before: its silence is no word of its own that could be wrong", () => {
    const home = homeOf([{ ...radar, kind: "bed" }], "live", { atRisk: grey });
    const story = new Story(home, morning);
    for (let nth = 0; nth < 30; nth += 1)
      story.says("3", { kind: "bed", occupied: nth % 2 === 0 }, new Date(Date.parse("2026-11-22T09:00:00Z") + nth * 5_000).toISOString());
    const { lines } = story.until("2026-11-22T13:00:00Z");
    expect(lines).toContainEqual(expect.stringContaining("Reporting too often"));
    expect(lines.at(-1)).toMatch(/^12:02:25 urgent Nothing heard for 3 h/);
  });

  test("is an info as ever if it is no device to call with, or if the person is at less risk", () => {
    expect(linesOf(grey, { ...button, kind: "door" })[1]).toMatch(/^12:00:00 info .*Check its power and connection\.$/);
    expect(linesOf({ name: "Ada", risk: 4, risks: ["livesAlone", "doesNotOpen"] }, button)[1]).toMatch(/^12:00:00 info /);
    expect(linesOf(null, button)[1]).toMatch(/^12:00:00 info /);
  });

  test("rings when the plan says that it is offline", () => {
    const plan = planOf({ silence: { offlineAfterIntervals: 2 } });
    const story = new Story(homeOf([button], "live", { atRisk: grey, plan }), morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    expect(story.until("2026-11-22T11:00:00Z").lines[1]).toMatch(/^11:00:00 urgent /);
  });
});
