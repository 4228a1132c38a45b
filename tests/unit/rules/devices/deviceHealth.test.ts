import { describe, expect, test } from "vitest";
import { clockWithSkew } from "#domain/time/deviceClock.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { replayWindowMs, replayWindowSince } from "#rules/engine/replayWindow.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { engine, everyRule, homeOf, planOf, readingOf, Story } from "../rulesStory.ts";

const home = homeOf(
  [
    { id: "1", name: "Pendant", kind: "button", room: "worn" },
    { id: "2", name: "Front door", kind: "door", room: "Hall", outside: true },
    { id: "3", name: "Motion", kind: "motion", room: "Kitchen" },
    { id: "4", name: "Hub" },
  ],
  "live",
  { plan: planOf({ doorOpen: { dayMinutes: 1 } }) },
);
const morning = "2026-11-22T08:00:00Z";
const noon = Date.parse("2026-11-22T12:00:00Z");
const heartbeat = { kind: "heartbeat" } as const;
const at = (seconds: number): string => new Date(noon + seconds * 1000).toISOString();
const door = (open: boolean) => ({ kind: "door", open }) as const;
const motion = (detected: boolean) => ({ kind: "motion", detected }) as const;

describe("on the technical list", () => {
  test("a low battery is listed once, until the battery is replaced", () => {
    const story = new Story(home, morning);
    for (const [i, battery] of [16, 15, 12, 16, 19, 97].entries()) story.says("1", heartbeat, at(i * 60), at(i * 60), { battery });
    expect(story.lines).toEqual([
      "12:01:00 technical Battery at 15 %, to be replaced: Pendant, worn",
      "12:05:00 note Battery at 97 % 12:05: Pendant, worn",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["deviceHealth/battery/1"]));
  });

  test("a weak signal is listed after three in a row, until one is good", () => {
    const story = new Story(home, morning);
    for (const [i, signal] of [-101, -104, -90, -101, -102, -99, -100, -101, -103, -97, -95].entries())
      story.says("1", heartbeat, at(i * 60), at(i * 60), { signal });
    expect(story.lines).toEqual([
      "12:08:00 technical Weak signal, -103 dBm: readings may be lost: Pendant, worn",
      "12:10:00 note Signal good again, -95 dBm 12:10: Pendant, worn",
    ]);
  });

  test("an opened case and lost mains power are listed until they end", () => {
    const story = new Story(home, morning)
      .says("4", heartbeat, at(0), at(0), { tamper: true })
      .says("4", heartbeat, at(60), at(60), { mains: false })
      .says("4", heartbeat, at(120))
      .says("4", heartbeat, at(180), at(180), { tamper: false, mains: false })
      .says("4", heartbeat, at(240), at(240), { tamper: false, mains: true });
    expect(story.lines).toEqual([
      "12:00:00 technical Case opened, or device moved from its place: Hub",
      "12:01:00 technical No mains power, running on battery: Hub",
      "12:03:00 note Case closed, device in its place again 12:03: Hub",
      "12:04:00 note Mains power is back 12:04: Hub",
    ]);
  });

  test("a clock that is wrong by more than two minutes is listed after three readings in a row", () => {
    const story = new Story(home, morning);
    // The clock is fast, so the time of arrival counts.
    for (let i = 0; i < 4; i += 1) story.says("4", heartbeat, at(i * 60), at(i * 60 + 12_000));
    story.says("4", heartbeat, at(300), at(299));
    expect(story.lines).toEqual([
      "12:02:00 technical Clock wrong, 3 h 20 min ahead: the time of arrival counts: Hub",
      "12:05:00 note Clock right again 12:05: Hub",
    ]);
  });

  test("a clock that was never set, and the time of a buffered reading, are not listed", () => {
    const story = new Story(home, morning);
    for (let i = 0; i < 5; i += 1) {
      story.says("4", heartbeat, at(i * 60), "1970-01-01T00:10:00Z");
      story.says("1", heartbeat, at(i * 60 + 1), "2026-11-22T03:00:00Z", { historical: true });
    }
    expect(story.lines).toEqual([]);
  });
});

describe("a sensor that reports too often", () => {
  const flapping = (times: number, everySeconds = 20) => {
    const story = new Story(home, morning);
    for (let i = 0; i < times; i += 1) story.says("2", door(i % 2 === 0), at(i * everySeconds));
    return story;
  };
  const technical = (story: Story) => story.lines.filter((line) => !line.includes("open for") && !line.includes("closed"));

  test("is doubtful from 21 changes in ten minutes until it is calm, and not with 20", () => {
    expect(technical(flapping(20))).toEqual([]);
    const story = flapping(21).until(at(3600));
    expect(technical(story)).toEqual([
      "12:06:40 technical Reporting too often; may be faulty, to be replaced (more than 20 changes in 10 min): Front door, Hall",
      "12:10:00 note Reporting normally again 12:10: Front door, Hall",
    ]);
    expect(story.episodes).toContain("deviceHealth/flapping/2");
  });

  test("has one entry until ten minutes after its last excess", () => {
    const story = flapping(200).until(at(7200));
    // The last change is 66 min 20 s after noon, the twentieth before it 59 min 40 s.
    expect(technical(story).map((line) => line.slice(0, 20))).toEqual(["12:06:40 technical R", "13:09:40 note Report"]);
  });

  test("does not flap if its changes are spread over more than ten minutes", () => {
    expect(technical(flapping(60, 31))).toEqual([]);
  });

  test("does not flap if it repeats the same state", () => {
    const story = new Story(home, morning);
    for (let i = 0; i < 60; i += 1) story.says("2", door(true), at(i * 10));
    expect(technical(story)).toEqual([]);
  });

  test("still rings, marked as doubtful", () => {
    const story = flapping(21).until(at(3600));
    const raised = story.decided.filter(({ rule }) => rule === "doorOpen");
    // After its last change the door stayed open for a minute while it was doubtful.
    expect(raised[0]).toMatchObject({ doubtful: true, decision: { do: "raise", episode: "2" } });
  });

  test("and detects movement may change up to 400 times in ten minutes", () => {
    const story = new Story(home, morning);
    for (let i = 0; i < 400; i += 1) story.says("3", motion(i % 2 === 0), at(i));
    expect(story.lines).toEqual([]);
    for (let i = 400; i < 700; i += 1) story.says("3", motion(i % 2 === 0), at(i));
    story.until(at(3600));
    expect(story.lines).toEqual([
      "12:06:40 technical Reporting too often; may be faulty, to be replaced (more than 400 changes in 10 min): Motion, Kitchen",
      "12:20:00 note Reporting normally again 12:20: Motion, Kitchen",
    ]);
  });

  test("is never a pendant, however often a person presses it", () => {
    const story = new Story(home, morning);
    for (let i = 0; i < 60; i += 1) story.says("1", { kind: "button", pressed: i % 2 === 0 }, at(i));
    expect(story.lines.every((line) => line.includes("SOS"))).toBe(true);
    expect(story.decided.some(({ doubtful }) => doubtful)).toBe(false);
  });

  test("loses its entry when it is removed from the home", () => {
    const story = flapping(25);
    const devices = new Map([...home.devices].filter(([id]) => id !== "2"));
    story.changes({ devices }, at(600)).says("3", motion(true), at(610));
    expect(engine.rules.flatMap((rule, place) => rule.doubtfulDevices?.(story.state.states[place]) ?? [])).toEqual([]);
    expect(story.faults).toEqual([]);
  });
});

test("a new version of the rule ends alarms that the record does not show, and keeps the others", () => {
  const story = new Story(home, "2026-11-10T08:00:00Z")
    .says("1", heartbeat, "2026-11-10T09:00:00Z", undefined, { battery: 5 })
    .says("2", heartbeat, "2026-11-21T09:00:00Z", undefined, { tamper: true })
    .says("1", heartbeat, "2026-11-22T09:00:00Z");
  const renewed = createEngine(catalogue.map((rule): Rule => (rule.name === "deviceHealth" ? { ...rule, version: 99 } : rule)));
  const loaded = loadState(renewed.rules, saveState(catalogue, story.state));
  if (loaded === null) throw new Error("the saved state could not be read");
  const fitted = renewed.applyHomeChange(home, loaded, loaded.now, true);
  const rebuilt = renewed.rebuild(home, fitted.state, replayWindowSince(story.given, loaded.now - replayWindowMs));
  const decisions = rebuilt.decided.map(({ decision }) => [decision.do, decision.episode]);
  expect(decisions.filter(([did]) => did === "addNote")).toEqual([["addNote", "battery/1"]]);
  expect(Object.keys(rebuilt.state.ringing)).toEqual(["deviceHealth/tamper/2"]);
});

test("ten devices take less than a kilobyte in the states of the two rules that read every device", () => {
  const kinds = ["motion", "motion", "motion", "motion", "door", "door", "door", "bed", "button", "smoke"];
  const large = homeOf(
    kinds.map((kind, i) => ({ id: String(1000 + i), kind, name: "Device", expectedIntervalSeconds: 3600 })),
    "live",
    { plan: everyRule },
  );
  let { state } = engine.start(large, noon);
  for (let i = 0; i < 2000; i += 1) {
    const value = i % 10 < 4 ? motion(i % 20 < 10) : i % 10 < 7 ? door(i % 20 < 10) : heartbeat;
    const reading = readingOf(large, String(1000 + (i % 10)), value, { receivedAt: noon + i * 60_000 }, clockWithSkew(0));
    state = engine.onReading(large, state, reading).state;
  }
  const ofRules = ["silence", "deviceHealth"].map((name) => state.states[catalogue.findIndex((rule) => rule.name === name)]);
  // Numbers count as eight bytes.
  const weigh = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? 32 + Object.values(value).reduce((sum: number, one) => sum + 8 + (typeof one === "object" ? weigh(one) : 0), 0)
      : 0;
  expect(weigh(ofRules)).toBeLessThan(1024);
});
