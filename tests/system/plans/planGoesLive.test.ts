import { describe, expect, test } from "vitest";
import { bedAfter, planOf, planTown } from "./planTown.ts";

const { clock, town, passes, bedroom, propose, alarmsOf } = await planTown();
const minute = 60_000;

describe("a change of plan goes live at once", () => {
  test("a home that had no bed exit rule gets its alarm after ten minutes", async () => {
    const home = await bedroom();
    await propose(home.id, planOf({}));
    await home.says(false);
    await passes(60 * minute);
    await home.says(true);
    await passes(minute);
    expect(await alarmsOf(home.id)).toEqual([]);

    expect((await propose(home.id, bedAfter(10))).status).toBe(201);
    const screen = await town.console("operator");
    await home.says(false);
    await passes(9 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    await passes(minute);
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm).toMatchObject({
      rule: "bedExit",
      priority: "urgent",
      firstResponder: "carer",
      raisedAt: new Date(clock.now()).toISOString(),
    });
  });

  test("an episode ends under the plan under which it began, and the next one follows the new plan", async () => {
    const home = await bedroom();
    await propose(home.id, bedAfter(20));
    await home.says(false);
    await passes(5 * minute);
    await propose(home.id, bedAfter(6));
    await passes(14 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    const screen = await town.console("operator");
    await passes(minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
    // The next one goes by the new terms.
    await home.says(true);
    await passes(minute);
    await home.says(false);
    await passes(6 * minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit" && one.rings === 2);
  });

  test("the plan and its first responder survive a restart", async () => {
    const home = await bedroom();
    await propose(home.id, planOf({ bedExit: { exitMinutes: 7 } }, { route: { urgent: "centre" } }));
    await town.restart();
    const screen = await town.console("operator");
    await home.says(false);
    await passes(7 * minute);
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm).toMatchObject({ rule: "bedExit", firstResponder: "centre" });
  });

  test("the plan's time zone applies in place of the home's", async () => {
    const home = await bedroom();
    const auckland = await propose(home.id, planOf({ bedExit: { exitMinutes: 5 } }, { timezone: "Pacific/Auckland" }));
    expect(auckland.body.timezone).toBe("Pacific/Auckland");
    await home.says(false);
    await passes(30 * minute);
    // It is afternoon there.
    expect(await alarmsOf(home.id)).toEqual([]);
    expect((await propose(home.id, bedAfter(5))).body.timezone).toBe("Europe/London");
  });
});
