import { describe, expect, test } from "vitest";
import { planDifference } from "#domain/planDifference.ts";
import { roles } from "#domain/role.ts";
import { brief, firstNoon, hour, nightDate, path, recordedBacktestTown, waiting } from "./backtestTown.ts";

const minute = 60_000;
const { town, database, home, backtest } = await recordedBacktestTown();

describe("a back-test of a proposed plan over a home's recorded nights", () => {
  test("names each alarm that the plan would gain, lose or move, with its outcome", async () => {
    const { status, body } = await backtest(waiting(30));
    expect(status).toBe(200);
    expect(brief(planDifference.parse(body))).toEqual([
      `${nightDate(0)} bedExit lost, genuine`,
      `${nightDate(1)} sosPress same, accidental`,
      `${nightDate(1)} bedExit later, reassurance`,
    ]);
    expect(body.alarms[0]).toMatchObject({
      genuine: true,
      after: null,
      before: { at: new Date(firstNoon + 14 * hour + 20 * minute).toISOString(), priority: "urgent", wakes: true },
    });
    expect(body.woken).toEqual({ before: 2, after: 1 });
    expect(body.nights).toHaveLength(14);
    expect(body.words).toMatch(
      /^In the last 14 nights the new plan would have woken the carer once; the current plan 2 times\. The home sent readings in only \d+ of these nights\. It would lose/,
    );
  });

  test("finds no difference for the present plan itself", async () => {
    const { body } = await backtest(waiting(20));
    expect(new Set(body.alarms.map(({ change }: { change: string }) => change))).toEqual(new Set(["same"]));
  });

  test("covers only the nights that were asked for", async () => {
    const { body } = await backtest(waiting(30), { from: nightDate(1), to: nightDate(2) });
    expect(brief(body)).toEqual([`${nightDate(1)} sosPress same, accidental`, `${nightDate(1)} bedExit later, reassurance`]);
    expect(body.nights).toEqual([nightDate(1)]);
  });

  test("changes nothing that is live, and is recorded in the access log", async () => {
    const liveState = async () => {
      const alarms = await database.query(
        "SELECT a.id, c.version, a.state FROM alarm a JOIN alarm_case c ON c.id = a.case_id ORDER BY a.id",
      );
      const states = await database.query("SELECT home_id, position, state FROM rule_state ORDER BY home_id");
      const { body } = await town.call("supervisor", "GET", path(home, ""));
      return { alarms: alarms.rows, states: states.rows, version: body.version };
    };
    const before = await liveState();
    await backtest(waiting(30));
    expect(await liveState()).toEqual(before);
    const looks = await database.query("SELECT FROM access_log WHERE home_id = $1 AND what = 'readings' AND role = 'supervisor'", [
      home.id,
    ]);
    expect(looks.rowCount).toBeGreaterThan(0);
  });

  test("finds nothing to lose in a home without readings", async () => {
    const empty = await town.home({ mode: "test" });
    const { status, body } = await town.call("tester", "POST", path(empty), { plan: waiting(30) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ alarms: [], woken: { before: 0, after: 0 } });
  });
});

describe("who may run a back-test, and over which nights", () => {
  test.each([...roles])("as %s", async (role) => {
    const { status } = await town.call(role, "POST", path(home), { plan: waiting(30) });
    // For a tester a live home does not exist.
    const expected = { admin: 200, supervisor: 200, operator: 403, carer: 403, installer: 403, tester: 404 };
    expect(status).toBe(expected[role]);
  });

  test("a plan at fault is refused, and each fault is named with its path", async () => {
    const { status, body } = await backtest({ ...waiting(0), starts: "2026-02-02", ends: "2026-02-01" });
    expect(status).toBe(422);
    expect(body.error.details).toEqual([
      { path: "plan.rules.bedExit.exitMinutes", message: expect.any(String) },
      ...body.error.details.slice(1),
    ]);
    expect(body.error.details.map((one: { path: string }) => one.path)).toContain("plan.ends");
  });

  test("too many nights, and nights that make no sense, are refused with the reason", async () => {
    const long = await backtest(waiting(30), { from: "2026-01-01" });
    expect(long.status).toBe(422);
    expect(long.body.error.details).toEqual([{ path: "from", message: expect.stringContaining("at most 92 nights") }]);
    expect((await backtest(waiting(30), { from: nightDate(2), to: nightDate(1) })).status).toBe(422);
    const ancient = { from: "0001-01-01", to: "0001-01-08" };
    expect((await backtest(waiting(30), ancient)).body.error.details).toEqual([{ path: "from", message: expect.stringContaining("2000") }]);
    expect((await backtest(waiting(30), { from: "soon" })).body.error.details[0].path).toBe("from");
  });
});
