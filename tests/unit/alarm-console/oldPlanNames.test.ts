import { describe, expect, test } from "vitest";
import { replaceOldNames } from "#alarm-console/routes/plans/oldPlanNames.ts";

describe("a plan in a request that names things as the last release did", () => {
  test("is read by the new names", () => {
    const plan = {
      name: "Nights",
      route: { notice: "centre", gentle: "carer", urgent: "centre" },
      rules: { nightWandering: { gentleAt: "movement", leftHomeMinutes: 10 }, bedExit: { gentleAt: 3 } },
    };
    expect(replaceOldNames(plan)).toEqual({
      plan: {
        name: "Nights",
        route: { urgent: "centre", info: "centre", advisory: "carer" },
        rules: { nightWandering: { leftHomeMinutes: 10, advisoryAt: "movement" }, bedExit: { gentleAt: 3 } },
      },
      faults: [],
    });
    expect(plan.route).toHaveProperty("notice");
  });

  test("is at fault where it has both the old and the new name, at the old one", () => {
    const plan = {
      route: { notice: "carer", info: "centre", gentle: "carer", advisory: "carer" },
      rules: { nightWandering: { gentleAt: "movement", advisoryAt: "outOfBed" } },
    };
    expect(replaceOldNames(plan).faults).toEqual([
      { path: "route.notice", message: "this is the old name of info: send info only" },
      { path: "route.gentle", message: "this is the old name of advisory: send advisory only" },
      { path: "rules.nightWandering.gentleAt", message: "this is the old name of advisoryAt: send advisoryAt only" },
    ]);
  });

  test.each([null, [], "basic", 7, { route: null }, { route: ["notice"] }, { rules: { nightWandering: "gentleAt" } }, { name: "Nights" }])(
    "%j is left as it is: there is no old name in it",
    (plan) => {
      expect(replaceOldNames(plan)).toEqual({ plan, faults: [] });
    },
  );
});
