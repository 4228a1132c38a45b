import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import { readJournalMark, readSnapshot, saveSnapshot } from "#ingest/states/snapshots.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { newState } from "#rules/engine/homeState.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, createLog("silent"));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const manyHomes = `INSERT INTO home (name, timezone) SELECT 'Mill Lane', 'Europe/London' FROM generate_series(1, 5000)`;

test("every saved state of a town is read back page by page, with its wake time", async () => {
  await pool.query(manyHomes);
  const states = new Map(
    Array.from({ length: 5_000 }, (_, n) => [
      asHomeId(n + 1),
      { state: { ...newState(n, 0), wakeAt: n % 2 === 0 ? null : n + 60_000 }, position: n },
    ]),
  );
  await saveSnapshot(pool, [], states, () => 4_999);
  const client = new pg.Client(database.url);
  await client.connect();
  const read = new Map<string, unknown>();
  for await (const page of readSnapshot(client)) for (const [homeId, { position, wakeAt }] of page) read.set(homeId, { position, wakeAt });
  expect(read.size).toBe(5_000);
  expect(read.get("4000")).toEqual({ position: 3_999, wakeAt: 63_999 });
  expect(read.get("101")).toEqual({ position: 100, wakeAt: null });
  expect(await readJournalMark(client)).toBe(4_999);
  await client.end();
});

test("a state that another service saved later is not overwritten", async () => {
  const home = asHomeId(1);
  await saveSnapshot(pool, [], new Map([[home, { state: newState(9, 0), position: 6_000 }]]), () => 6_000);
  await saveSnapshot(pool, [], new Map([[home, { state: newState(8, 0), position: 5_500 }]]), () => 5_500);
  const { rows } = await pool.query("SELECT position::float8, state FROM rule_state WHERE home_id = 1");
  expect(rows).toMatchObject([{ position: 6_000, state: expect.stringContaining('"now":9') }]);
});

test("a deleted home does not stop the states of others, or the journal mark, from being saved", async () => {
  await pool.query("DELETE FROM home WHERE id = 77");
  const states = [76, 77, 78].map((id) => [asHomeId(id), { state: newState(7_000, 0), position: 7_000 }] as const);
  await saveSnapshot(pool, [], new Map(states), () => 7_000);
  const { rows } = await pool.query("SELECT home_id::text AS id FROM rule_state WHERE position = 7000 ORDER BY home_id");
  expect(rows.map(({ id }) => id)).toEqual(["76", "78"]);
  expect((await pool.query("SELECT position::float8 FROM journal_mark")).rows).toEqual([{ position: 7_000 }]);
});
