import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { planDifference } from "#domain/planDifference.ts";
import { timedTown } from "../setup/timedTown.ts";

/** 13:00: the night that began at noon is one hour old. */
const { town, passes } = await timedTown("2026-11-22T13:00:00.000Z");
const database = new pg.Client({ connectionString: town.service.databaseUrl });
await database.connect();
afterAll(() => database.end());

test("losing an alarm that was genuine 15 minutes ago needs a reason, also early in the night", async () => {
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

test("losing an alarm that was genuine weeks ago needs a reason, and the nights in between are not compared", async () => {
  const plan = { name: "Nights", rules: { bedExit: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
  const { id } = await town.home({ mode: "test", timezone: "Etc/UTC", plan });
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom", expectedIntervalSeconds: null });
  const unit = await town.unit(bed);
  let seq = 0;
  const says = (at: string, occupied: boolean) =>
    unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, at, sentAt: at, seq: ++seq, boot: "b" }), { qos: 1 });
  const propose = (rules: object, more: object = {}) =>
    town.call("tester", "POST", `/api/v1/homes/${id}/plan`, { plan: { ...plan, rules }, why: "She sleeps well now", ...more });
  for (let day = 1; day <= 30; day += 1) {
    const date = (of: number) => `2026-10-${String(of).padStart(2, "0")}`;
    await says(`${date(day)}T21:45:00Z`, true);
    if (day !== 2 && day !== 20) continue;
    await says(`${date(day + 1)}T02:00:00Z`, false);
    await says(`${date(day + 1)}T02:30:00Z`, true);
    const [alarm] = (await town.call("tester", "GET", `/api/v1/alarms?state=open&home=${id}`)).body.items;
    const outcome = day === 2 ? "genuine" : "reassurance";
    expect((await town.call("tester", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome })).status).toBe(200);
  }
  await says("2026-10-31T11:00:00Z", false);

  const refused = await propose({});
  expect([refused.status, refused.body.error?.code]).toEqual([409, "losesGenuine"]);
  expect(refused.body.error.details).toMatchObject([{ rule: "bedExit", night: "2026-10-02", message: expect.stringContaining("02:20") }]);
  expect((await propose({}, { lossReason: "Her daughter sleeps there" })).status).toBe(201);

  const { rows } = await database.query("SELECT difference FROM plan_version WHERE home_id = $1 AND version = 2", [id]);
  const { from, nights, alarms, words } = planDifference.parse(rows[0].difference);
  expect([from, nights.length, nights.slice(0, 2)]).toEqual(["2026-10-02T12:00:00.000Z", 15, ["2026-10-02", "2026-10-17"]]);
  expect(alarms.map(({ night, change, genuine }) => `${night} ${change} ${genuine}`)).toEqual([
    "2026-10-02 lost true",
    "2026-10-20 lost false",
  ]);
  expect(words).toMatch(
    /^In the last 14 nights .* In the night of 2 October 2026 .* It would lose the alarm of 02:20 in the night of 2 October/,
  );
  // The reason is stored, so the next change of the plan needs none.
  expect((await propose({ inactivity: {} })).status).toBe(201);
});
