import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

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

/** A faulty motion sensor that reported twice a second for more than a day. */
const faultySensorReadings = `INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
  SELECT n, $1, $2, 'motion', '{"detected": true}', at, at, false
    FROM (SELECT n, now() - n * interval '500 ms' AS at FROM generate_series(1, 200100) AS n) AS reported`;

test("a late reading in a home with too many readings to replay is recorded and reported to staff, and delays no other reading", async () => {
  const plan = (rules: object) => ({ name: "Nights", rules, windows: [{ name: "night", from: "22:00", to: "07:00" }] });
  const home = (await town.home({ plan: plan({ bedExit: {} }) })).id;
  const bed = await town.device(home, { kind: "bed", name: "Bed" });
  const motion = await town.device(home, { kind: "motion", name: "Hall" });
  const unit = await town.unit(bed);
  let seq = 0;
  const says = (more: object) => {
    seq += 1;
    return unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", boot: "b", seq, ...more }), { qos: 1 });
  };
  const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
  await says({ occupied: true, at: ago(0) });
  await says({ occupied: false, at: ago(0) });
  await town.restart(async () => {
    await database.query("UPDATE reading SET position = position + 300000; UPDATE rule_state SET position = position + 300000");
    await database.query("UPDATE journal_mark SET position = position + 300000");
    await database.query(faultySensorReadings, [home, motion.id]);
  });
  // Readings from before the change of plan can only be replayed from the journal.
  const change = { plan: plan({ bedExit: { exitMinutes: 30 } }), why: "She is slow on the stairs" };
  expect((await town.call("supervisor", "POST", `/api/v1/homes/${home}/plan`, change)).status).toBe(201);
  await says({ occupied: true, at: ago(20), historical: true });
  await says({ occupied: false, at: ago(0) });
  const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home}&list=technical`)).body;
  expect(items.map(({ sentence }: Json) => sentence)).toEqual([expect.stringMatching(/^Late readings were recorded but not judged/)]);
  expect((await database.query("SELECT FROM reading WHERE device_id = $1", [bed.id])).rowCount).toBe(4);
}, 60_000);
