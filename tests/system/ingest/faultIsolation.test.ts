import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";

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

const press = (seq: number): string => JSON.stringify({ kind: "button", pressed: true, seq, boot: "p" });
const alarmsOf = async (home: string) => (await town.call("operator", "GET", `/api/v1/alarms?home=${home}`)).body.items;

async function household(): Promise<{ home: string; pendant: Provisioned; press(seq: number): Promise<unknown> }> {
  const home = (await town.home()).id;
  const pendant = await town.device(home);
  const unit = await town.unit(pendant);
  return { home, pendant, press: (seq) => unit.publishAsync(pendant.mqtt.topic, press(seq), { qos: 1 }) };
}

test("a locked alarm row delays its own home only: the neighbour's press rings at once", async () => {
  const held = await household();
  const neighbour = await household();
  await held.press(1);
  await database.query("BEGIN");
  await database.query("SELECT FROM alarm WHERE home_id = $1 FOR UPDATE", [held.home]);
  const delayed = held.press(2);
  await neighbour.press(1);
  expect(await alarmsOf(neighbour.home)).toHaveLength(1);
  expect((await alarmsOf(held.home))[0].rings).toBe(1);
  await database.query("COMMIT");
  await delayed;
  await expect.poll(async () => (await alarmsOf(held.home))[0].rings).toBe(2);
});

test("a device of a deleted home delays no other home, and its press goes to quarantine", async () => {
  const gone = await household();
  const neighbour = await household();
  await database.query("DELETE FROM home WHERE id = $1", [gone.home]);
  await Promise.all([gone.press(1), neighbour.press(1)]);
  expect(await alarmsOf(neighbour.home)).toHaveLength(1);
  const { items } = (await town.call("admin", "GET", `/api/v1/quarantine?home=${gone.home}`)).body;
  expect(items[0].reason).toMatch(/^cannot be stored/);
  await neighbour.press(2);
  expect((await alarmsOf(neighbour.home))[0].rings).toBe(2);
  expect((await fetch(`${town.service.httpUrl}/health/ready`)).status).toBe(200);
});

const plan = (rules: object) => ({ name: "A plan", rules });

/** A home whose garden gate reports that the person has gone out. */
async function goneOut(rules: object): Promise<string> {
  const home = (await town.home({ plan: plan(rules) } as never)).id;
  const gate = await town.device(home, { kind: "boundary", name: "Garden gate" });
  const unit = await town.unit(gate);
  await unit.publishAsync(gate.mqtt.topic, JSON.stringify({ kind: "boundary", inside: false, seq: 1, boot: "g" }), { qos: 1 });
  return home;
}

/** Locks the alarm table until the service has tried to raise an alarm and failed once. */
async function withAlarmsLocked<T>(work: () => Promise<T>): Promise<T> {
  await database.query("BEGIN");
  await database.query("LOCK TABLE alarm IN SHARE MODE");
  const done = work();
  // The service waits for the lock, and gives up after 300 ms.
  await expect.poll(async () => (await database.query(waiting)).rowCount).toBe(1);
  await expect.poll(async () => (await database.query(waiting)).rowCount).toBe(0);
  await database.query("COMMIT");
  return done;
}

const rings = (home: string) =>
  expect.poll(async () => (await alarmsOf(home)).map(({ rule }: { rule: string }) => rule)).toEqual(["boundary"]);

test("a change of plan that cannot be committed is refused as a whole, and succeeds when it is asked for again", async () => {
  const home = await goneOut({});
  const change = { plan: plan({ boundary: {} }), why: "She walks far", lossReason: "None" };
  const make = () => town.call("supervisor", "POST", `/api/v1/homes/${home}/plan`, change);
  expect((await withAlarmsLocked(make)).status).toBe(503);
  expect((await town.call("supervisor", "GET", `/api/v1/homes/${home}/plan`)).body).toMatchObject({ version: 1, plan: { rules: {} } });
  expect((await make()).status).toBe(201);
  await rings(home);
});

test("a new version of a rule finds an alarm in earlier readings: it rings as soon as the locked alarm table is free", async () => {
  const asVersion = (more: number, changed: Partial<Rule>) => ({
    rules: catalogue.map((rule) => (rule.name === "boundary" ? { ...rule, version: rule.version + more, ...changed } : rule)),
  });
  await town.restart(undefined, asVersion(1, { onReading: (state) => ({ state, wakeAt: null, decisions: [] }) }));
  const home = await goneOut({ boundary: {} });
  expect(await alarmsOf(home)).toEqual([]);
  await withAlarmsLocked(() => town.restart(undefined, asVersion(2, {})));
  await rings(home);
});

/** In this database alone: in those of other tests the table has the same number. */
const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'alarm'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
