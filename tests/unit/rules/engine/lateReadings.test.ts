import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { Playback } from "#rules/compare/playback.ts";
import { slotsOf } from "#rules/engine/homeState.ts";
import { engine, homeOf, planOf, readingOf, Story } from "../rulesStory.ts";
import { chairLeft, counter, using } from "./testRules.ts";

const { by, plan } = using(chairLeft());
const home = homeOf([{ id: "2", name: "Chair", kind: "chair" }], "live", { plan });
const left = { kind: "chair", occupied: false } as const;
const taken = { kind: "chair", occupied: true } as const;
const noon = "2026-11-22T12:00:00Z";
const later = { historical: true };
const allDay = { name: "day", from: "00:00", to: "00:00", days: [...weekdays] };

describe("a reading that comes late", () => {
  test("a little: what it shows to be over does not ring", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", left, "2026-11-22T12:00:40Z")
      .says("2", taken, "2026-11-22T12:00:45Z", "2026-11-22T12:00:30Z", later)
      .until("2026-11-22T12:01:30Z");
    expect(story.lines).toEqual([]);
    // It was left again at 12:00:40, which now begins its own wait.
    expect(story.until("2026-11-22T12:02:00Z").lines).toEqual(["12:01:40 urgent Chair left, due 12:01:40"]);
  });

  test("by hours: what still goes on rings at once, named by when it was due", () => {
    const story = new Story(home, noon, by)
      .says("2", taken, "2026-11-22T12:00:10Z")
      .says("2", left, "2026-11-22T17:40:00Z", "2026-11-22T14:14:00Z", later);
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-22T17:40:30Z").lines).toEqual(["17:40:05 urgent Chair left, due 14:15:00"]);
    expect(story.says("2", taken, "2026-11-22T17:41:00Z").lines.at(-1)).toBe("17:41:00 note Taken again 17:41:00");
  });

  test("and what it was followed by stands in the story, in whatever burst it came", () => {
    const devices = [
      { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
      { id: "2", name: "Motion sensor", kind: "motion", room: "Kitchen" },
    ];
    const story = new Story(homeOf(devices, "live", { plan: planOf({ nightWandering: {} }) }), "2026-11-22T01:00:00Z")
      .says("1", { kind: "bed", occupied: true }, "2026-11-22T01:00:10Z")
      .says("1", { kind: "bed", occupied: false }, "2026-11-22T05:40:00Z", "2026-11-22T02:10:00Z", later)
      .says("2", { kind: "motion", detected: true }, "2026-11-22T05:40:01Z", "2026-11-22T02:12:00Z", later)
      .until("2026-11-22T05:40:30Z");
    expect(story.lines).toEqual([
      "05:40:06 advisory Out of bed 02:10, received 05:40: Bed sensor, Bedroom",
      "05:40:06 note Up and about 02:12, received 05:40, out of bed since 02:10: Motion sensor, Kitchen",
    ]);
  });

  test("by hours: what is over by now rings nobody", () => {
    const story = new Story(home, noon, by)
      .says("2", taken, "2026-11-22T16:00:00Z")
      .says("2", left, "2026-11-22T17:40:00Z", "2026-11-22T14:14:00Z", later)
      .until("2026-11-22T20:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("repairs the story of what rang, and it rings no second time", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T14:14:00Z")
      .until("2026-11-22T15:00:00Z")
      .says("2", taken, "2026-11-22T17:40:00Z", "2026-11-22T14:20:00Z", later)
      .says("2", left, "2026-11-22T17:40:01Z", "2026-11-22T14:14:30Z", later)
      .until("2026-11-22T18:00:00Z");
    expect(story.lines.slice(0, 2)).toEqual(["14:15:00 urgent Chair left, due 14:15:00", "17:40:00 note Taken again 14:20:00"]);
    expect(story.lines).toHaveLength(2);
  });

  test("that undoes what rang says so", () => {
    const early = chairLeft({
      onReading: (_state, { value, time }) =>
        value.kind === "chair" && !value.occupied
          ? { state: time + 60_000, wakeAt: time + 60_000, decisions: [] }
          : { state: null, wakeAt: null, decisions: [] },
    });
    const other = using(early);
    const story = new Story({ ...home, plan: other.plan }, noon, other.by)
      .says("2", left, "2026-11-22T14:14:00Z")
      .until("2026-11-22T15:00:00Z")
      .says("2", taken, "2026-11-22T17:40:00Z", "2026-11-22T14:14:20Z", later);
    expect(story.lines.at(-1)).toBe(
      "17:40:00 note A late reading shows that this was too early, or did not happen. It rings again if it goes on.",
    );
  });

  test("more than a fortnight is recorded and changes nothing of what is known", () => {
    const story = new Story(home, noon, by).says("2", taken, "2026-11-22T12:00:10Z");
    const before = slotsOf(story.state);
    story.says("2", left, "2026-11-22T17:40:00Z", "2026-11-01T14:14:00Z", later);
    expect(slotsOf(story.state)).toEqual(before);
  });

  test.each([
    ["a little", "2026-11-23T21:59:40Z"],
    ["by hours", "2026-11-23T20:00:00Z"],
  ])("%s keeps no timer from ringing again that fell due just before it came", (_, happened) => {
    const devices = [
      { id: "1", name: "Front door", kind: "door", outside: true },
      { id: "3", name: "Hall sensor", kind: "motion" },
    ] as const;
    const away = homeOf(devices, "live", { plan: planOf({ notBack: {} }) });
    const story = new Story(away, noon)
      .says("1", { kind: "door", open: true }, "2026-11-22T15:00:00Z")
      .says("1", { kind: "door", open: false }, "2026-11-22T15:00:05Z")
      .until("2026-11-22T23:00:00Z")
      .says("3", { kind: "motion", detected: true }, "2026-11-23T21:59:50Z")
      .says("1", { kind: "door", open: false }, "2026-11-23T22:00:05Z", happened, later)
      .until("2026-11-23T23:00:00Z");
    expect(story.lines.filter((line) => line.includes("urgent"))).toEqual([
      "22:00:00 urgent Left home 15:00, not back by 22:00: Front door",
      "22:00:00 urgent Left home 2026-11-22 15:00, not back by 22:00: Front door",
    ]);
  });

  test("is heard once, when it comes, by rules in order of arrival", () => {
    const counting = using(counter());
    const story = new Story({ ...home, plan: counting.plan }, noon, counting.by)
      .says("2", { kind: "motion", detected: true }, "2026-11-22T12:00:10Z")
      .says("2", { kind: "motion", detected: true }, "2026-11-22T12:00:10.500Z", "2026-11-22T09:00:00Z", later)
      .until("2026-11-22T13:00:00Z");
    expect(story.lines).toEqual([`12:00:11 info 2 at ${Date.parse("2026-11-22T12:00:11.500Z")}`]);
  });
});

describe("a plan", () => {
  test("that changes leaves an episode its terms and gives the next one the new", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .changes({ plan: planOf({ chairLeft: { minutes: 10 } }) }, "2026-11-22T12:00:20Z")
      .until("2026-11-22T12:05:00Z")
      .says("2", taken, "2026-11-22T12:06:00Z")
      .says("2", left, "2026-11-22T12:07:00Z")
      .until("2026-11-22T12:30:00Z");
    expect(story.lines).toEqual([
      "12:01:10 urgent Chair left, due 12:01:10",
      "12:06:00 note Taken again 12:06:00",
      "12:17:00 urgent Chair left, due 12:17:00",
    ]);
  });

  test("that loses a rule lets it finish what it began, and no more", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .changes({ plan: planOf({}) }, "2026-11-22T12:00:20Z")
      .until("2026-11-22T12:05:00Z")
      .says("2", left, "2026-11-22T12:07:00Z")
      .until("2026-11-22T12:30:00Z");
    expect(story.lines).toEqual(["12:01:10 urgent Chair left, due 12:01:10"]);
    expect(story.state.states.every((state) => state === undefined)).toBe(true);
  });

  test("guards from its first day to the end of its last", () => {
    const dated = { ...home, plan: { ...plan, starts: "2026-11-22", ends: "2026-11-22" } };
    const leaving = (day: string) =>
      new Story(dated, "2026-11-20T12:00:00Z", by).says("2", left, `${day}T12:00:00Z`).until(`${day}T13:00:00Z`).lines.length;
    expect(["2026-11-21", "2026-11-22", "2026-11-23"].map(leaving)).toEqual([0, 1, 0]);
  });
});

describe("an absence", () => {
  const absence = (suspends: string[], more = {}) => ({
    id: "4",
    kind: "inHospital" as const,
    startsAt: Date.parse("2026-11-22T12:00:00Z"),
    endsAt: Date.parse("2026-11-22T18:00:00Z"),
    endedAt: null,
    suspends,
    ...more,
  });

  test("keeps what it lists from ringing, and what still goes on at its end rings then", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .until("2026-11-22T17:59:59Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-22T19:00:00Z").lines).toEqual(["18:00:00 urgent Chair left, due 12:01:10"]);
  });

  test("rings at its end though nobody looked then, and by the next that is heard it is over", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-22T19:00:00Z");
    expect(story.lines).toEqual(["18:00:00 urgent Chair left, due 12:01:10", "19:00:00 note Taken again 19:00:00"]);
    const early = new Story({ ...home, plan: { ...plan, starts: "2026-11-23" } }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-23T09:00:00Z");
    expect(early.lines).toEqual(["00:00:00 urgent Chair left, due 12:01:10", "09:00:00 note Taken again 09:00:00"]);
  });

  test("that a sign of life ends has kept what fell due before it, though nobody looked then", () => {
    const bedroom = homeOf([{ id: "1", name: "Bed", kind: "bed" }], "live", { absences: [absence(["chairLeft", "bedExit"])] });
    const story = new Story({ ...bedroom, plan: planOf({ bedExit: { windows: ["day"] } }, { windows: [allDay] }) }, "2026-11-22T10:00:00Z")
      .says("1", { kind: "bed", occupied: true }, "2026-11-22T11:00:00Z")
      .says("1", { kind: "bed", occupied: false }, "2026-11-22T13:00:00Z")
      .says("1", { kind: "bed", occupied: true }, "2026-11-22T14:00:00Z");
    expect(story.episodes.filter((episode) => episode.startsWith("bedExit"))).toEqual([]);
    expect(story.episodes.filter((episode) => episode.startsWith("absence"))).not.toEqual([]);
  });

  test("keeps for ever what was over before its end", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-22T15:00:00Z")
      .until("2026-11-22T19:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("does not touch what it does not list, nor what guards life", () => {
    const life = using(chairLeft({ guardsLife: true }));
    for (const [rules, suspends] of [
      [{ by, plan }, ["another"]],
      [life, ["chairLeft"]],
    ] as const) {
      const story = new Story({ ...home, plan: rules.plan, absences: [absence([...suspends])] }, noon, rules.by)
        .says("2", left, "2026-11-22T12:00:10Z")
        .until("2026-11-22T13:00:00Z");
      expect(story.lines).toHaveLength(1);
    }
  });

  test("ended early, rings then for what still goes on", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .changes({ absences: [absence(["chairLeft"], { endedAt: Date.parse("2026-11-22T14:00:00Z") })] }, "2026-11-22T14:00:00Z");
    expect(story.lines).toEqual(["14:00:00 urgent Chair left, due 12:01:10"]);
  });
});

test("one stroll of which the first step comes second rings once", () => {
  const devices = [
    { id: "1", name: "Bed", kind: "bed", room: "Bedroom" },
    { id: "6", name: "Motion sensor", kind: "motion", room: "Kitchen" },
  ] as const;
  const story = new Story(homeOf(devices, "live", { plan: planOf({ nightWandering: { advisoryAt: "movement" } }) }), "2026-11-22T20:00:00Z")
    .says("1", { kind: "bed", occupied: true }, "2026-11-22T22:00:00Z")
    .says("1", { kind: "bed", occupied: false }, "2026-11-23T02:00:00Z")
    .says("6", { kind: "motion", detected: true }, "2026-11-23T02:01:05Z")
    .says("6", { kind: "motion", detected: true }, "2026-11-23T02:01:07Z", "2026-11-23T02:01:00Z");
  expect(story.lines.filter((line) => line.includes("advisory"))).toEqual([expect.stringMatching(/^02:01:05 advisory Up and about/)]);
});

test("a stroll of which all but the first step comes in one burst when it is over is told whole", () => {
  const devices = [
    { id: "1", name: "Bed", kind: "bed", room: "Bedroom" },
    { id: "4", name: "Front door", kind: "door", room: "Hall", outside: true },
    { id: "6", name: "Motion sensor", kind: "motion", room: "Kitchen" },
  ] as const;
  const home = homeOf(devices, "live", { plan: planOf({ nightWandering: {} }) });
  const played = new Playback(engine, home, Date.parse("2026-11-22T20:00:00Z"));
  const said = (device: string, value: ReadingValue, time: string, at = time) =>
    played.take(readingOf(home, device, value, { at: Date.parse(at), receivedAt: Date.parse(time), historical: at !== time }));
  const moves = { kind: "motion", detected: true } as const;
  said("1", { kind: "bed", occupied: true }, "2026-11-22T22:00:00Z");
  said("1", { kind: "bed", occupied: false }, "2026-11-23T01:00:00Z");
  said("6", moves, "2026-11-23T01:01:00Z");
  said("6", moves, "2026-11-23T04:30:00Z");
  said("6", moves, "2026-11-23T04:45:00Z");
  said("4", { kind: "door", open: true }, "2026-11-23T05:00:00.001Z", "2026-11-23T04:00:00Z");
  said("4", { kind: "door", open: false }, "2026-11-23T05:00:00.002Z", "2026-11-23T04:00:20Z");
  said("1", { kind: "bed", occupied: true }, "2026-11-23T05:00:00.003Z", "2026-11-23T04:01:00Z");
  const [alarm] = played.alarms;
  expect(alarm?.timeline.filter(({ at }) => at >= Date.parse("2026-11-23T05:00:00Z")).map(({ event, text }) => `${event} ${text}`)).toEqual(
    [
      expect.stringMatching(/^note Front door opened 04:00/),
      expect.stringMatching(/^note Front door closed 04:00/),
      expect.stringMatching(/^note Back in bed 04:01/),
    ],
  );
});
