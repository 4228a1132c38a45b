import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { DatabaseUnfit, prepareSession } from "#platform/session.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { emptyDatabase, type TestDatabase } from "../setup/testDatabase.ts";

/** What an administrator may have set for a database or a role, and what would make times, numbers or texts read wrongly. */
const strange = {
  datestyle: "'German, DMY'",
  timezone: "'Asia/Kathmandu'",
  intervalstyle: "'sql_standard'",
  extra_float_digits: "-10",
  client_encoding: "'LATIN1'",
  standard_conforming_strings: "off",
  bytea_output: "'escape'",
  array_nulls: "off",
  default_transaction_isolation: "'serializable'",
  default_transaction_deferrable: "on",
  synchronous_commit: "off",
  idle_session_timeout: "'300ms'",
  statement_timeout: "'1min'",
  lock_timeout: "'1ms'",
};

let town: TestService | undefined;
let database: TestDatabase;
afterEach(async () => {
  await town?.stop();
  town = undefined;
});

async function onServer(url: string, ...commands: string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const command of commands) await client.query(command);
  } finally {
    await client.end();
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** A press with its time, a sign-in with its cookie, and a restart: everything that reads times and numbers from the database. */
async function aNightGoesWell(): Promise<void> {
  if (town === undefined) throw new Error("no service runs");
  const home = await town.home({ name: "Müller, 1 Mühlenweg" });
  const pendant = await town.device(home.id, { name: "Anhänger" });
  const unit = await town.unit(pendant);
  const before = Date.now() - 1;
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "p" }), { qos: 1 });
  const door = await town.device(home.id, { kind: "door", name: "Tür" });
  await (await town.unit(door)).publishAsync(door.mqtt.topic, Buffer.from([0x7b, 0x00, 0xff, 0x5c]), { qos: 1 });
  await town.restart();
  await expect
    .poll(() =>
      unit
        .publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 2, boot: "p" }), { qos: 1 })
        .then(() => true),
    )
    .toBe(true);
  const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body;
  expect(items).toMatchObject([{ rings: 2, homeName: "Müller, 1 Mühlenweg" }]);
  for (const { at } of items[0].timeline) {
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
  }
  const quarantined = (await town.call("admin", "GET", `/api/v1/quarantine?home=${home.id}`)).body.items;
  expect(JSON.stringify(quarantined)).toContain(Buffer.from([0x7b, 0x00, 0xff, 0x5c]).toString("base64"));
  const recorded = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body;
  for (const { time } of recorded.items) expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
  expect(recorded.items.filter(({ kind }: { kind: string }) => kind === "button")).toHaveLength(2);

  const account = { email: "op@centre.example", name: "Robin", role: "operator", password: "a long password" } as const;
  await town.service.accounts.create(account);
  const signedIn = await fetch(`${town.service.httpUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: town.service.httpUrl },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const alarms = await fetch(`${town.service.httpUrl}/api/v1/alarms`, { headers: { cookie } });
  expect(alarms.status, "the session of an account has not expired in 1970").toBe(200);
}

test.each([
  ["German", { datestyle: "'German, DMY'" }],
  ["SQL", { datestyle: "'SQL, DMY'" }],
  ["everything that can be read in another way", strange],
])("a database whose default is another style of dates, or more, records presses at their time (%s)", async (_name, settings) => {
  database = await emptyDatabase();
  const set = Object.entries(settings).map(([name, value]) => `ALTER DATABASE ${nameOf(database.url)} SET ${name} = ${value}`);
  await onServer(database.url, ...set);
  town = await startTestService({ database });
  await aNightGoesWell();
});

test.each([
  ["German", { datestyle: "'German, DMY'" }],
  ["everything that can be read in another way", strange],
])("a role whose default is another style of dates, or more, records presses at their time (%s)", async (_name, settings) => {
  database = await emptyDatabase();
  const role = `role_${randomBytes(4).toString("hex")}`;
  const set = Object.entries(settings).map(([name, value]) => `ALTER ROLE ${role} SET ${name} = ${value}`);
  await onServer(database.url, `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'p'`, ...set);
  const asRole = new URL(database.url);
  asRole.username = role;
  asRole.password = "p";
  town = await startTestService({ database, through: async () => asRole.href });
  await aNightGoesWell();
  await town.stop();
  town = undefined;
  const server = new URL(asRole);
  server.username = new URL(database.url).username;
  server.password = new URL(database.url).password;
  server.pathname = "/postgres";
  await onServer(server.href, `DROP ROLE ${role}`);
});

test("a transaction of the console that is left open ends after five seconds, even if the role has another limit", async () => {
  database = await emptyDatabase();
  const pool = createPool(database.url, createLog("silent"), { max: 1 });
  const { rows } = await pool.query("SHOW idle_in_transaction_session_timeout");
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: "5s" }]);
  await pool.end();
  await database.drop();
});

test("a setting that stays as it is, is named with what it stays and what to do", async () => {
  database = await emptyDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  // A stand-in for what is between service and database: set_config changes nothing.
  await client.query("CREATE SCHEMA deaf; CREATE FUNCTION deaf.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $2'");
  await client.query("SET search_path = deaf, pg_catalog; SET DateStyle = 'German, DMY'");
  const preparing = prepareSession(client);
  await expect(preparing).rejects.toThrow(DatabaseUnfit);
  await expect(preparing).rejects.toThrow('DateStyle stays "German, DMY" although Link Line sets it to "ISO, MDY": ');
  await client.end();
  await database.drop();
});
