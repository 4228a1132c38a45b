import { describe, expect, test } from "vitest";
import { readStored } from "#homes/storedPlan.ts";
import { catalogue } from "#rules/catalogue.ts";
import { defaultPlan } from "#rules/plan/planTemplates.ts";
import { readPlan } from "#rules/plan/readPlan.ts";

const night = { name: "night", from: "22:00", to: "07:00" };
const nap = { name: "nap", from: "13:00", to: "13:30" };

function faultsOf(more: object): string[] {
  const read = readPlan(catalogue, { name: "Nights", rules: {}, windows: [night], ...more });
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path}: ${message}`);
}
const pathsOf = (more: object): string[] => faultsOf(more).map((line) => line.slice(0, line.indexOf(":")));

describe("whoever writes a plan is told of everything that is wrong with it at once", () => {
  test("whatever is wrong beside it", () => {
    expect(
      pathsOf({
        name: "",
        template: "dementai",
        rules: { kettle: {}, bedExit: { exitMinutes: "ten", windows: ["nite"] }, doorOpen: { nightMinutes: 0 }, sosPress: 3 },
        windows: [night, { ...nap, from: "25:00" }, { ...night, name: "late" }],
        timezone: "Europe/Atlantis",
        route: { urgent: "nobody" },
        absenceSuspends: ["fall", 7, "kettle"],
        starts: "2026-11-22",
        review: "soon",
        ends: "2026-11-01",
        colour: "red",
      }).sort(),
    ).toEqual(
      [
        ...["name", "template", "timezone", "route.urgent", "review", "ends", "colour"],
        ...["rules.kettle", "rules.bedExit.exitMinutes", "rules.bedExit.windows.0", "rules.doorOpen.nightMinutes", "rules.sosPress"],
        ...["windows.1.from", "windows.2", "absenceSuspends.0", "absenceSuspends.1", "absenceSuspends.2"],
      ].sort(),
    );
  });

  test("but not of what follows from a fault alone", () => {
    expect(pathsOf({ rules: { bedExit: {} }, windows: [{ ...night, to: "7" }] })).toEqual(["windows.0.to"]);
    expect(pathsOf({ rules: { bedExit: {} }, windows: "night" })).toEqual(["windows"]);
    expect(pathsOf({ rules: "all" })).toEqual(["rules"]);
  });

  test.each([null, 3, "plan", [], { rules: [] }])("and what is no plan at all is one thing wrong, or a few: %j", (given) => {
    const read = readPlan(catalogue, given);
    expect(read.ok ? 0 : read.faults.length).toBeGreaterThan(0);
  });
});

describe("settings that do not agree with one another", () => {
  test("stand where they can be put right", () => {
    expect(faultsOf({ rules: { bedExit: { exitMinutes: 60, capMinutes: 50 } } })).toEqual([
      "rules.bedExit.capMinutes: exitMinutes (60) must not be above capMinutes (50)",
    ]);
    expect(faultsOf({ rules: { bedExit: { exitMinutes: 60 } } }), "the cap is the rule's own").toEqual([
      "rules.bedExit.exitMinutes: exitMinutes (60) must not be above capMinutes (45)",
    ]);
    expect(faultsOf({ rules: { environment: { belowCelsius: 20, aboveCelsius: 20 } } })).toEqual([
      "rules.environment.aboveCelsius: belowCelsius (20) must be below aboveCelsius (20)",
    ]);
    expect(faultsOf({ rules: { silence: { lateAfterIntervals: 5 } } })).toEqual([
      "rules.silence.lateAfterIntervals: lateAfterIntervals (5) must not be above offlineAfterIntervals (3)",
    ]);
    expect(pathsOf({ rules: { bedExit: { exitMinutes: 999, capMinutes: 30 } } })).toEqual(["rules.bedExit.exitMinutes"]);
    expect(pathsOf({ rules: { bedExit: { exitMinutes: 60, loud: true } } })).toEqual(["rules.bedExit.loud", "rules.bedExit.exitMinutes"]);
    expect(faultsOf({ rules: { bedExit: { exitMinutes: 60, capMinutes: 60 }, environment: {}, silence: {} } })).toEqual([]);
  });

  test("and a rule that watches by night only is given a window", () => {
    const without = (name: string) => faultsOf({ rules: { [name]: { windows: [] } } });
    expect(without("bedExit")).toEqual(["rules.bedExit.windows: names no window, so it can never ring"]);
    expect(without("nightWandering")).toEqual(["rules.nightWandering.windows: names no window, so it can never ring"]);
    expect(without("boundary"), "it then watches always").toEqual([]);
  });

  test("and a window in which a rule can never ring is none for it", () => {
    const naps = (more: object, windows: object[] = [night, nap]) =>
      faultsOf({ rules: { bedExit: { exitMinutes: 30, windows: ["night", "nap"], ...more } }, windows });
    expect(naps({})).toEqual(["rules.bedExit.windows.1: can never ring in the window nap of 30 min"]);
    expect(naps({ exitMinutes: 29 })).toEqual([]);
    expect(naps({}, [night, nap, { ...nap, from: "13:30", to: "14:00" }]), "two that meet are one").toEqual([]);
    expect(naps({}, [night, nap, { ...nap, from: "15:00", to: "17:00" }])).toHaveLength(1);
    expect(faultsOf({ rules: { doorOpen: { windows: ["nap"] } }, windows: [nap] })).toEqual([]);
  });

  test("and a morning begins before the hour at which it is looked at", () => {
    expect(faultsOf({ rules: { notUp: { by: "09:00", since: "09:00" } } })).toEqual([
      "rules.notUp.by: since (09:00) must be before by (09:00)",
    ]);
    expect(faultsOf({ rules: { notUp: { since: "11:00" } } })).toEqual(["rules.notUp.since: since (11:00) must be before by (10:30)"]);
    expect(faultsOf({ rules: { notUp: { by: "09:00", since: "08:59" } } })).toEqual([]);
  });

  test("and the night in which no sign of life is expected leaves some day", () => {
    const quiet = (from: string, to: string, more: object = {}) =>
      faultsOf({ rules: { inactivity: {} }, windows: [{ name: "night", from, to }], ...more });
    expect(quiet("00:00", "00:00")).toEqual(["rules.inactivity.windows: leave no time of day in which it counts"]);
    expect(quiet("08:00", "07:59")).toEqual(["rules.inactivity.windows: leave 1 min of day in 24 h; it wants 4 h"]);
    expect(quiet("16:00", "12:00")).toEqual([]);
    expect(quiet("00:00", "00:00", { windows: [{ name: "night", from: "00:00", to: "00:00", days: ["sun"] }] })).toEqual([]);
    expect(quiet("00:00", "00:00", { rules: { inactivity: { windows: [] } } })).toEqual([]);
  });

  test("and a window that comes on no day of the plan is none for a rule that watches in it", () => {
    const friday = { ...night, days: ["fri"] };
    const onFridays = (rules: object, starts: string, ends: string) => faultsOf({ rules, windows: [friday], starts, ends });
    // A Monday and a Tuesday.
    expect(onFridays({ bedExit: {} }, "2026-11-23", "2026-11-24")).toEqual([
      "rules.bedExit.windows.0: the window night does not come between the plan's start and its end",
    ]);
    expect(onFridays({ boundary: { windows: ["night"] } }, "2026-11-23", "2026-11-24")).toHaveLength(1);
    expect(onFridays({ inactivity: {} }, "2026-11-23", "2026-11-24"), "without a night all is day").toEqual([]);
    expect(onFridays({ bedExit: {} }, "2026-11-23", "2026-11-27")).toEqual([]);
    expect(onFridays({ bedExit: {} }, "2026-11-28", "2026-11-28"), "Friday's night ends on Saturday").toEqual([]);
  });

  test("leave a stored plan the rule, with the default of what was given", () => {
    const { plan, unreadableParts } = readStored(catalogue, {
      name: "Nights",
      rules: { bedExit: { exitMinutes: 60, movementAddsMinutes: 5 }, environment: { belowCelsius: 30, aboveCelsius: 20 } },
      windows: [night],
    });
    expect(unreadableParts.map(({ path }) => path)).toEqual(["rules.bedExit.exitMinutes", "rules.environment.aboveCelsius"]);
    expect(plan.rules).toEqual({ bedExit: { movementAddsMinutes: 5 }, environment: { belowCelsius: 30 } });
    expect(readPlan(catalogue, defaultPlan)).toMatchObject({ ok: true });
  });
});
