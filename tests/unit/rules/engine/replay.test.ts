import { describe, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { homeOf, planOf, Story, takeReading } from "../rulesStory.ts";

/** What a late reading, or a rule that learns, makes of plans, absences and devices that were others then, and of what stood long before. */

const bed = { id: "1", name: "Bed", kind: "bed", room: "Bedroom" } as const;
const spare = { id: "2", name: "Spare bed", kind: "bed", room: "Spare room" } as const;
const hall = { id: "3", name: "Motion sensor", kind: "motion", room: "Hall" } as const;
const door = { id: "4", name: "Front door", kind: "door", room: "Hall", outside: true } as const;
const gate = { id: "5", name: "Gate", kind: "boundary" } as const;
const occupied = (is: boolean) => ({ kind: "bed", occupied: is }) as const;
const open = (is: boolean) => ({ kind: "door", open: is }) as const;
const moves = { kind: "motion", detected: true } as const;

const rings = (story: Story): string[] => story.lines.filter((line) => !line.includes(" note "));

describe("after a change of plan, a late reading leaves what began before it to the plan of then", () => {
  const changed = (before: Record<string, number>, after: Record<string, number>, isLate: boolean) => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: before }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .says("3", { kind: "motion", detected: false }, "2026-11-23T02:04:30Z")
      .changes({ plan: planOf({ bedExit: after }) }, "2026-11-23T02:05:00Z");
    if (isLate)
      story
        .says("1", occupied(true), "2026-11-23T02:08:00Z", "2026-11-23T02:01:00Z", { historical: true })
        .says("1", occupied(false), "2026-11-23T02:08:01Z", "2026-11-23T02:01:30Z", { historical: true });
    return rings(story.until("2026-11-23T07:00:00Z"));
  };

  test.each([
    ["longer", { exitMinutes: 20 }, { exitMinutes: 200, capMinutes: 200 }, "02:20:00", "02:21:30"],
    ["shorter", { exitMinutes: 60, capMinutes: 60 }, { exitMinutes: 20 }, "03:00:00", "03:01:30"],
  ])("a wait that is %s now", (_, before, after, at, atOfLater) => {
    expect(changed(before, after, false)).toEqual([expect.stringMatching(`^${at} urgent Left bed 02:00`)]);
    expect(changed(before, after, true), "they came back and left again").toEqual([
      expect.stringMatching(`^${atOfLater} urgent Left bed 02:01`),
    ]);
  });

  test("from a snapshot too", () => {
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

  test("a rule that left the plan hears that its episode is over", () => {
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

  test.each(["2026-11-25", "2026-12-20"])("and hears it when it left the plan long before, on %s", (day) => {
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

describe("a rule out of the plan", () => {
  const kitchen = { id: "6", name: "Motion sensor", kind: "motion", room: "Kitchen" } as const;
  const back = { id: "7", name: "Back door", kind: "door", room: "Kitchen", outside: true } as const;
  const inHome = (...names: string[]) => homeOf([bed, spare, hall, door, gate, kitchen, back], "live", { plan: planOfRules(...names) });
  const planOfRules = (...names: string[]) => planOf(Object.fromEntries(names.map((name) => [name, {}])));

  test("is told of what happened while it guarded, though no rule of today reads that", () => {
    const story = new Story(inHome("boundary"), "2026-11-22T12:00:00Z")
      .changes({ plan: planOfRules() }, "2026-11-22T14:00:05Z")
      .says("5", { kind: "boundary", inside: false }, "2026-11-22T14:00:06Z", "2026-11-22T14:00:01Z")
      .until("2026-11-22T20:00:00Z");
    expect(rings(story)).toEqual([expect.stringMatching(/^14:00:06 urgent/)]);
  });

  test("does not ring again for what is over, when another reading is a second late", () => {
    const story = new Story(inHome("bedExit", "inactivity"), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("1", occupied(false), "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:21:00Z")
      .changes({ plan: planOfRules("inactivity") }, "2026-11-23T02:25:00Z")
      .says("1", occupied(true), "2026-11-23T02:30:00Z")
      .says("6", moves, "2026-11-23T02:30:02Z", "2026-11-23T02:29:58Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([expect.stringMatching(/^02:20:00 urgent/), expect.stringMatching(/^02:30:00 note Back in bed/)]);
  });

  test.each(["ended", "under way"])("and back in it sees what began while it was out, with an episode of before that is %s", (episode) => {
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
  });

  test("knows the same at the end in whatever order it hears it", () => {
    const ended = (late: boolean) => {
      const story = new Story(inHome("notBack", "nightWandering"), "2026-11-20T08:00:00Z")
        .says("6", moves, "2026-11-20T09:00:00Z")
        .says("4", open(true), "2026-11-20T12:00:00Z")
        .says("4", open(false), "2026-11-20T12:00:10Z")
        .until("2026-11-20T22:01:00Z")
        .changes({ plan: planOfRules("bedExit") }, "2026-11-20T22:05:00Z");
      if (!late) story.says("6", moves, "2026-11-23T08:30:00Z").says("6", moves, "2026-11-23T08:33:00Z");
      story.says("4", open(true), "2026-11-23T09:00:00Z").says("4", open(false), "2026-11-23T09:00:20Z").until("2026-11-23T10:00:00Z");
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
])("what was due before its rule was %s, and is found at that change, rings as it was due", (_, plan, expected) => {
  const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ notUp: {} }) }), "2026-11-22T20:00:00Z")
    .says("1", occupied(true), "2026-11-22T22:00:00Z")
    .changes({ plan }, "2026-11-23T10:30:00.100Z")
    .until("2026-11-23T11:00:00Z");
  expect(rings(story).map((line) => line.slice(0, expected[0]?.length))).toEqual(expected);
});

test("a reading a little late does not bring back the settings of before a change", () => {
  const quiet = (hours: number) => planOf({ inactivity: { hours, motionCount: 1 } });
  const story = new Story(homeOf([hall], "live", { plan: quiet(12) }), "2026-11-23T07:00:00Z")
    .says("3", moves, "2026-11-23T09:00:00Z")
    .says("3", moves, "2026-11-23T09:00:05Z")
    .changes({ plan: quiet(2) }, "2026-11-23T09:00:08Z")
    .says("3", moves, "2026-11-23T09:00:09Z", "2026-11-23T09:00:04Z")
    .until("2026-11-23T12:00:00Z");
  expect(rings(story)).toEqual([expect.stringMatching(/^11:00:05 urgent/)]);
});

describe("what has stood so since long before the record begins is no news", () => {
  const nights = { windows: [{ name: "night", from: "22:00", to: "07:00" }] };

  test("a bed left by day, ten days before a late reading at night", () => {
    const story = new Story(
      homeOf([bed, spare, hall], "live", { plan: planOf({ bedExit: {}, nightWandering: {} }) }),
      "2026-11-10T20:00:00Z",
    )
      .says("2", occupied(true), "2026-11-12T12:00:00Z")
      .says("2", occupied(false), "2026-11-12T14:00:00Z")
      .says("1", occupied(true), "2026-11-22T22:30:00Z")
      .says("3", moves, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:00:19Z")
      .says("3", moves, "2026-11-23T02:00:20Z", "2026-11-23T01:59:58Z")
      .says("3", moves, "2026-11-23T02:00:40Z", "2026-11-23T01:59:08Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("a boundary left by day, for a rule that watches by night", () => {
    const plan = planOf({ boundary: { windows: ["night"] }, nightWandering: {} }, nights as never);
    const story = new Story(homeOf([gate, hall], "live", { plan }), "2026-11-10T20:00:00Z")
      .says("5", { kind: "boundary", inside: false }, "2026-11-12T14:00:00Z")
      .says("3", moves, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:00:19Z")
      .says("3", moves, "2026-11-23T02:00:40Z", "2026-11-23T01:59:08Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("nor for a rule that is new in the plan, or has another version, in the night", () => {
    const story = new Story(homeOf([spare, hall], "live", { plan: planOf({}) }), "2026-11-10T20:00:00Z")
      .says("2", occupied(true), "2026-11-12T22:00:00Z")
      .says("2", occupied(false), "2026-11-13T02:00:00Z")
      .says("3", moves, "2026-11-22T20:00:00Z")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-22T23:30:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(rings(story)).toEqual([]);
  });

  test("and what rang then and is not over goes on to its end", () => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-10T20:00:00Z")
      .says("1", occupied(true), "2026-11-12T22:00:00Z")
      .says("1", occupied(false), "2026-11-13T02:00:00Z")
      .until("2026-11-22T20:00:00Z")
      .says("3", moves, "2026-11-22T20:00:00Z", "2026-11-22T18:00:00Z", { historical: true })
      .until("2026-11-23T08:00:00Z")
      .says("1", occupied(true), "2026-11-23T09:00:00Z");
    expect(rings(story)).toHaveLength(1);
    expect(story.lines.at(-1)).toBe("09:00:00 note Back in bed 09:00");
  });
});

test("a rule that guards life and fails while it learns is on the technical list", () => {
  const home = homeOf([{ id: "9", name: "Fall detector", kind: "fall" }]);
  const story = new Story(home, "2026-11-22T20:00:00Z").says("9", { kind: "fall", state: "cancelled" }, "2026-11-22T21:00:00Z");
  const defect = () => {
    throw new Error("defect");
  };
  const rules = catalogue.map((rule): Rule => (rule.name === "fall" ? { ...rule, version: 99, onReading: defect } : rule));
  const engine = createEngine(rules);
  const loaded = loadState(rules, saveState(catalogue, story.state));
  if (loaded === null) throw new Error("the saved state could not be read");
  const fitted = engine.applyHomeChange(home, loaded, loaded.now, true);
  const rebuilt = engine.rebuild(home, fitted.state, story.given);
  expect(rebuilt.faults).toHaveLength(1);
  expect(rebuilt.decided).toMatchObject([{ rule: "ruleDisabled", decision: { do: "raise", technical: true } }]);
});

describe("what a rule remembers for longer than the record is gone through", () => {
  const blip = (story: Story, arrival: string, at: string) => story.says("3", moves, arrival, at, { historical: true });

  test("no sign of life for days is not taken back by a stray movement", () => {
    const story = new Story(homeOf([hall, door], "live", { plan: planOf({ inactivity: {} }) }), "2026-11-01T07:00:00Z")
      .says("4", open(true), "2026-11-01T20:29:00Z")
      .says("4", open(false), "2026-11-01T20:30:00Z")
      .says("3", moves, "2026-11-01T20:31:00Z")
      .says("3", moves, "2026-11-04T08:00:00Z")
      .until("2026-11-04T08:00:20Z");
    const before = rings(story).length;
    blip(story, "2026-11-04T08:00:21Z", "2026-11-04T07:40:00Z").until("2026-11-04T10:00:00Z");
    expect(story.lines.filter((line) => line.includes("was not so"))).toEqual([]);
    expect(rings(story)).toHaveLength(before);
    expect(rings(story.until("2026-11-05T10:00:00Z"))).toHaveLength(before + 1);
  });

  test("nor is a long wait for one begun anew", () => {
    const lived = (isLate: boolean) => {
      const plan = planOf({ inactivity: { hours: 48 } });
      const story = new Story(homeOf([hall, door], "live", { plan }), "2026-11-01T07:00:00Z")
        .says("3", moves, "2026-11-01T20:29:00Z")
        .says("3", moves, "2026-11-01T20:31:00Z")
        .until("2026-11-04T07:00:00Z");
      if (isLate) blip(story, "2026-11-04T08:00:21Z", "2026-11-04T07:40:00Z");
      return rings(story.until("2026-11-06T12:00:00Z"));
    };
    expect(lived(true)).toEqual(lived(false));
    expect(lived(true)).not.toEqual([]);
  });

  test("who is not back rings each evening, whatever stray movement is told late", () => {
    const lived = (isLate: boolean) => {
      const story = new Story(homeOf([hall, door], "live", { plan: planOf({ notBack: {} }) }), "2026-11-12T07:00:00Z")
        .says("3", moves, "2026-11-12T13:00:00Z")
        .says("4", open(true), "2026-11-12T14:00:00Z")
        .says("4", open(false), "2026-11-12T14:00:10Z")
        .says("3", { kind: "motion", detected: false }, "2026-11-14T23:00:00Z")
        .until("2026-11-14T23:30:00Z");
      if (isLate) blip(story, "2026-11-14T23:40:00Z", "2026-11-14T15:00:00Z");
      return rings(story.until("2026-11-15T23:00:00Z"));
    };
    expect(lived(true)).toEqual(lived(false));
    expect(lived(true)).toHaveLength(4);
  });
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
  ])("where %s, a stray movement told late loses nothing", (_, plans) => {
    const late = changedTwice(plans, true);
    expect(late.filter((line) => line.includes("urgent"))).toEqual(changedTwice(plans, false).filter((line) => line.includes("urgent")));
    expect(late.some((line) => line.includes("urgent Left bed 22:10"))).toBe(true);
  });

  test("and a rule that waits for the morning still looks", () => {
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

  test("a former plan that cannot be read any more is passed over", () => {
    const story = new Story(homeOf([bed, hall], "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z")
      .says("1", occupied(true), "2026-11-22T21:00:00Z")
      .says("1", occupied(false), "2026-11-22T23:00:00Z");
    story.state = {
      ...story.state,
      formerPlans: [{ plan: planOf({ bedExit: { exitMinutes: 100_000 } }), until: Date.parse("2026-11-22T20:30:00Z") }],
    };
    story.says("3", moves, "2026-11-22T23:05:00Z").says("3", moves, "2026-11-22T23:05:10Z", "2026-11-22T20:10:00Z", { historical: true });
    expect(story.faults).toEqual([]);
    expect(rings(story.until("2026-11-23T07:00:00Z"))).toEqual([expect.stringContaining("Left bed 23:00")]);
  });
});

test("what arrived in the moment of a change leaves the home under the plan that follows", () => {
  const up = (by: string) => planOf({ notUp: { by } });
  const story = new Story(homeOf([bed, hall], "live", { plan: up("10:30") }), "2026-11-22T20:00:00Z")
    .says("1", occupied(true), "2026-11-22T22:30:00Z")
    .changes({ plan: up("08:00") }, "2026-11-22T23:10:00Z")
    .says("3", moves, "2026-11-22T23:09:59.990Z");
  expect(rings(story.until("2026-11-23T12:00:00Z"))).toEqual([expect.stringMatching(/^08:00:00 advisory Not up by 08:00/)]);
});
