import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test, vi } from "vitest";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";
import type { Json } from "#tests/system/setup/service.ts";
import { testDatabase } from "#tests/system/setup/testDatabase.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { createKillableService } from "./kills/killableService.ts";

/** The real service as a process that is killed with SIGKILL while it writes a file of homes. */
const [database, folder] = [await testDatabase(), await throwawayFolder()];
const pool = new pg.Pool({ connectionString: database.url, max: 3 });
const [http, mqtt] = [await freePort(), await freePort()];
const service = createKillableService({
  env: {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder.path, "service"),
    LINKLINE_HTTP_PORT: String(http),
    LINKLINE_MQTT_PORT: String(mqtt),
    NODE_COMPILE_CACHE: join(folder.path, "compiled"),
  },
  ackEarly: false,
  logPath: join(folder.path, "service.log"),
});
afterAll(async () => {
  await service.end();
  await pool.end();
  await database.drop();
  folder.remove();
});
const generous = { timeout: 60_000, interval: 50 };
await vi.waitFor(() => expect(service.serving()).toBe(true), generous);
const { token } = await createTokens({ pool }).create({ role: "supervisor", name: "Office" });

const rowsInAll = 40;
const blockedRow = 25;
const references = Array.from({ length: rowsInAll }, (_, nth) => `K${nth + 1}`);
const file = `reference,name\n${references.map((one, nth) => `${one},${nth + 1} Kill Row\n`).join("")}`;

const call = async (method: string, path: string, body?: string): Promise<Json> => {
  const answer = await fetch(`http://127.0.0.1:${http}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "text/csv" }) },
    ...(body === undefined ? {} : { body }),
  });
  return answer.json();
};
const over = async (id: string): Promise<Json> => {
  await expect.poll(async () => (await call("GET", `/bulk/${id}`)).endedAt, generous).toEqual(expect.any(String));
  return call("GET", `/bulk/${id}`);
};

test("killed while it writes a file: it says after which row it stopped, no home is half there, and the same file again writes the rest", async () => {
  const holder = await pool.connect();
  // Another transaction has the reference of row 25, so the writing of that row waits in the middle of its transaction.
  await holder.query("BEGIN");
  await holder.query("INSERT INTO home (name, timezone, reference) VALUES ('Held', 'Europe/London', $1)", [`K${blockedRow}`]);
  const { id } = await call("POST", "/bulk?kind=homes&name=homes.csv&apply=true", file);
  const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  await expect.poll(async () => (await pool.query(waiting)).rowCount, generous).toBeGreaterThan(0);
  const starts = service.starts();
  expect(service.kill()).toBe(true);
  await holder.query("ROLLBACK");
  holder.release();
  await expect.poll(() => service.starts(), generous).toBe(starts + 1);
  await vi.waitFor(() => expect(service.serving()).toBe(true), generous);

  const written = blockedRow - 1;
  expect(await over(id)).toMatchObject({
    state: "interrupted",
    written,
    why: expect.stringMatching(new RegExp(`^Stopped after row ${written} of ${rowsInAll} that change something\\. `)),
  });
  const there = `SELECT count(*)::int AS homes, (SELECT count(*)::int FROM record_change WHERE kind = 'home' AND before IS NULL) AS histories
    FROM home WHERE reference LIKE 'K%'`;
  expect((await pool.query(there)).rows).toEqual([{ homes: written, histories: written }]);
  const again = await over((await call("POST", "/bulk?kind=homes&name=homes.csv&apply=true", file)).id);
  expect(again).toMatchObject({ state: "done", written: rowsInAll - written, differences: { new: rowsInAll - written, same: written } });
  expect((await pool.query(there)).rows).toEqual([{ homes: rowsInAll, histories: rowsInAll }]);
}, 240_000);
