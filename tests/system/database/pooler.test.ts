import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StartFault } from "#platform/startFault.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";
import { heardLog } from "./heardLog.ts";
import { noPgBouncer, type PgBouncer, startPgBouncer } from "./pgBouncer.ts";

/** What people set so that programs which send this parameter can connect. */
const ignored = { ignore_startup_parameters: "extra_float_digits,idle_in_transaction_session_timeout" };

let database: TestDatabase;
let bouncer: PgBouncer | undefined;
const running: TestService[] = [];
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((town) => town.stop()));
  await bouncer?.stop();
  bouncer = undefined;
  await database.drop();
});

/** The tests share the database and drop it themselves. */
async function startThrough(url: string, log = heardLog().log): Promise<TestService> {
  const town = await startTestService({ database: { url: database.url, drop: async () => {} }, through: async () => url, log });
  running.push(town);
  return town;
}

const press = (seq: number): string => JSON.stringify({ kind: "button", pressed: true, seq, boot: "p" });

async function pressesIn(town: TestService): Promise<(seq: number) => Promise<unknown>> {
  const pendant = await town.device((await town.home()).id);
  const unit = await town.unit(pendant);
  return (seq) => unit.publishAsync(pendant.mqtt.topic, press(seq), { qos: 1 });
}

async function ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

// Where the tests are skipped, the title has the reason.
describe.skipIf(noPgBouncer !== null)(`behind PgBouncer${noPgBouncer === null ? "" : ` (skipped: ${noPgBouncer})`}`, () => {
  describe.each([
    ["transaction", "as Debian sets it up", {}],
    ["transaction", "start-up parameters ignored", ignored],
    ["transaction", "sessions in turn", { ...ignored, server_round_robin: "1" }],
    ["transaction", "a single session", { ...ignored, default_pool_size: "1" }],
    ["statement", "start-up parameters ignored", ignored],
  ] as const)("in %s mode (%s)", (mode, _how, settings) => {
    test("the service does not start, and says in one sentence to set session mode", async () => {
      bouncer = await startPgBouncer(database.url, mode, settings);
      const starting = startThrough(bouncer.url);
      await expect(starting).rejects.toThrow(StartFault);
      const message = await starting.catch((fault: Error) => fault.message);
      expect(message).toMatch(/^The database at 127\.0\.0\.1:\d+ cannot be used: [^.\n]*pool_mode = session[^\n]*\.$/);
      expect(message).not.toContain("\n    at ");
    });
  });

  test.each([
    ["as Debian sets it up", {}],
    ["start-up parameters ignored", ignored],
  ])("in session mode a press is recorded and rings, also after a restart (%s)", async (_how, settings) => {
    bouncer = await startPgBouncer(database.url, "session", settings);
    const town = await startThrough(bouncer.url);
    const presses = await pressesIn(town);
    await presses(1);
    await town.restart();
    await expect.poll(() => presses(2).then(() => true)).toBe(true);
    const { items } = (await town.call("operator", "GET", "/api/v1/alarms")).body;
    expect(items).toMatchObject([{ rule: "sosPress", rings: 2 }]);
  });

  test("in session mode a second service does not start beside the first, and the first continues", async () => {
    bouncer = await startPgBouncer(database.url, "session", ignored);
    const first = await pressesIn(await startThrough(bouncer.url));
    await first(1);
    await expect(startThrough(bouncer.url)).rejects.toThrow("Another Link Line is already running on this database");
    await first(2);
  }, 60_000);

  test("a service whose lock the pooler lost stops acknowledging when a second one writes, and says so in one line", async () => {
    bouncer = await startPgBouncer(database.url, "session", ignored);
    const { log, lines } = heardLog();
    const firstTown = await startThrough(bouncer.url, log);
    const first = await pressesIn(firstTown);
    await first(1);
    // An administrator changes the mode; the pooler then takes the session with the lock away from the service, and it is closed.
    await bouncer.reloadIn("transaction");
    await first(2);
    await ask(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7454833 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );

    const secondTown = await startThrough(database.url);
    const second = await pressesIn(secondTown);
    await second(1);
    let acknowledged = false;
    void first(3).then(() => {
      acknowledged = true;
    });
    const ready = async (town: TestService): Promise<number> => (await fetch(`${town.service.httpUrl}/health/ready`)).status;
    await expect.poll(() => ready(firstTown)).toBe(503);
    await second(2);
    expect(await ready(secondTown)).toBe(200);
    expect(acknowledged).toBe(false);
    const bySecond = await ask<{ recorded: number }>("SELECT count(*)::int AS recorded FROM reading");
    expect(bySecond, "two presses of each service, and nothing of the third").toEqual([{ recorded: 4 }]);
    expect(lines.filter(({ msg }) => /away|became the writer/.test(msg))).toHaveLength(1);
  }, 60_000);
});

test("a service that is no longer the writer acknowledges nothing and says so; a later one finds everything that was acknowledged", async () => {
  const { log, lines } = heardLog();
  const town = await startThrough(database.url, log);
  const presses = await pressesIn(town);
  await presses(1);
  // As if another service had taken the lock.
  await ask("UPDATE writer SET epoch = epoch + 1");
  let acknowledged = false;
  const third = presses(2).then(() => {
    acknowledged = true;
  });
  await expect.poll(() => lines.filter(({ msg }) => msg.startsWith("another Link Line became the writer"))).toHaveLength(1);
  expect(acknowledged).toBe(false);
  // The other service does not exist, so this one takes the lock again.
  await third;
  const { items } = (await town.call("operator", "GET", "/api/v1/alarms")).body;
  expect(items).toMatchObject([{ rings: 2 }]);
});
