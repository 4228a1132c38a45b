import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

/**
 * The service is killed and replaced by one with another version of a rule. From earlier readings the new version finds that the person has
 * gone out. For a while the alarm table is locked, so the decision is uncommitted. The alarm rings, also when other things happen meanwhile.
 */

let town: TestService;
let database: pg.Client;
beforeAll(async () => {
  town = await startTestService();
  database = new pg.Client(town.service.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await town.stop();
});

const asVersion = (more: number, changed: Partial<Rule> = {}) => ({
  rules: catalogue.map((rule) => (rule.name === "boundary" ? { ...rule, version: rule.version + more, ...changed } : rule)),
});
const deaf = asVersion(1, { onReading: (state) => ({ state, wakeAt: null, decisions: [] }) });
const hearing = asVersion(2);

/** In this database alone: in those of other tests the table has the same number. */
const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'alarm'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const plan = (rules: object) => ({ name: "A plan", rules });

/** The person has gone out by the gate. The next version finds that in the readings since the snapshot, while the alarm table is locked. */
async function goneOut() {
  await town.restart(undefined, deaf);
  const { id } = await town.home({ plan: plan({ boundary: {} }) });
  const gate = await town.device(id, { kind: "boundary", name: "Garden gate" });
  const says = async (inside: boolean, seq: number) => {
    const unit = await town.unit(gate);
    await unit.publishAsync(gate.mqtt.topic, JSON.stringify({ kind: "boundary", inside, seq, boot: "g" }), { qos: 1 });
    await unit.endAsync();
  };
  await says(true, 1);
  await town.restart(undefined, deaf);
  await database.query("CREATE TEMP TABLE saved AS TABLE rule_state; CREATE TEMP TABLE mark AS TABLE journal_mark");
  await says(false, 2);
  await town.restart(async () => {
    await database.query("DELETE FROM rule_state; INSERT INTO rule_state SELECT * FROM saved");
    await database.query("UPDATE journal_mark SET position = (SELECT position FROM mark); DROP TABLE saved, mark");
    await database.query("BEGIN; LOCK TABLE alarm IN SHARE MODE");
  }, hearing);
  await isRefused();
  return { id, says };
}

/** Waits until the service has given up on the lock, and does not try again at once. */
async function isRefused(): Promise<void> {
  const isWaiting = async () => (await database.query(waiting)).rowCount === 1;
  await expect.poll(isWaiting, { interval: 20 }).toBe(true);
  let looks = 0;
  const gaveUp = async () => {
    looks = (await isWaiting()) ? 0 : looks + 1;
    return looks > 10;
  };
  await expect.poll(gaveUp, { interval: 20 }).toBe(true);
}

const eventsOf = async (home: string) => {
  const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home}`)).body;
  return items.map(({ rule, timeline }: Json) => [rule, ...timeline.map(({ event }: Json) => event)]);
};

test("an uncommitted alarm rings if the person comes back meanwhile, and the return joins its timeline", async () => {
  const { id, says } = await goneOut();
  await database.query("COMMIT");
  await says(true, 3);
  expect(await eventsOf(id)).toEqual([["boundary", "raised", "note"]]);
});

test("an uncommitted alarm rings if the plan changes meanwhile: the change is committed together with it", async () => {
  const { id } = await goneOut();
  const change = { plan: plan({}), why: "He walks far", lossReason: "riskEnded" };
  const make = () => town.call("supervisor", "POST", `/api/v1/homes/${id}/plan`, change);
  expect((await make()).status).toBe(503);
  await database.query("COMMIT");
  expect((await make()).status).toBe(201);
  expect((await eventsOf(id)).map(([rule]: string[]) => rule)).toEqual(["boundary"]);
});

test("an uncommitted alarm rings if the service is stopped and started again meanwhile", async () => {
  const { id } = await goneOut();
  await town.restart(undefined, hearing);
  await isRefused();
  await database.query("COMMIT");
  await expect.poll(() => eventsOf(id)).toEqual([["boundary", "raised"]]);
});
