import { describe, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { homeOf, planOf, Story, takeReading } from "../rulesStory.ts";
import { bed, door, gate, hall, moves, occupied, open, rings, spare } from "./replayHome.ts";

describe("after a change of plan, an episode that is under way keeps its wait, and late readings are judged by the plan in force now", () => {
  const changed = (before: Record<string, number>, after: Record<string, number>, isLate: boolean) => {
    const story = new Story(
      homeOf([bed, hall], "live", { plan: planOf({ bedExit: { ...before, returnSeconds: 0 } }) }),
      "2026-11-22T20:00:00Z",
    )
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .says("3", { kind: "motion", detected: false }, "2026-11-23T02:04:30Z")
      .changes({ plan: planOf({ bedExit: { ...after, returnSeconds: 0 } }) }, "2026-11-23T02:05:00Z");
    if (isLate)
      story
        .says("1", occupied(true), "2026-11-23T02:08:00Z", "2026-11-23T02:01:00Z", { historical: true })
        .says("1", occupied(false), "2026-11-23T02:08:01Z", "2026-11-23T02:01:30Z", { historical: true });
    return rings(story.until("2026-11-23T07:00:00Z"));
  };

  test.each([
    ["longer", { exitMinutes: 20 }, { exitMinutes: 200, capMinutes: 200 }, "02:20:00", "05:21:30"],
    ["shorter", { exitMinutes: 60, capMinutes: 60 }, { exitMinutes: 20 }, "03:00:00", "02:21:30"],
  ])("the new wait is %s", (_, before, after, at, atOfLater) => {
    expect(changed(before, after, false)).toEqual([expect.stringMatching(`^${at} urgent Left bed 02:00`)]);
    expect(changed(before, after, true), "back in bed, and left again").toEqual([
      expect.stringMatching(`^${atOfLater} urgent Left bed 02:01`),
    ]);
  });

  test("the former wait applies after a restart from a snapshot too", () => {
    const long = planOf({ bedExit: { exitMinutes: 200, capMinutes: 200 } });
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .changes({ plan: long }, "2026-11-23T02:05:00Z");
    const engine = createEngine(catalogue);
    const loaded = loadState(catalogue, saveState(catalogue, story.state));
    if (loaded === null) throw new Error("the saved state could not be read");
    const resumed = engine.applyHomeChange(story.home, loaded, loaded.now, true).state;
    const reading = {
      ...(story.given.at(-1) as never as (typeof story.given)[number]),
      seq: 99,
      key: "late",
      value: moves,
      deviceId: "3" as never,
    };
    const late = { ...reading, time: Date.parse("2026-11-23T02:04:20Z"), arrivedAt: Date.parse("2026-11-23T02:06:10Z") };
    const { state } = takeReading(engine, story.home, resumed, late, story.given);
    const { decided } = engine.onTime(story.home, state, Date.parse("2026-11-23T03:00:00Z"));
    expect(decided.map(({ at }) => new Date(at).toISOString())).toEqual(["2026-11-23T02:20:00.000Z"]);
  });

  test("a late return stops the alarm of a rule that is no longer in the plan", () => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({}) }, "2026-11-23T02:05:00Z")
      .says("3", moves, "2026-11-23T02:06:00Z")
      .until("2026-11-23T02:06:30Z")
      .says("1", occupied(true), "2026-11-23T02:06:40Z", "2026-11-23T02:05:50Z")
      .until("2026-11-23T04:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test.each(["2026-11-25", "2026-12-20"])("a late return ends the episode of a rule that left the plan long ago, on %s", (day) => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:30:00Z")
      .changes({ plan: planOf({ doorOpen: {} }) }, "2026-11-23T02:35:00Z")
      .says("3", moves, `${day}T05:30:00Z`)
      .says("3", moves, `${day}T06:00:00Z`)
      .says("1", occupied(true), `${day}T06:00:10Z`, `${day}T05:00:00Z`, { historical: true })
      .says("1", occupied(false), `${day}T06:30:00Z`)
      .until(`${day}T12:00:00Z`);
    expect(story.lines).toEqual([
      expect.stringMatching(/^02:20:00 urgent Left bed 02:00/),
      expect.stringMatching(/^06:00:10 note Back in bed .*05:00/),
    ]);
    expect(story.state.finishing).toEqual([]);
  });
});

describe("a rule that was removed from the plan", () => {
  const kitchen = { id: "6", name: "Motion sensor", kind: "motion", room: "Kitchen" } as const;
  const back = { id: "7", name: "Back door", kind: "door", room: "Kitchen", outside: true } as const;
  const inHome = (...names: string[]) => homeOf([bed, spare, hall, door, gate, kitchen, back], "live", { plan: planOfRules(...names) });
  const planOfRules = (...names: string[]) => planOf(Object.fromEntries(names.map((name) => [name, {}])));

  test("does not judge a late reading from before its removal", () => {
    const story = new Story(inHome("boundary"), "2026-11-22T12:00:00Z")
      .changes({ plan: planOfRules() }, "2026-11-22T14:00:05Z")
      .says("5", { kind: "boundary", inside: false }, "2026-11-22T14:00:06Z", "2026-11-22T14:00:01Z")
      .until("2026-11-22T20:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("does not ring again for an ended episode when another reading is a second late", () => {
    const story = new Story(inHome("bedExit", "inactivity"), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:21:00Z")
      .changes({ plan: planOfRules("inactivity") }, "2026-11-23T02:25:00Z")
      .says("1", occupied(true), "2026-11-23T02:30:00Z")
      .says("6", moves, "2026-11-23T02:30:02Z", "2026-11-23T02:29:58Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([expect.stringMatching(/^02:20:00 urgent/), expect.stringMatching(/^02:31:00 note Back in bed 02:30/)]);
  });

  test.each(["ended", "under way"])(
    "rings, when it is back in the plan, for an episode that began in between; an earlier episode is %s",
    (episode) => {
      const beds = new Story(inHome("bedExit"), "2026-11-22T20:00:00Z")
        .says("1", occupied(true), "2026-11-22T21:00:00Z")
        .says("2", occupied(true), "2026-11-22T21:00:01Z");
      const doors = new Story(inHome("doorOpen"), "2026-11-22T20:00:00Z");
      if (episode === "under way") {
        beds.says("1", occupied(false), "2026-11-23T02:00:00Z");
        doors.says("4", open(true), "2026-11-23T02:00:00Z");
      }
      beds
        .changes({ plan: planOfRules() }, "2026-11-23T02:05:00Z")
        .says("2", occupied(false), "2026-11-23T02:06:00Z")
        .changes({ plan: planOfRules("bedExit") }, "2026-11-23T02:07:00Z")
        .until("2026-11-23T06:59:00Z");
      doors
        .changes({ plan: planOfRules() }, "2026-11-23T02:05:00Z")
        .says("7", open(true), "2026-11-23T02:06:00Z")
        .changes({ plan: planOfRules("doorOpen") }, "2026-11-23T02:07:00Z")
        .until("2026-11-23T06:59:00Z");
      const first = episode === "under way" ? ["02:20:00", "02:15:00"] : [];
      const times = (story: Story) => rings(story).map((line) => line.slice(0, 8));
      expect(times(beds)).toEqual([...first.slice(0, 1), "02:26:00"]);
      expect(times(doors)).toEqual([...first.slice(1), "02:21:00"]);
      expect(beds.state.finishing).toEqual([]);
    },
  );

  test("gets the same note that ends its episode if the return arrives late", () => {
    const ended = (late: boolean) => {
      const story = new Story(inHome("notBack", "nightWandering"), "2026-11-20T08:00:00Z")
        .says("6", moves, "2026-11-20T09:00:00Z")
        .says("4", open(true), "2026-11-20T12:00:00Z")
        .says("4", open(false), "2026-11-20T12:00:10Z")
        .until("2026-11-20T22:01:00Z")
        .changes({ plan: planOfRules("bedExit") }, "2026-11-20T22:05:00Z");
      if (!late) story.says("6", moves, "2026-11-23T08:30:00Z").says("6", moves, "2026-11-23T08:33:00Z");
      story.until("2026-11-23T10:00:00Z");
      if (late)
        story
          .says("6", moves, "2026-11-23T10:00:00Z", "2026-11-23T08:30:00Z", { historical: true })
          .says("6", moves, "2026-11-23T10:00:01Z", "2026-11-23T08:33:00Z", { historical: true });
      return story.until("2026-11-25T23:00:00Z");
    };
    expect(ended(false).lines.at(-1)).toMatch(/note Back 08:33/);
    expect(ended(true).lines.at(-1)).toMatch(/note Back .*08:33/);
    expect(rings(ended(true)).at(-1)).toEqual(rings(ended(false)).at(-1));
  });
});

test.each([
  ["taken out", planOf({ inactivity: {} }), ["10:30:00 advisory Not up by 10:30"]],
  ["given a later hour", planOf({ notUp: { by: "11:30" } }), ["10:30:00 advisory Not up by 10:30"]],
])("a timer that was due just before its rule was %s rings with the time it was due", (_, plan, expected) => {
  const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ notUp: {} }) }), "2026-11-22T20:00:00Z")
    .says("1", occupied(true), "2026-11-22T22:00:00Z")
    .changes({ plan }, "2026-11-23T10:30:00.100Z")
    .until("2026-11-23T11:00:00Z");
  expect(rings(story).map((line) => line.slice(0, expected[0]?.length))).toEqual(expected);
});

test("a reading that arrives seconds late does not bring back the former settings", () => {
  const quiet = (hours: number) => planOf({ inactivity: { hours, motionCount: 1 } });
  const story = new Story(homeOf([hall], "live", { plan: quiet(12) }), "2026-11-23T07:00:00Z")
    .says("3", moves, "2026-11-23T09:00:00Z")
    .says("3", moves, "2026-11-23T09:00:05Z")
    .changes({ plan: quiet(2) }, "2026-11-23T09:00:08Z")
    .says("3", moves, "2026-11-23T09:00:09Z", "2026-11-23T09:00:04Z")
    .until("2026-11-23T12:00:00Z");
  expect(rings(story)).toEqual([expect.stringMatching(/^11:00:05 urgent/)]);
});

describe("after several changes of plan in two days", () => {
  const nights = { bedExit: {}, nightWandering: {} };
  const changedTwice = (plans: [object, object, object], isLate: boolean) => {
    const [before, then, now] = plans.map((rules, nth) => ({ ...planOf(rules as never), name: `Plan ${nth}` }));
    const story = new Story(homeOf([bed, hall], "live", { plan: before }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T21:00:00Z")
      .says("1", occupied(false), "2026-11-22T22:10:00Z")
      .changes({ plan: then as never }, "2026-11-22T22:15:00Z")
      .changes({ plan: now as never }, "2026-11-22T22:16:00Z");
    if (isLate) story.says("3", moves, "2026-11-22T22:17:00Z", "2026-11-22T20:40:00Z", { historical: true });
    return rings(story.until("2026-11-23T07:00:00Z"));
  };

  test.each<[string, [object, object, object]]>([
    ["a rule is added and the plan renamed", [{}, nights, nights]],
    ["a rule is taken out and put back", [nights, {}, nights]],
  ])("where %s, a late stray movement loses no alarm", (_, plans) => {
    const late = changedTwice(plans, true);
    expect(late.filter((line) => line.includes("urgent"))).toEqual(changedTwice(plans, false).filter((line) => line.includes("urgent")));
    expect(late.some((line) => line.includes("urgent Left bed 22:10"))).toBe(true);
  });

  test("a rule that waits for the morning still rings", () => {
    const lived = (isLate: boolean) => {
      const [watched, unwatched] = [planOf({ notUp: {} }), planOf({})];
      const story = new Story(homeOf([bed, hall], "live", { plan: watched }), "2026-11-22T20:00:00Z")
        .says("3", moves, "2026-11-22T21:50:00Z")
        .says("1", occupied(true), "2026-11-22T22:30:00Z")
        .changes({ plan: unwatched }, "2026-11-22T23:10:00Z")
        .changes({ plan: { ...watched, name: "Again" } }, "2026-11-22T23:20:00Z");
      if (isLate) story.says("3", moves, "2026-11-22T23:50:00Z", "2026-11-22T22:20:00Z", { historical: true });
      return rings(story.until("2026-11-23T12:00:00Z"));
    };
    expect(lived(true)).toEqual(lived(false));
    expect(lived(true)).toEqual([expect.stringMatching(/^10:30:00 advisory Not up/)]);
  });

  test("a former plan that the rules can no longer read is skipped", () => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T21:00:00Z")
      .says("1", occupied(false), "2026-11-22T23:00:00Z");
    story.state = { ...story.state, plan: planOf({ bedExit: { exitMinutes: 100_000 } }) };
    story.changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T23:01:00Z");
    story.says("3", moves, "2026-11-22T23:05:00Z").says("3", moves, "2026-11-22T23:05:10Z", "2026-11-22T20:10:00Z", { historical: true });
    expect(story.faults).toEqual([]);
    expect(rings(story.until("2026-11-23T07:00:00Z"))).toEqual([expect.stringContaining("Left bed 23:00")]);
  });
});

test("a reading that arrives at the moment of a change is judged by the new plan", () => {
  const up = (by: string) => planOf({ notUp: { by } });
  const story = new Story(homeOf([bed, hall], "live", { plan: up("10:30") }), "2026-11-22T20:00:00Z")
    .says("1", occupied(true), "2026-11-22T22:30:00Z")
    .changes({ plan: up("08:00") }, "2026-11-22T23:10:00Z")
    .says("3", moves, "2026-11-22T23:09:59.990Z");
  expect(rings(story.until("2026-11-23T12:00:00Z"))).toEqual([expect.stringMatching(/^08:00:00 advisory Not up by 08:00/)]);
});
