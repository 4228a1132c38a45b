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

test("ids come as decimal strings and times as epoch milliseconds, whatever zone the session is in", async () => {
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

test("work that throws leaves nothing behind, and its connection serves again", async () => {
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

test("a transaction that had failed inside never passes for committed", async () => {
  const swallowed = inTransaction(pool, async (client) => {
    await client.query("INSERT INTO press VALUES (3)");
    await client.query("SELECT 1 / 0").catch(() => {});
  });
  await expect(swallowed).rejects.toThrow("rolled back");
  expect(await presses()).toEqual([{ id: 2 }]);
});

test("a connection cut in the middle of a transaction is an error for its user and nobody else", async () => {
  const cut = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await client.query("INSERT INTO press VALUES (4)");
    await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await client.query("INSERT INTO press VALUES (5)");
  });
  await expect(cut).rejects.toThrow();
  expect(await presses()).toEqual([{ id: 2 }]);
});
