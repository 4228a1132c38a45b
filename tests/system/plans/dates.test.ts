import { describe, expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

// Noon of the twenty-second in London.
const { town, passes } = await timedTown("2026-11-22T12:00:00.000Z");

const planOf = (more: object = {}) => ({ name: "Days", rules: { boundary: {} }, windows: [], ...more });
const propose = (homeId: string, more: object, reasons: object = {}, by: "supervisor" | "tester" = "supervisor") =>
  town.call(by, "POST", `/api/v1/homes/${homeId}/plan`, { plan: planOf(more), why: "Her daughter asked", ...reasons });
const boundaryIn = (view: Json) => view.rules.find(({ name }: Json) => name === "boundary");

describe("a plan that by its dates does not watch the home on some days needs a written reason", () => {
  test("a start in the future, while the present plan applies", async () => {
    const { id } = await town.home({ plan: planOf() });
    const { status, body } = await propose(id, { starts: "2027-10-01" });
    expect([status, body.error?.code]).toEqual([409, "leavesUnguarded"]);
    expect(body.error.details).toEqual([
      {
        path: "plan.starts",
        message:
          "from 22 November 2026 until this plan starts on 1 October 2027, only calls for help and devices would be watched; the present plan watches more",
      },
    ]);
    const reasoned = await propose(id, { starts: "2027-10-01" }, { lossReason: "She lives with her daughter until then" });
    expect([reasoned.status, reasoned.body.version]).toEqual([201, 2]);
    // The plan in force starts later still, so no day is lost.
    expect((await propose(id, { starts: "2027-09-30" })).status).toBe(201);
    expect((await propose(id, { starts: "2027-10-02" })).body.error?.details).toHaveLength(1);
  });

  test("an end before that of the present plan, except where a review reminds staff before it", async () => {
    const { id } = await town.home({ plan: planOf({ ends: "2026-12-31" }) });
    const { status, body } = await propose(id, { ends: "2026-11-22" });
    expect([status, body.error?.code]).toEqual([409, "leavesUnguarded"]);
    expect(body.error.details).toEqual([
      {
        path: "plan.ends",
        message:
          "after 22 November 2026, only calls for help and devices would be watched; the present plan watches more until 31 December 2026; set a review before the end to remind staff",
      },
    ]);
    expect((await propose(id, { ends: "2026-12-01", review: "2026-11-22" })).status, "a review today may have been done already").toBe(409);
    expect((await propose(id, { ends: "2026-12-31", name: "The same dates" })).status).toBe(201);
    expect((await propose(id, { ends: "2026-12-20", review: "2026-12-10" })).status).toBe(201);
  });

  test("no reason is needed where the present plan watches no person, nor in a test home", async () => {
    const { id } = await town.home({ plan: planOf({ rules: { silence: {} } }) });
    expect((await propose(id, { starts: "2027-10-01" })).status).toBe(201);
    const bench = await town.home({ mode: "test", plan: planOf() });
    expect((await propose(bench.id, { starts: "2027-10-01" }, {}, "tester")).status).toBe(201);
  });
});

test("a plan shows of each rule that it does not apply yet, or no longer", async () => {
  const { id } = await town.home({ plan: planOf({ starts: "2026-11-23", ends: "2026-11-23" }) });
  const view = async () => (await town.call("operator", "GET", `/api/v1/homes/${id}/plan`)).body;
  const state = async () => {
    const { on, off } = boundaryIn(await view());
    return [on, off];
  };
  const { rules } = await view();
  expect(await state()).toEqual([false, "notYet"]);
  expect(rules.find(({ name }: Json) => name === "bedExit")).toMatchObject({ on: false, off: "notInPlan" });
  expect(rules.find(({ name }: Json) => name === "sosPress")).toMatchObject({ on: true, off: null });
  await passes(12 * 3_600_000);
  expect(await state()).toEqual([true, null]);
  await passes(24 * 3_600_000);
  expect(await state(), "the night of the last day").toEqual([true, null]);
  await passes(12 * 3_600_000);
  expect(await state()).toEqual([false, "over"]);
});
