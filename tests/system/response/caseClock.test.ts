import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import { asHomeId } from "#domain/ids.ts";
import { createPool, inTransaction } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { TimeFrame } from "#platform/timeFrame.ts";
import { createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import { CaseClock } from "#response/case/caseClock.ts";
import { CaseDesk } from "#response/case/caseDesk.ts";
import { claim } from "#response/case/steps/holding.ts";
import { holderNamed } from "#tests/unit/response/case/caseModel.ts";
import { homeOf } from "#tests/unit/rules/rulesStory.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, createLog("silent"), { max: 5 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const started = "2026-11-22T02:00:00Z";
const settings = answeringSettings.parse({});
const answering = { settings, contactsOf: () => [] };

/** A home in which an alarm rings at the start; the case and its timeline after that. */
async function ringingHome({ technical = false } = {}) {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO home (name, timezone) VALUES ('Rose Cottage', 'Europe/London') RETURNING id::text",
  );
  const home = { ...homeOf([]), id: asHomeId(rows[0]?.id ?? "") };
  const decided = (decision: object, cause: string) =>
    ({ home, decided: { rule: "sosPress", decision, cause: `${home.id}/${cause}`, at: Date.parse(started) }, overdueMs: 0 }) as Parameters<
      typeof openAlarm
    >[1];
  const raise = { do: "raise", episode: "sos", priority: "critical", sentence: "SOS pressed", deviceId: null, technical };
  const perform = (decision: object, cause: string, client: pg.ClientBase) =>
    openAlarm(client, decided(decision, cause), Date.parse(started), answering);
  await inTransaction(pool, (client) => perform(raise, "raise", client));
  const found = await pool.query<{ id: string }>("SELECT id::text FROM alarm_case WHERE home_id = $1", [home.id]);
  const id = found.rows[0]?.id ?? "";
  return {
    id,
    /** The rule says that the episode is over. */
    ends: (client: pg.ClientBase) =>
      perform({ do: "addNote", episode: "sos", text: "The battery was replaced", endsEpisode: true }, "end", client),
    lines: async () =>
      (await pool.query<{ text: string }>("SELECT text FROM case_timeline WHERE case_id = $1 ORDER BY case_timeline.id", [id])).rows.map(
        ({ text }) => text,
      ),
    states: async () =>
      (
        await pool.query("SELECT c.state AS case, a.state AS alarm FROM alarm_case c JOIN alarm a ON a.case_id = c.id WHERE c.id = $1", [
          id,
        ])
      ).rows[0],
  };
}

const deskAt = (clock: Pick<ManualClock, "now">, withPool = pool): CaseDesk =>
  new CaseDesk({
    pool: withPool,
    feed: createAlarmFeed(),
    timeFrame: new TimeFrame(),
    now: () => clock.now(),
    settings: () => settings,
    contactsOf: () => [],
    homeOf: () => undefined,
  });
const rangAgain = "Not claimed for 30 s: rings every desk again";

/** A pool whose connections break just before the first COMMIT, as when the process or the database dies. */
function breaksAtCommit(): pg.Pool {
  let isBroken = false;
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const breaking = async (...args: unknown[]): Promise<unknown> => {
      if (args[0] === "COMMIT" && !isBroken) {
        isBroken = true;
        const { rows } = (await query("SELECT pg_backend_pid() AS pid")) as { rows: { pid: number }[] };
        await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      }
      return query(...args);
    };
    return Object.assign(Object.create(client), { query: breaking, release: client.release.bind(client) });
  };
  return Object.assign(Object.create(pool), { connect, query: pool.query.bind(pool) });
}

test("a step that dies between due and done leaves nothing, and runs once at the next look", async () => {
  const { lines } = await ringingHome();
  const clock = new ManualClock(started);
  clock.advance(30_000);
  await expect(deskAt(clock, breaksAtCommit()).runOneDue()).rejects.toThrow();
  expect(await lines()).toHaveLength(1);
  const desk = deskAt(clock);
  while ((await desk.runOneDue()) === "ran");
  expect((await lines()).slice(1)).toEqual([rangAgain]);
});

test("two processes that look at the same time run each due step once", async () => {
  const homes = await Promise.all(Array.from({ length: 8 }, () => ringingHome()));
  const clock = new ManualClock(started);
  clock.advance(30_000);
  const runAll = async (desk: CaseDesk): Promise<void> => {
    while ((await desk.runOneDue()) === "ran");
  };
  await Promise.all([deskAt(clock), deskAt(clock), deskAt(clock)].map(runAll));
  for (const { lines } of homes) expect((await lines()).slice(1)).toEqual([rangAgain]);
});

test("a step whose home is locked at its second runs as soon as the lock ends, and does not wait for the next second", async () => {
  const { id, lines } = await ringingHome();
  const clock = new ManualClock(started);
  const caseClock = new CaseClock({ desk: deskAt(clock), clock, log: createLog("silent") });
  caseClock.start();
  await inTransaction(pool, async (client) => {
    await client.query("SELECT FROM home WHERE id = (SELECT home_id FROM alarm_case WHERE id = $1) FOR UPDATE", [id]);
    // The clock stands still from here on.
    clock.advance(30_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await lines()).toHaveLength(1);
  });
  await expect.poll(lines).toContain(rangAgain);
  caseClock.stop();
});

test("a case whose timers fail keeps no other case waiting", async () => {
  const bad = await ringingHome();
  const good = await ringingHome();
  await pool.query("UPDATE escalation SET steps = '\"nonsense\"', due_at = to_timestamp(0) WHERE case_id = $1", [bad.id]);
  await pool.query("UPDATE alarm_case SET next_at = to_timestamp(0) WHERE id = $1", [bad.id]);
  const clock = new ManualClock(started);
  const caseClock = new CaseClock({ desk: deskAt(clock), clock, log: createLog("silent") });
  caseClock.start();
  clock.advance(30_000);
  await expect.poll(good.lines).toContain(rangAgain);
  caseClock.stop();
  expect(await bad.lines()).toHaveLength(1);
  await pool.query("UPDATE alarm_case SET next_at = NULL WHERE id = $1", [bad.id]);
});

test("a fault that is mended while a member of staff claims it stays closed: the two follow each other", async () => {
  const { id, ends, states } = await ringingHome({ technical: true });
  const other = await pool.connect();
  const { rows } = await other.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const waitsForLock = async () =>
    (await pool.query<{ waits: boolean }>("SELECT wait_event_type = 'Lock' AS waits FROM pg_stat_activity WHERE pid = $1", [rows[0]?.pid]))
      .rows[0]?.waits;
  let ended: Promise<unknown> = Promise.resolve();
  await deskAt(new ManualClock(started)).perform(
    id,
    ({ case: before }, context) => claim(before, holderNamed("robin"), context),
    async () => {
      let isOver = false;
      ended = ends(other).finally(() => {
        isOver = true;
      });
      await expect.poll(async () => isOver || (await waitsForLock()), { interval: 5 }).toBe(true);
    },
  );
  await ended;
  other.release();
  expect(await states()).toEqual({ case: "closed", alarm: "closed" });
});
