import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { OldMessages } from "#response/notify/outbox/oldMessages.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-22T03:37:00Z");
const log = createLog("silent");
let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, log, { max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const insert = `INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, state, next_at, created_at)
  SELECT $1 || n, 'service', 'administrator', '1', 'Kim', 'email', 'kim@centre.example', 'x', $2, CASE WHEN $2 = 'waiting' THEN now() END,
         to_timestamp($3::float8 / 1000) FROM generate_series(1, $4) AS n`;
const messages = (name: string, state: string, daysAgo: number, count = 1) => pool.query(insert, [name, state, now - daysAgo * day, count]);
const left = async (): Promise<string[]> =>
  (await pool.query<{ key: string }>("SELECT dedup_key AS key FROM notification ORDER BY 1")).rows.map(({ key }) => key);
const drop = (at = now): Promise<number> => new OldMessages({ pool, keepDays: 400, now: () => at, log }).drop();

test("the record of a message is deleted after 400 days, and one that has not left is kept however old it is", async () => {
  await messages("sent yesterday ", "sent", 1);
  await messages("sent 399 days ago ", "delivered", 399);
  await messages("waits ", "waiting", 500);
  await messages("long ago ", "failed", 401, 12_001);
  expect(await drop()).toBe(12_001);
  expect(await left()).toEqual(["sent 399 days ago 1", "sent yesterday 1", "waits 1"]);
});

test("a clock that is years ahead for a night deletes nothing: the retention clock of the database does not follow", async () => {
  await pool.query("UPDATE retention_clock SET at = to_timestamp($1::float8 / 1000)", [now]);
  expect(await drop(now + 3_650 * day)).toBe(0);
});
