import { describe, expect, test } from "vitest";
import { deviceStatus } from "#domain/deviceStatus.ts";
import { engine, homeOf, readingOf, Story } from "./rulesStory.ts";

const morning = "2026-11-22T08:00:00Z";
const hour = 3600;
const pendant = { id: "1", name: "Pendant", room: "bedroom", expectedIntervalSeconds: hour, registeredAt: Date.parse(morning) };
const hub = { id: "2", name: "Hub", expectedIntervalSeconds: 600, registeredAt: Date.parse(morning) };
const heartbeat = { kind: "heartbeat" } as const;

describe("a silent device", () => {
  test("is reported at three times its own interval since it was heard, once, and told when heard again", () => {
    const story = new Story(homeOf([pendant]), morning)
      .says("1", { kind: "button", pressed: false }, "2026-11-22T09:14:00Z")
      .until("2026-11-22T12:13:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T15:00:00Z").says("1", heartbeat, "2026-11-22T16:12:00Z");
    expect(story.lines).toEqual([
      "12:14:00 notice Nothing heard for 3 h, last at 09:14 (expected every 1 h): Pendant, bedroom. Check its power and connection.",
      "16:12:00 told Heard again at 16:12 after 6 h 58 min: Pendant, bedroom",
    ]);
    expect(story.until("2026-11-22T19:12:00Z").lines).toHaveLength(3);
    expect(new Set(story.episodes)).toEqual(new Set(["silence/1"]));
  });

  test("that never spoke is reported from its registration", () => {
    const story = new Story(homeOf([pendant]), morning).until("2026-11-22T11:00:00Z");
    expect(story.lines).toEqual([
      "11:00:00 notice Never heard since registered 3 h ago (expected every 1 h): Pendant, bedroom. Check its power and connection.",
    ]);
  });

  test("found silent only when its home starts is reported then, as of when it was due", () => {
    const started = engine.start(homeOf([pendant]), Date.parse("2026-11-22T15:00:00Z"));
    expect(started.decided).toMatchObject([{ rule: "silence", at: Date.parse("2026-11-22T11:00:00Z") }]);
    expect(engine.nextWake(started.state)).toBeNull();
  });

  test("does not hide another that speaks, and each goes by its own interval", () => {
    const story = new Story(homeOf([pendant, hub]), morning)
      .says("2", heartbeat, "2026-11-22T08:10:00Z")
      .says("2", heartbeat, "2026-11-22T08:35:00Z")
      .until("2026-11-22T12:00:00Z");
    expect(story.lines.map((line) => line.slice(0, 15))).toEqual(["09:05:00 notice", "11:00:00 notice"]);
  });

  test("in no hurry to be heard from is never reported", () => {
    const story = new Story(homeOf([{ ...pendant, expectedIntervalSeconds: null }]), morning)
      .says("1", heartbeat, "2026-11-22T09:00:00Z")
      .until("2027-11-22T09:00:00Z");
    expect(story.lines).toEqual([]);
    expect(engine.nextWake(story.state)).toBeNull();
  });

  test("is judged by when its word came, whatever its clock says", () => {
    const story = new Story(homeOf([pendant]), morning).says("1", heartbeat, "2026-11-22T09:00:00Z", "1970-01-01T00:00:00Z");
    expect(engine.nextWake(story.state)).toBe(Date.parse("2026-11-22T12:00:00Z"));
  });

  test("registered later is watched from then, and what is known of the others is kept", () => {
    const story = new Story(homeOf([pendant]), morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    const at = Date.parse("2026-11-22T09:30:00Z");
    const { state } = engine.refit(homeOf([pendant, { ...hub, registeredAt: at }]), story.state, at);
    expect(engine.nextWake(state)).toBe(Date.parse("2026-11-22T10:00:00Z"));
    const withoutHub = engine.refit(homeOf([pendant]), state, at).state;
    expect(engine.nextWake(withoutHub)).toBe(Date.parse("2026-11-22T12:00:00Z"));
  });

  test("is judged by what held until a change, and by the change from then on", () => {
    const story = new Story(homeOf([hub]), morning);
    const slower = homeOf([{ ...hub, expectedIntervalSeconds: hour }]);
    const inTime = engine.refit(slower, story.state, Date.parse("2026-11-22T08:29:00Z"));
    expect(inTime.decided).toEqual([]);
    expect(engine.nextWake(inTime.state)).toBe(Date.parse("2026-11-22T11:00:00Z"));
    expect(engine.refit(slower, story.state, Date.parse("2026-11-22T08:31:00Z")).decided).toMatchObject([
      { rule: "silence", at: Date.parse("2026-11-22T08:30:00Z") },
    ]);
  });

  test("in a recording goes by the recording's time, and only once it was heard", () => {
    const home = homeOf([pendant, hub, { ...hub, id: "3", registeredAt: 0 }], "test");
    const story = new Story(home, morning)
      .says("2", heartbeat, morning, "2011-06-14T02:00:00Z")
      .says("1", heartbeat, morning, "2011-06-14T03:00:00Z");
    expect(story.lines).toEqual([
      "02:30:00 notice Nothing heard for 30 min, last at 03:00 (expected every 10 min): Hub. Check its power and connection.",
    ]);
  });
});

test("a device's status is heard, late at 1.5 and offline at 3 intervals, and never until then when it never spoke", () => {
  const at = (seconds: number, lastHeardAt: number | null) => deviceStatus(lastHeardAt, 100, 0, seconds * 1000);
  expect([at(149, 0), at(150, 0), at(299, 0), at(300, 0)]).toEqual(["heard", "late", "late", "offline"]);
  expect([at(299, null), at(300, null)]).toEqual(["never", "offline"]);
  expect(deviceStatus(null, null, 0, 1e12)).toBe("notExpected");
});

test("the status and the rule agree on the moment a device goes offline", () => {
  const home = homeOf([pendant]);
  const heardAt = Date.parse("2026-11-22T09:14:00Z");
  const { state } = engine.onReading(
    home,
    engine.start(home, Date.parse(morning)).state,
    readingOf(home, "1", heartbeat, { receivedAt: heardAt }),
  );
  const offlineAt = engine.nextWake(state) ?? 0;
  expect(deviceStatus(heardAt, hour, 0, offlineAt)).toBe("offline");
  expect(deviceStatus(heardAt, hour, 0, offlineAt - 1)).toBe("late");
});
