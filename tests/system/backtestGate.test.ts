import { expect, test } from "vitest";
import { timedTown } from "./timedTown.ts";

/** One in the afternoon, when the night that is to come has hardly begun. */
const { town, passes } = await timedTown("2026-11-22T13:00:00.000Z");

test("what was genuine a quarter of an hour ago wants a reason as well, at whatever hour the plan goes live", async () => {
  const plan = { name: "Days", rules: { boundary: {} }, windows: [] };
  const { id } = await town.home({ plan });
  const fence = await town.device(id, { kind: "boundary", name: "Garden gate" });
  const unit = await town.unit(fence);
  const says = (inside: boolean, seq: number) =>
    unit.publishAsync(fence.mqtt.topic, JSON.stringify({ kind: "boundary", inside, seq, boot: "b" }), { qos: 1 });
  const screen = await town.console("operator");
  await says(true, 1);
  await passes(60_000);
  await says(false, 2);
  const alarm = await screen.until((one) => one.homeId === id && one.rule === "boundary");
  await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome: "genuine" });
  await passes(15 * 60_000);
  const proposal = { plan: { ...plan, rules: {} }, why: "She goes nowhere" };
  const { status, body } = await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan`, proposal);
  expect([status, body.error?.code]).toEqual([409, "losesGenuine"]);
  expect(body.error.details).toMatchObject([{ rule: "boundary", night: "2026-11-22", message: expect.stringContaining("13:01") }]);
});
