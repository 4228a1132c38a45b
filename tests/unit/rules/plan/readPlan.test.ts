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

describe("the faults of a plan", () => {
  test("are all in one answer", () => {
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

  test("leave out what only follows from another fault", () => {
    expect(pathsOf({ rules: { bedExit: {} }, windows: [{ ...night, to: "7" }] })).toEqual(["windows.0.to"]);
    expect(pathsOf({ rules: { bedExit: {} }, windows: "night" })).toEqual(["windows"]);
    expect(pathsOf({ rules: "all" })).toEqual(["rules"]);
  });

  test.each([null, 3, "plan", [], { rules: [] }])("are one or a few for something that is no plan at all: %j", (given) => {
    const read = readPlan(catalogue, given);
    expect(read.ok ? 0 : read.faults.length).toBeGreaterThan(0);
  });
});

describe("settings of a plan", () => {
  test("that contradict each other are a fault of the one that was written", () => {
    expect(faultsOf({ rules: { bedExit: { exitMinutes: 60, capMinutes: 50 } } })).toEqual([
      "rules.bedExit.capMinutes: exitMinutes (60) must not be above capMinutes (50)",
    ]);
    expect(faultsOf({ rules: { bedExit: { exitMinutes: 60 } } }), "the cap is the default of the rule").toEqual([
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

  test("of a rule that watches only in windows must name a window", () => {
    const without = (name: string) => faultsOf({ rules: { [name]: { windows: [] } } });
    expect(without("bedExit")).toEqual(["rules.bedExit.windows: name at least one window: without one this rule never raises an alarm"]);
    expect(without("nightWandering")).toEqual([
      "rules.nightWandering.windows: name at least one window: without one this rule never raises an alarm",
    ]);
    expect(without("boundary"), "without a window it watches always").toEqual([]);
  });

  test("must not name a window that is too short for the rule", () => {
    const naps = (more: object, windows: object[] = [night, nap]) =>
      faultsOf({ rules: { bedExit: { exitMinutes: 30, windows: ["night", "nap"], ...more } }, windows });
    expect(naps({})).toEqual(["rules.bedExit.windows.1: the window nap lasts 30 min: too short for this rule to raise an alarm"]);
    expect(naps({ exitMinutes: 29 })).toEqual([]);
    expect(naps({}, [night, nap, { ...nap, from: "13:30", to: "14:00" }]), "two windows that meet count as one").toEqual([]);
    expect(naps({}, [night, nap, { ...nap, from: "15:00", to: "17:00" }])).toHaveLength(1);
    expect(faultsOf({ rules: { doorOpen: { windows: ["nap"] } }, windows: [nap] })).toEqual([]);
  });

  test("must begin the morning before the time at which the person should be up", () => {
    expect(faultsOf({ rules: { notUp: { by: "09:00", since: "09:00" } } })).toEqual([
      "rules.notUp.by: since (09:00) must be before by (09:00)",
    ]);
    expect(faultsOf({ rules: { notUp: { since: "11:00" } } })).toEqual(["rules.notUp.since: since (11:00) must be before by (10:30)"]);
    expect(faultsOf({ rules: { notUp: { by: "09:00", since: "08:59" } } })).toEqual([]);
  });

  test("of inactivity must leave hours outside its windows", () => {
    const quiet = (from: string, to: string, more: object = {}) =>
      faultsOf({ rules: { inactivity: {} }, windows: [{ name: "night", from, to }], ...more });
    expect(quiet("00:00", "00:00")).toEqual([
      "rules.inactivity.windows: shorten the windows: they cover the whole day, and this rule counts only the time outside them",
    ]);
    expect(quiet("08:00", "07:59")).toEqual([
      "rules.inactivity.windows: shorten the windows: they leave 1 min a day, and this rule needs at least 4 h outside them",
    ]);
    expect(quiet("16:00", "12:00")).toEqual([]);
    expect(quiet("00:00", "00:00", { windows: [{ name: "night", from: "00:00", to: "00:00", days: ["sun"] }] })).toEqual([]);
    expect(quiet("00:00", "00:00", { rules: { inactivity: { windows: [] } } })).toEqual([]);
  });

  test("must not name a window that is on no day of the plan", () => {
    const friday = { ...night, days: ["fri"] };
    const onFridays = (rules: object, starts: string, ends: string) => faultsOf({ rules, windows: [friday], starts, ends });
    // A Monday and a Tuesday.
    expect(onFridays({ bedExit: {} }, "2026-11-23", "2026-11-24")).toEqual([
      "rules.bedExit.windows.0: the window night is on no day between the plan's start and its end",
    ]);
    expect(onFridays({ boundary: { windows: ["night"] } }, "2026-11-23", "2026-11-24")).toHaveLength(1);
    expect(onFridays({ inactivity: {} }, "2026-11-23", "2026-11-24"), "without a night it watches always").toEqual([]);
    expect(onFridays({ bedExit: {} }, "2026-11-23", "2026-11-27")).toEqual([]);
    expect(onFridays({ bedExit: {} }, "2026-11-28", "2026-11-28"), "Friday's night ends on Saturday").toEqual([]);
  });

  test("that cannot be read in a stored plan get their defaults, and the rule stays", () => {
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
