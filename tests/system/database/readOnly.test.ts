import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UnrecordedPress } from "#domain/alarm.ts";
import { StartFault } from "#platform/startFault.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";
import { heardLog, type LogLine } from "./heardLog.ts";

let database: TestDatabase;
let administrator: pg.Client;
let town: TestService;
let lines: LogLine[];

beforeEach(async () => {
  database = await testDatabase();
  administrator = new pg.Client(new URL("/postgres", database.url).href.replace(/^postgresql/, "postgres"));
  await administrator.connect();
});
afterEach(async () => {
  await administrator.end();
});

const name = (): string => new URL(database.url).pathname.slice(1);

async function start(): Promise<void> {
  const heard = heardLog();
  lines = heard.lines;
  town = await startTestService({ database, log: heard.log });
}

/** As in a failover: open connections end, and new ones can only read. */
const readOnly = async (): Promise<void> => {
  await administrator.query(`ALTER DATABASE ${name()} SET default_transaction_read_only = on`);
  await administrator.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name()]);
};
const writable = (): Promise<unknown> => administrator.query(`ALTER DATABASE ${name()} RESET default_transaction_read_only`);

/** Each commit of a reading fails as on a full disk, and connecting works. */
const diskFull = async (): Promise<void> => {
  await inDatabase(
    `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER full_disk BEFORE INSERT ON reading FOR EACH ROW EXECUTE FUNCTION full_disk()`,
  );
};
const diskFree = (): Promise<void> => inDatabase("DROP TRIGGER full_disk ON reading");

async function inDatabase(command: string): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}

describe.each([
  ["read-only", readOnly, writable],
  ["full", diskFull, diskFree],
] as const)("a database that is %s for a while", (_how, begin, end) => {
  test("is one change to away and one change back, with few lines in the log, and loses no press", async () => {
    await start();
    const pendant = await town.device((await town.home()).id);
    const unit = await town.unit(pendant, { reconnectPeriod: 200 });
    const screen = await town.console("operator");
    const changes: boolean[] = [];
    let unrecorded: UnrecordedPress[] = [];
    screen.socket.on("recording", (recording: boolean) => void changes.push(recording));
    screen.socket.on("unrecorded", (presses: UnrecordedPress[]) => {
      unrecorded = presses;
    });
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    changes.length = 0;
    const before = lines.length;

    await begin();
    const press = JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "r" });
    const acknowledged = unit.publishAsync(pendant.mqtt.topic, press, { qos: 1 }).then(() => performance.now());
    await expect.poll(() => unrecorded).toHaveLength(1);
    // Long enough for hundreds of tries without a pause between them. What is counted does not depend on how long it is.
    await delay(4_000);
    expect(changes).toEqual([false]);
    expect((await fetch(`${town.service.httpUrl}/health/ready`)).status).toBe(503);
    const refused = await town.call("admin", "POST", "/api/v1/homes", { name: "2 Mill Lane" });
    expect(refused.status, "a change by staff is refused as unavailable, if the database refuses it").toBeOneOf([201, 503]);

    const endedAt = performance.now();
    await end();
    expect(await acknowledged).toBeGreaterThan(endedAt);
    await expect.poll(() => changes).toEqual([false, true]);
    await expect.poll(() => unrecorded).toHaveLength(0);
    const { items } = (await town.call("operator", "GET", "/api/v1/alarms")).body;
    expect(items).toMatchObject([{ rings: 1 }]);

    const during = lines.slice(before).map(({ msg }) => msg);
    expect(during.filter((msg) => msg.startsWith("the database is away"))).toHaveLength(1);
    expect(during.filter((msg) => msg.startsWith("the database is still away"))).toHaveLength(0);
    expect(during.filter((msg) => msg.startsWith("the database is back"))).toHaveLength(1);
    // The others: the pools' connections broke; rule states recovered, at each try that could connect.
    expect(during.length, during.join("\n")).toBeLessThan(15);
    await town.stop();
  }, 60_000);
});

test("a service does not start on a read-only database, and says so in one sentence", async () => {
  await readOnly();
  const starting = startTestService({ database: { url: database.url, drop: async () => {} } });
  await expect(starting).rejects.toThrow(StartFault);
  await expect(starting).rejects.toThrow(/^The database at [^ ]+ cannot be used: it is read-only \(.*\): make it writable\.$/);
  await database.drop();
});
