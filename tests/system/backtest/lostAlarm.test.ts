import { describe, expect, test } from "vitest";
import { planDifference } from "#domain/planDifference.ts";
import { brief, nightDate, path, recordedBacktestTown, waiting } from "./backtestTown.ts";

const { town, database, home, backtest } = await recordedBacktestTown();

describe("a proposed plan that would lose a genuine alarm", () => {
  test("does not go live without a written reason, and the refusal names the alarm", async () => {
    const { status, body } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "She sleeps badly" });
    expect(status).toBe(409);
    expect(body.error.code).toBe("losesGenuine");
    expect(body.error.details).toMatchObject([{ rule: "bedExit", night: nightDate(0), message: expect.stringContaining("02:20") }]);
    expect((await town.call("supervisor", "GET", path(home, ""))).body).toMatchObject({ version: 1, plan: waiting(20) });
  });

  test("goes live with a reason, and the version stores reason and difference", async () => {
    const lossReason = "The fall in that night was in the bathroom, which has a detector now";
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "She sleeps badly", lossReason });
    expect(status).toBe(201);
    const { rows } = await database.query("SELECT loss_reason, difference FROM plan_version WHERE home_id = $1 AND version = 2", [home.id]);
    expect(rows[0].loss_reason).toBe(lossReason);
    expect(brief(planDifference.parse(rows[0].difference))[0]).toBe(`${nightDate(0)} bedExit lost, genuine`);
    const versions = await town.call("supervisor", "GET", path(home, "/versions"));
    expect(versions.body.items[0]).toMatchObject({ version: 2, lossReason });
  });

  test("needs no second reason: neither plan raises the alarm now, and the difference says so", async () => {
    const { body } = await backtest(waiting(30));
    expect(body.alarms[0]).toMatchObject({ change: "lost", recordedOnly: true, genuine: true });
    expect(body.words).toContain("Neither plan raises the alarm of 02:20");
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30, { name: "Renamed" }), why: "A slip" });
    expect(status).toBe(201);
  });

  test("needs no reason where it brings the alarm back, and a new one where it loses the alarm again", async () => {
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(20), why: "As it was" });
    expect(status).toBe(201);
    const again = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "To lose it a second time" });
    expect([again.status, again.body.error?.code]).toEqual([409, "losesGenuine"]);
  });
});
