import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { createPartitionKeeper } from "#platform/partitions.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

const log = createLog("silent");
const dayMs = 86_400_000;
let database: TestDatabase;
let pool: pg.Pool;
let partitioned: boolean;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, log);
  const { rows } = await pool.query<{ relkind: string }>("SELECT relkind FROM pg_class WHERE relname = 'reading'");
  partitioned = rows[0]?.relkind === "p";
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const store = (days: number) =>
  pool.query(
    `INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
     SELECT 1, 1, 1, 'heartbeat', '{}', t, t, false FROM (SELECT now() + make_interval(days => $1) AS t) AS at`,
    [days],
  );

async function makeWeekOf(days: number): Promise<void> {
  const day = Math.floor(Date.now() / dayMs) + days;
  const monday = day - ((day + 3) % 7); // 1970-01-01 was a Thursday
  const [from = "", to = ""] = [monday, monday + 7].map((number) => new Date(number * dayMs).toISOString().slice(0, 10));
  await pool.query(`CREATE TABLE reading_${from.replaceAll("-", "")} PARTITION OF reading FOR VALUES FROM ('${from}Z') TO ('${to}Z')`);
}

const kept = async () =>
  (
    await pool.query<{ days: number }>("SELECT round(extract(epoch FROM received_at - now()) / 86400)::int AS days FROM reading ORDER BY 1")
  ).rows.map((row) => row.days);

test("the journal has partitions for eight weeks after the first run, in every session time zone", async () => {
  const keeper = createPartitionKeeper({ pool, log });
  expect(keeper.healthy()).toBe(false);
  await keeper.start();
  keeper.stop();
  expect(keeper.healthy()).toBe(true);
  for (const days of [0, 7, 55]) await store(days);

  // Made on in a zone with summer time, the weeks must still meet: a reading fits into every hour.
  const client = await pool.connect();
  await client.query("SET timezone = 'America/New_York'");
  await client.query("SELECT keep_readings('300 days', '400 days')");
  client.release(true);
  await pool.query(
    `WITH hours AS (SELECT generate_series(now(), now() + interval '300 days', '1 hour') AS t)
     INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
     SELECT 2, 1, 1, 'heartbeat', '{}', t, t, false FROM hours`,
  );
  await pool.query("DELETE FROM reading WHERE position = 2");
});

test("readings, keys and quarantined payloads older than 400 days are dropped, and no others", async () => {
  // As if the service had run for two years; on a hypertable the weeks behind make themselves.
  if (partitioned) for (const days of [-410, -395]) await makeWeekOf(days);
  for (const days of [-410, -395]) await store(days);
  await pool.query("INSERT INTO reading_key VALUES (1, 'old', now() - interval '401 days'), (1, 'young', now() - interval '399 days')");
  await pool.query(
    `INSERT INTO quarantine (home_id, device_id, received_at, topic, payload, reason)
     VALUES (1, 1, now() - interval '401 days', 't', '', 'old'), (1, 1, now() - interval '399 days', 't', '', 'young')`,
  );

  const keeper = createPartitionKeeper({ pool, log });
  await keeper.start();
  keeper.stop();

  expect(await kept()).toEqual([-395, 0, 7, 55]);
  expect((await pool.query("SELECT key FROM reading_key")).rows).toEqual([{ key: "young" }]);
  expect((await pool.query("SELECT reason FROM quarantine")).rows).toEqual([{ reason: "young" }]);
});

test("a service whose clock differs from the database's has partitions for its own readings", async () => {
  for (const days of [-70, 140]) {
    const keeper = createPartitionKeeper({ pool, log, now: () => Date.now() + days * dayMs });
    await keeper.start();
    keeper.stop();
    await store(days);
  }
});

test("partitions are not reported as healthy after a failed run, or before the first", async () => {
  let days = 0;
  const keeper = createPartitionKeeper({ pool, log, now: () => Date.now() + days * dayMs });
  await keeper.start();
  keeper.stop();
  days = 1000;
  expect(keeper.healthy()).toBe(!partitioned);

  await pool.query("ALTER FUNCTION keep_readings RENAME TO keep_readings_away");
  const failing = createPartitionKeeper({ pool, log });
  await expect(failing.start()).rejects.toThrow("keep_readings");
  failing.stop();
  expect(failing.healthy()).toBe(false);
});

test("after a jump of the clock the journal has partitions around its new time, and nothing was dropped", async () => {
  const stored = await kept();
  let jumpedDays = 0;
  const keeper = createPartitionKeeper({ pool, log, now: () => Date.now() + jumpedDays * dayMs, lookEveryMs: 20 });
  await pool.query("ALTER FUNCTION keep_readings_away RENAME TO keep_readings");
  await keeper.start();
  for (const days of [700, -300]) {
    jumpedDays = days;
    if (days > 0 && partitioned) expect(keeper.healthy()).toBe(false);
    await expect.poll(() => keeper.healthy()).toBe(true);
    await expect
      .poll(() =>
        store(days).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  }
  keeper.stop();
  expect(await kept()).toEqual([...stored, 700, -300].sort((a, b) => a - b));
});

test("on a night on which the clocks of service and database are both years ahead, nothing is dropped early", async () => {
  const stored = await kept();
  // 500 days ago in the eyes of two clocks that are 500 days ahead. Nightly runs follow by a week each.
  await pool.query("UPDATE retention_clock SET at = now() - interval '500 days'");
  for (const nightly of [false, true, true]) await pool.query("SELECT keep_readings('56 days', '100 days', now(), $1)", [nightly]);
  expect(await kept()).toEqual(stored);
  const { rows } = await pool.query("SELECT round(extract(epoch FROM now() - at) / 86400)::int AS days FROM retention_clock");
  expect(rows).toEqual([{ days: 486 }]);
});
