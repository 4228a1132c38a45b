import { describe, expect, test } from "vitest";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { engine, homeOf, planOf, Story } from "./rulesStory.ts";

/** Mistakes about time and alarms that other monitoring systems are known for. Each test states what a carer can rely on here. */

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Garden gate", kind: "boundary" },
  { id: "3", name: "Fall detector", kind: "fall", room: "Hall" },
];
const inBed = { kind: "bed", occupied: true } as const;
const outOfBed = { kind: "bed", occupied: false } as const;
const left = { kind: "boundary", inside: false } as const;
const returned = { kind: "boundary", inside: true } as const;
const fallen = { kind: "fall", state: "fallen" } as const;
const suspected = { kind: "fall", state: "suspected" } as const;
const buffered = { historical: true };

const homeWith = (windows: Parameters<typeof planOf>[1]) =>
  homeOf(devices, "live", { plan: planOf({ bedExit: { windows: ["night", "nap"] }, boundary: { windows: ["night"] } }, windows) });
const night = { name: "night", from: "22:00", to: "07:00" } as const;
const nap = { name: "nap", from: "13:00", to: "15:00" } as const;
const everyDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const nights = {
  windows: [
    { ...night, days: [...everyDay] },
    { ...nap, days: [...everyDay] },
  ],
};

/** The person leaves by the garden gate at each of these moments. Returns the moments that rang. */
function rangAt(home: ReturnType<typeof homeOf>, moments: readonly string[]): string[] {
  const story = new Story(home, "2026-01-01T12:00:00Z");
  for (const moment of moments) {
    story.says("2", left, moment);
    story.says("2", returned, new Date(Date.parse(moment) + 30_000).toISOString());
  }
  return story.decided.filter(({ decision }) => decision.do === "raise").map(({ at }) => new Date(at).toISOString().slice(0, 16));
}

describe("the night window", () => {
  test("of Friday lasts until Saturday 07:00", () => {
    // 20 November 2026 is a Friday.
    const friday = homeWith({
      windows: [
        { ...night, days: ["fri"] },
        { ...nap, days: [...everyDay] },
      ],
    });
    const moments = [
      "2026-11-20T02:00",
      "2026-11-20T23:00",
      "2026-11-21T02:00",
      "2026-11-21T06:59",
      "2026-11-21T07:00",
      "2026-11-21T23:00",
    ];
    const rang = rangAt(
      friday,
      moments.map((moment) => `${moment}:00Z`),
    );
    expect(rang).toEqual(["2026-11-20T23:00", "2026-11-21T02:00", "2026-11-21T06:59"]);
  });

  test("ends at 07:00 local time on both nights on which clocks change", () => {
    const home = homeWith(nights);
    // Clocks go forward at 01:00 UTC on 29 March: 06:59 local time is 05:59 UTC, six hours after midnight.
    expect(rangAt(home, ["2026-03-29T05:59:00Z", "2026-03-29T06:00:00Z"])).toEqual(["2026-03-29T05:59"]);
    // Clocks go back on 25 October: 06:59 local time is eight hours after midnight.
    expect(rangAt(home, ["2026-10-25T06:59:00Z", "2026-10-25T07:00:00Z"])).toEqual(["2026-10-25T06:59"]);
    // The window begins at 22:00 local time on the evenings before.
    expect(rangAt(home, ["2026-03-28T21:59:00Z", "2026-03-28T22:00:00Z"])).toEqual(["2026-03-28T22:00"]);
    expect(rangAt(home, ["2026-10-24T20:59:00Z", "2026-10-24T21:00:00Z"])).toEqual(["2026-10-24T21:00"]);
  });

  test("can be joined by a second window on the same day: the nap and the night both ring", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T13:05:00Z")
      .says("1", outOfBed, "2026-11-22T14:00:00Z")
      .until("2026-11-22T14:30:00Z")
      .says("1", inBed, "2026-11-22T17:00:00Z")
      .says("1", outOfBed, "2026-11-22T18:00:00Z")
      .says("1", inBed, "2026-11-22T21:00:00Z")
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines.filter((line) => line.includes("urgent")).map((line) => line.slice(0, 30))).toEqual([
      "14:20:00 urgent Left bed 14:00",
      "02:20:00 urgent Left bed 02:00",
    ]);
  });
});

describe("the 20 minutes out of bed", () => {
  test("raise no alarm for an exit and a return that both arrive hours late, and one alarm if only the exit arrives", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T22:00:00Z")
      .says("1", outOfBed, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", buffered)
      .says("1", inBed, "2026-11-23T05:40:01Z", "2026-11-23T02:10:00Z", buffered)
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
    const stillOut = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T22:00:00Z")
      .says("1", outOfBed, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", buffered)
      .until("2026-11-23T12:00:00Z");
    expect(stillOut.lines).toEqual([expect.stringMatching(/urgent Left bed 02:00/)]);
  });

  test("count from leaving bed, although the reading arrives almost a minute later", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T22:00:00Z")
      .says("1", outOfBed, "2026-11-23T02:00:50Z", "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:19:59.999Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T02:20:00Z").lines).toHaveLength(1);
  });

  test("count from arrival if the clock of the bed sensor is hours fast", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T22:00:00Z", "2026-11-23T01:20:00Z")
      .says("1", outOfBed, "2026-11-23T02:00:00Z", "2026-11-23T05:20:00Z")
      .until("2026-11-23T02:19:59.999Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-23T02:20:00Z").lines).toEqual([
      expect.stringMatching(/^02:20:00 urgent Left bed 02:00, not back after 20 min/),
    ]);
  });
});

describe("a fall", () => {
  test("that a device buffered rings with its own time and its arrival time, although newer readings came before it", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("3", { kind: "fall", state: "cancelled" }, "2026-11-22T12:00:00Z")
      .says("3", fallen, "2026-11-22T12:01:00Z", "2026-11-22T11:20:00Z", buffered);
    expect(story.lines).toEqual(["12:01:00 critical Fall detected 11:20, received 12:01: Fall detector, Hall"]);
  });

  test("rings again while the alarm of an earlier fall is still open", () => {
    const story = new Story(homeWith(nights), "2026-11-22T08:00:00Z")
      .says("3", fallen, "2026-11-22T12:00:00Z")
      .says("3", fallen, "2026-11-22T15:00:00Z")
      .says("3", suspected, "2026-11-22T18:00:00Z")
      .until("2026-11-22T18:01:00Z");
    expect(story.lines.map((line) => line.slice(0, 17))).toEqual(["12:00:00 critical", "15:00:00 critical", "18:00:20 critical"]);
  });
});

describe("a restart of the service", () => {
  test("loses no wait: a suspected fall and a bed exit ring for the times at which they were due", () => {
    const home = homeWith(nights);
    const story = new Story(home, "2026-11-22T08:00:00Z")
      .says("1", inBed, "2026-11-22T22:00:00Z")
      .says("1", outOfBed, "2026-11-23T02:00:00Z")
      .says("3", suspected, "2026-11-23T02:00:05Z");
    const saved = loadState(engine.rules, saveState(engine.rules, story.state));
    if (saved === null) throw new Error("a saved state could not be read");
    const resumed = engine.applyHomeChange(home, saved, saved.now, true);
    // The service was down when they were due.
    const { decided } = engine.onTime(home, resumed.state, Date.parse("2026-11-23T09:00:00Z"));
    expect(
      decided
        .filter(({ decision }) => decision.do === "raise")
        .map(({ rule, at }) => `${rule} ${new Date(at).toISOString().slice(11, 19)}`),
    ).toEqual(["fall 02:00:25", "bedExit 02:20:00"]);
    story.until("2026-11-23T09:00:00Z");
    expect(decided.map(({ cause }) => cause)).toEqual(story.decided.map(({ cause }) => cause));
  });
});
