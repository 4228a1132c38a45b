import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { StartFault } from "#platform/startFault.ts";
import { emptyDatabase, type TestDatabase } from "../setup/testDatabase.ts";

const log = createLog("silent");
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await emptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test("two services that start at the same time migrate an empty database once", async () => {
  await Promise.all([migrate(database.url, log), migrate(database.url, log)]);
  const { rows } = await client.query<{ name: string }>("SELECT name FROM migration ORDER BY id");
  expect(rows.map((row) => row.name)).toEqual([...new Set(rows.map((row) => row.name))]);
  expect(rows.map((row) => row.name)).toContain("0004_alarms");
});

test("the journal stores readings, on a hypertable and on partitions", async () => {
  await client.query("SELECT * FROM keep_readings('56 days', '400 days')");
  await client.query(
    `INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
     VALUES (1, 1, 1, 'button', '{"pressed": true}', now(), now(), false), (2, 1, 1, 'button', '{"pressed": true}', now() + interval '50 days', now(), false)`,
  );
  const { rows } = await client.query("SELECT position FROM reading WHERE home_id = 1 ORDER BY time, position");
  expect(rows).toEqual([{ position: "1" }, { position: "2" }]);
});

test("the database refuses a second open alarm with the same key", async () => {
  await client.query("INSERT INTO home (name, timezone) VALUES ('Mill Lane 3', 'Europe/London')");
  await client.query("INSERT INTO alarm_case (home_id, priority, opened_at) SELECT id, 'critical', now() FROM home");
  const open = `INSERT INTO alarm (home_id, key, rule, priority, sentence, raised_at, case_id)
                SELECT home_id, 'k', 'sos', 'critical', 'pressed', now(), id FROM alarm_case`;
  await client.query(open);
  await expect(client.query(open)).rejects.toMatchObject({ code: "23505", constraint: "alarm_open_once" });
  await client.query("UPDATE alarm SET state = 'closed', outcome = 'genuine', closed_at = now()");
  await client.query(open);
});

test("the fault of a failed migration names it and the error of the database", async () => {
  const other = await emptyDatabase();
  const there = new pg.Client({ connectionString: other.url });
  await there.connect();
  await there.query("CREATE TABLE home (id int)");
  await expect(migrate(other.url, log)).rejects.toThrow(new StartFault('The migration 0001_homes failed: relation "home" already exists.'));
  await there.end();
  await other.drop();
});

test("the fault of an unreachable database names host and port, and not the password", async () => {
  const refused = migrate("postgres://linkline:very-secret@127.0.0.1:1/linkline", log);
  await expect(refused).rejects.toThrow(StartFault);
  await expect(refused).rejects.toThrow("The database at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1.");
  await expect(refused).rejects.not.toThrow("very-secret");
});
