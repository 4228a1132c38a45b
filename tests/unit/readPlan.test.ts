import { describe, expect, test } from "vitest";
import { readStored } from "#ingest/storedPlan.ts";
import { catalogue } from "#rules/catalogue.ts";
import { readPlan } from "#rules/plan.ts";
import { defaultPlan } from "#rules/planTemplates.ts";

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

  test("leave a stored plan the rule, with the default of what was given", () => {
    const { plan, unread } = readStored(catalogue, {
      name: "Nights",
      rules: { bedExit: { exitMinutes: 60, movementAddsMinutes: 5 }, environment: { belowCelsius: 30, aboveCelsius: 20 } },
      windows: [night],
    });
    expect(unread.map(({ path }) => path)).toEqual(["rules.bedExit.exitMinutes", "rules.environment.aboveCelsius"]);
    expect(plan.rules).toEqual({ bedExit: { movementAddsMinutes: 5 }, environment: { belowCelsius: 30 } });
    expect(readPlan(catalogue, defaultPlan)).toMatchObject({ ok: true });
  });
});
