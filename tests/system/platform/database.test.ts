import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool, inTransaction } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { emptyDatabase, type TestDatabase } from "../setup/testDatabase.ts";

const log = createLog("silent");
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await emptyDatabase();
  pool = createPool(database.url, log, { max: 2 });
  await pool.query("CREATE TABLE press (id int)");
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const presses = async () => (await pool.query("SELECT id FROM press ORDER BY id")).rows;

test("ids are decimal strings and times epoch milliseconds in every session time zone", async () => {
  const at = Date.parse("2026-03-29T01:30:00.123Z");
  const client = await pool.connect();
  for (const zone of ["UTC", "Europe/London", "Asia/Kathmandu"]) {
    await client.query(`SET timezone = '${zone}'`);
    const { rows } = await client.query(
      "SELECT 9007199254740993::bigint AS id, to_timestamp($1 / 1000.0) AS at, null::timestamptz AS never",
      [at],
    );
    expect(rows).toEqual([{ id: "9007199254740993", at, never: null }]);
  }
  const { rows } = await client.query(
    "SELECT '1969-12-31 23:59:59.5Z'::timestamptz AS early, '0044-03-15 BC'::timestamptz AS ides, 'infinity'::timestamptz AS never",
  );
  expect(rows[0].early).toBe(-500);
  expect(rows[0].ides).toBeLessThan(Date.parse("0001-01-01T00:00:00Z"));
  expect(rows[0].never).toBe(Number.POSITIVE_INFINITY);
  client.release(true);
});

test("work that throws is rolled back, and its connection can be used again", async () => {
  const failing = inTransaction(pool, async (client) => {
    await client.query("INSERT INTO press VALUES (1)");
    throw new Error("second thoughts");
  });
  await expect(failing).rejects.toThrow("second thoughts");
  expect(await presses()).toEqual([]);
  expect(await inTransaction(pool, async (client) => (await client.query("INSERT INTO press VALUES (2) RETURNING id")).rows)).toEqual([
    { id: 2 },
  ]);
});

test("a transaction in which a statement failed is never reported as committed", async () => {
  const swallowed = inTransaction(pool, async (client) => {
    await client.query("INSERT INTO press VALUES (3)");
    await client.query("SELECT 1 / 0").catch(() => {});
  });
  await expect(swallowed).rejects.toThrow("rolled back");
  expect(await presses()).toEqual([{ id: 2 }]);
});

test("a connection that is cut in a transaction fails that transaction and no other", async () => {
  const cut = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await client.query("INSERT INTO press VALUES (4)");
    await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await client.query("INSERT INTO press VALUES (5)");
  });
  await expect(cut).rejects.toThrow();
  expect(await presses()).toEqual([{ id: 2 }]);
});
