import { resolve } from "node:path";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alarmsOfCase, type CaseView } from "#domain/answering/case.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { casesById } from "#response/case/caseViews.ts";
import { emptyDatabase, type TestDatabase } from "../setup/testDatabase.ts";

/** Migration 0014 makes cases of alarms. Here it meets what version 0.3 had saved. */
const lastFormerMigration = 13;

const insertHomes = `INSERT INTO home (id, name, timezone, mode) OVERRIDING SYSTEM VALUE VALUES
  (7, '7 Mill Lane', 'Europe/London', 'live'), (8, '8 Mill Lane', 'Europe/London', 'live'), (9, 'Bench', 'Europe/London', 'test')`;
const insertAlarms = `INSERT INTO alarm (id, home_id, key, rule, priority, sentence, raised_at, technical, first_responder, version, rings, state, held_by,
    held_name, outcome, closed_at) OVERRIDING SYSTEM VALUE VALUES
  (1, 7, '7/sosPress/sos', 'sosPress', 'critical', 'SOS pressed', '2026-11-20T01:00Z', false, 'centre', 9, 3, 'closed', 'token:1', 'Robin', 'genuine', '2026-11-20T01:30Z'),
  (2, 7, '7/bedExit/bed', 'bedExit', 'urgent', 'Left bed', '2026-11-22T02:00Z', false, 'carer', 4, 1, 'open', NULL, NULL, NULL, NULL),
  (3, 7, '7/deviceHealth/battery', 'deviceHealth', 'info', 'Battery low', '2026-11-22T02:01Z', true, 'centre', 2, 1, 'open', 'token:2', 'Kim', NULL, NULL),
  (4, 7, '7/sosPress/sos', 'sosPress', 'critical', 'SOS pressed', '2026-11-22T02:02Z', false, 'centre', 6, 4, 'open', 'token:1', 'Robin', NULL, NULL),
  (5, 7, '7/fall/fall', 'fall', 'critical', 'Fall detected', '2026-11-22T02:03Z', false, 'centre', 2, 1, 'open', 'token:2', 'Kim', NULL, NULL),
  (6, 8, '8/sosPress/sos', 'sosPress', 'critical', 'SOS pressed', '2026-11-22T02:04Z', false, 'centre', 1, 1, 'open', NULL, NULL, NULL, NULL),
  (7, 9, '9/sosPress/sos', 'sosPress', 'critical', 'SOS pressed', '2026-11-22T02:05Z', false, 'centre', 1, 1, 'open', NULL, NULL, NULL, NULL),
  (8, 8, '8/silence/3', 'silence', 'info', 'Pendant is silent', '2026-11-21T02:05Z', true, 'centre', 2, 1, 'closed', NULL, NULL, 'ended', '2026-11-21T03:00Z')`;
const insertTimeline = `INSERT INTO alarm_timeline (alarm_id, at, event, text, by_id, by_name, cause) VALUES
  (1, '2026-11-20T01:00Z', 'raised', 'SOS pressed', NULL, NULL, 'a'), (1, '2026-11-20T01:30Z', 'closed', 'Closed', 'token:1', 'Robin', NULL),
  (2, '2026-11-22T02:00Z', 'raised', 'Left bed', NULL, NULL, 'b'), (3, '2026-11-22T02:01Z', 'raised', 'Battery low', NULL, NULL, 'c'),
  (4, '2026-11-22T02:02Z', 'raised', 'SOS pressed', NULL, NULL, 'd'), (4, '2026-11-22T02:02Z', 'claimed', 'Claimed by Robin', 'token:1', 'Robin', NULL),
  (5, '2026-11-22T02:03Z', 'raised', 'Fall detected', NULL, NULL, 'e'), (6, '2026-11-22T02:04Z', 'raised', 'SOS pressed', NULL, NULL, 'f'),
  (7, '2026-11-22T02:05Z', 'raised', 'SOS pressed', NULL, NULL, 'g'), (8, '2026-11-21T02:05Z', 'raised', 'Pendant is silent', NULL, NULL, 'h')`;

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await emptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const quiet = (): void => {};
  await runner({
    dbClient: client,
    dir: resolve(import.meta.dirname, "../../../migrations"),
    ignorePattern: "(?!.*\\.sql$).*",
    direction: "up",
    count: lastFormerMigration,
    migrationsTable: "migration",
    singleTransaction: false,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  for (const statement of [insertHomes, insertAlarms, insertTimeline]) await client.query(statement);
  await migrate(database.url, createLog("silent"));
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function caseOf(alarmId: number): Promise<CaseView> {
  const { rows } = await client.query<{ id: string }>("SELECT case_id::text AS id FROM alarm WHERE id = $1", [alarmId]);
  return (await casesById(client, [rows[0]?.id ?? ""]))[0] as CaseView;
}

test("the open alarms of a home become one case, in the hands of the operator who claimed the first of them", async () => {
  const one = await caseOf(2);
  expect(one.alarms.map(({ id }) => id)).toEqual(["2", "4", "5"]);
  expect(one).toMatchObject({
    state: "claimed",
    heldBy: { id: "token:1", name: "Robin" },
    priority: "critical",
    rings: 6,
    technical: false,
  });
  expect(one.openedAt).toBe("2026-11-22T02:00:00.000Z");
  expect(one.timeline.map(({ event, alarmId }) => `${event} ${alarmId}`)).toEqual(["raised 2", "raised 4", "claimed 4", "raised 5"]);
});

test("an open alarm that no one has claimed waits at the centre and rings; one of a test home waits and rings no one", async () => {
  expect(await caseOf(6)).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators", rings: 1 });
  expect(await caseOf(7)).toMatchObject({ state: "waiting", sounds: "nobody" });
  const { rows } = await client.query("SELECT home_id::text AS home FROM alarm_case WHERE next_at <= now() ORDER BY alarm_case.home_id");
  expect(rows.map(({ home }) => home)).toEqual(["7", "8"]);
});

test("closed alarms and technical alarms are a case each, and stay what they were", async () => {
  expect(await caseOf(1)).toMatchObject({
    state: "closed",
    heldBy: null,
    closedAt: "2026-11-20T01:30:00.000Z",
    rings: 3,
    alarms: [{ outcome: "genuine" }],
  });
  expect(await caseOf(8)).toMatchObject({ state: "closed", technical: true, alarms: [{ outcome: "ended" }] });
  expect(await caseOf(3)).toMatchObject({ state: "claimed", technical: true, heldBy: { name: "Kim" }, alarms: [{ id: "3" }] });
});

test("a screen that was open during the upgrade takes the new view, because its version is higher", async () => {
  const before = { 1: 9, 2: 4, 3: 2, 4: 6, 5: 2, 6: 1, 7: 1, 8: 2 };
  for (const [id, version] of Object.entries(before)) {
    const view = alarmsOfCase(await caseOf(Number(id))).find((alarm) => alarm.id === id);
    expect(view?.version).toBeGreaterThan(version);
  }
});

test("new cases get new ids", async () => {
  const { rows } = await client.query(
    "INSERT INTO alarm_case (home_id, technical, priority, opened_at) VALUES (8, true, 'info', now()) RETURNING id::int",
  );
  expect(rows[0]?.id).toBeGreaterThan(8);
});
