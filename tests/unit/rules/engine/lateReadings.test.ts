import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { Playback } from "#rules/compare/playback.ts";
import { engine, homeOf, planOf, readingOf, Story } from "../rulesStory.ts";
import { slotsOf } from "./slots.ts";
import { chairLeft, counter, using } from "./testRules.ts";

const { by, plan } = using(chairLeft());
const home = homeOf([{ id: "2", name: "Chair", kind: "chair" }], "live", { plan });
const left = { kind: "chair", occupied: false } as const;
const taken = { kind: "chair", occupied: true } as const;
const noon = "2026-11-22T12:00:00Z";
const later = { historical: true };
const allDay = { name: "day", from: "00:00", to: "00:00", days: [...weekdays] };

describe("late readings", () => {
  test("a return that arrives seconds late stops the alarm", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", left, "2026-11-22T12:00:40Z")
      .says("2", taken, "2026-11-22T12:00:45Z", "2026-11-22T12:00:30Z", later)
      .until("2026-11-22T12:01:30Z");
    expect(story.lines).toEqual([]);
    // It was left again at 12:00:40, which now begins its own wait.
    expect(story.until("2026-11-22T12:02:00Z").lines).toEqual(["12:01:40 urgent Chair left, due 12:01:40"]);
  });

  test("a departure that arrives hours late rings within seconds, and the sentence says when it was due", () => {
    const story = new Story(home, noon, by)
      .says("2", taken, "2026-11-22T12:00:10Z")
      .says("2", left, "2026-11-22T17:40:00Z", "2026-11-22T14:14:00Z", later);
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-22T17:40:30Z").lines).toEqual(["17:40:05 urgent Chair left, due 14:15:00"]);
    expect(story.says("2", taken, "2026-11-22T17:41:00Z").lines.at(-1)).toBe("17:41:00 note Taken again 17:41:00");
  });

  test("an alarm from a late burst gets the notes of the other readings in the burst", () => {
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

  test("a departure that arrives hours late does not ring if the person is back by now", () => {
    const story = new Story(home, noon, by)
      .says("2", taken, "2026-11-22T16:00:00Z")
      .says("2", left, "2026-11-22T17:40:00Z", "2026-11-22T14:14:00Z", later)
      .until("2026-11-22T20:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("a return that arrives hours late adds a note to the alarm, which does not ring again", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T14:14:00Z")
      .until("2026-11-22T15:00:00Z")
      .says("2", taken, "2026-11-22T17:40:00Z", "2026-11-22T14:20:00Z", later)
      .says("2", left, "2026-11-22T17:40:01Z", "2026-11-22T14:14:30Z", later)
      .until("2026-11-22T18:00:00Z");
    expect(story.lines.slice(0, 2)).toEqual(["14:15:00 urgent Chair left, due 14:15:00", "17:40:00 note Taken again 14:20:00"]);
    expect(story.lines).toHaveLength(2);
  });

  test("a late return from before the alarm was due adds a note that the alarm was too early, or did not happen", () => {
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
      "17:40:00 note A late reading shows that this was too early, or did not happen. It rings again if it continues.",
    );
  });

  test("a reading that is more than 14 days late changes no rule state", () => {
    const story = new Story(home, noon, by).says("2", taken, "2026-11-22T12:00:10Z");
    const before = slotsOf(story.state);
    story.says("2", left, "2026-11-22T17:40:00Z", "2026-11-01T14:14:00Z", later);
    expect(slotsOf(story.state)).toEqual(before);
  });

  test.each([
    ["seconds late", "2026-11-23T21:59:40Z"],
    ["hours late", "2026-11-23T20:00:00Z"],
  ])("a door reading that arrives %s does not stop a repeat alarm that was due just before it", (_, happened) => {
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

  test("a rule in arrival time gets a late reading once, when it arrives", () => {
    const counting = using(counter());
    const story = new Story({ ...home, plan: counting.plan }, noon, counting.by)
      .says("2", { kind: "motion", detected: true }, "2026-11-22T12:00:10Z")
      .says("2", { kind: "motion", detected: true }, "2026-11-22T12:00:10.500Z", "2026-11-22T09:00:00Z", later)
      .until("2026-11-22T13:00:00Z");
    expect(story.lines).toEqual([`12:00:11 info 2 at ${Date.parse("2026-11-22T12:00:11.500Z")}`]);
  });
});

describe("plans", () => {
  test("after a change of plan, an episode under way keeps its settings and the next one has the new settings", () => {
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

  test("a rule that is removed from the plan finishes its episode and begins no other", () => {
    const story = new Story(home, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .changes({ plan: planOf({}) }, "2026-11-22T12:00:20Z")
      .until("2026-11-22T12:05:00Z")
      .says("2", left, "2026-11-22T12:07:00Z")
      .until("2026-11-22T12:30:00Z");
    expect(story.lines).toEqual(["12:01:10 urgent Chair left, due 12:01:10"]);
    expect(story.state.states.every((state) => state === undefined)).toBe(true);
  });

  test("a plan rings from its first day to the end of its last day", () => {
    const dated = { ...home, plan: { ...plan, starts: "2026-11-22", ends: "2026-11-22" } };
    const leaving = (day: string) =>
      new Story(dated, "2026-11-20T12:00:00Z", by).says("2", left, `${day}T12:00:00Z`).until(`${day}T13:00:00Z`).lines.length;
    expect(["2026-11-21", "2026-11-22", "2026-11-23"].map(leaving)).toEqual([0, 1, 0]);
  });
});

describe("absences", () => {
  const absence = (suspends: string[], more = {}) => ({
    id: "4",
    kind: "inHospital" as const,
    startsAt: Date.parse("2026-11-22T12:00:00Z"),
    endsAt: Date.parse("2026-11-22T18:00:00Z"),
    endedAt: null,
    suspends,
    ...more,
  });

  test("an alarm of a suspended rule rings when the absence ends, if its episode still lasts", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .until("2026-11-22T17:59:59Z");
    expect(story.lines).toEqual([]);
    expect(story.until("2026-11-22T19:00:00Z").lines).toEqual(["18:00:00 urgent Chair left, due 12:01:10"]);
  });

  test("a held alarm rings with the time at which the absence ended or the plan began, even if the next reading arrives later", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-22T19:00:00Z");
    expect(story.lines).toEqual(["18:00:00 urgent Chair left, due 12:01:10", "19:00:00 note Taken again 19:00:00"]);
    const early = new Story({ ...home, plan: { ...plan, starts: "2026-11-23" } }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-23T09:00:00Z");
    expect(early.lines).toEqual(["00:00:00 urgent Chair left, due 12:01:10", "09:00:00 note Taken again 09:00:00"]);
  });

  test("an alarm that was due before a sign of life ended the absence does not ring", () => {
    const bedroom = homeOf([{ id: "1", name: "Bed", kind: "bed" }], "live", { absences: [absence(["chairLeft", "bedExit"])] });
    const story = new Story(
      { ...bedroom, plan: planOf({ bedExit: { windows: ["day"], returnSeconds: 0 } }, { windows: [allDay] }) },
      "2026-11-22T10:00:00Z",
    )
      .says("1", { kind: "bed", occupied: true }, "2026-11-22T11:00:00Z")
      .says("1", { kind: "bed", occupied: false }, "2026-11-22T13:00:00Z")
      .says("1", { kind: "bed", occupied: true }, "2026-11-22T14:00:00Z");
    expect(story.episodes.filter((episode) => episode.startsWith("bedExit"))).toEqual([]);
    expect(story.episodes.filter((episode) => episode.startsWith("absence"))).not.toEqual([]);
  });

  test("an episode that ends during the absence never rings", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .says("2", taken, "2026-11-22T15:00:00Z")
      .until("2026-11-22T19:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("an absence does not suspend rules that it does not list, or rules that guard life", () => {
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

  test("an absence that staff end early lets the alarms of ongoing episodes ring at once", () => {
    const story = new Story({ ...home, absences: [absence(["chairLeft"])] }, noon, by)
      .says("2", left, "2026-11-22T12:00:10Z")
      .changes({ absences: [absence(["chairLeft"], { endedAt: Date.parse("2026-11-22T14:00:00Z") })] }, "2026-11-22T14:00:00Z");
    expect(story.lines).toEqual(["14:00:00 urgent Chair left, due 12:01:10"]);
  });
});

test("a walk at night whose first movement arrives second rings once", () => {
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

test("a walk at night gets the notes of a burst that arrives after it: door opened, door closed, back in bed", () => {
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

test("a return and a leaving that were received in the same millisecond ring once, also when a late reading follows", () => {
  const home = homeOf(
    [
      { id: "1", name: "Garden gate", kind: "boundary" },
      { id: "2", name: "Hall motion", kind: "motion", room: "Hall" },
    ],
    "live",
    { plan: planOf({ boundary: {}, inactivity: {} }) },
  );
  const story = new Story(home, "2026-11-22T20:00:00Z")
    .says("1", { kind: "boundary", inside: false }, "2026-11-22T20:10:00Z")
    .says("1", { kind: "boundary", inside: true }, "2026-11-22T20:20:00Z")
    .says("1", { kind: "boundary", inside: false }, "2026-11-22T20:20:00Z");
  const before = story.lines;
  story.says("2", { kind: "motion", detected: true }, "2026-11-22T20:25:00Z", "2026-11-22T20:15:00Z", { historical: true });
  expect(story.until("2026-11-22T20:30:00Z").lines).toEqual(before);
});
