import { resolve } from "node:path";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmView } from "#domain/alarm.ts";
import { alarmsOfCase } from "#domain/answering/case.ts";
import { asHomeId } from "#domain/ids.ts";
import { createPlans, type HomePlan } from "#homes/plans.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { casesById } from "#response/case/caseViews.ts";
import { catalogue } from "#rules/catalogue.ts";
import { loadState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { emptyDatabase, type TestDatabase } from "../setup/testDatabase.ts";
import { formerDifference, formerPlan, formerState, savedRules } from "./formerNames.ts";

/** Migration 0008 gives saved data the names of version 0.3. Here it meets what version 0.2 had saved. */
const lastFormerMigration = 7;
const brokenState = '{"now": 1795390878184, "rung": {"fall/3": ';

const insertHomes = `INSERT INTO home (id, name, timezone) OVERRIDING SYSTEM VALUE
  VALUES (7, '7 Mill Lane', 'Europe/London'), (8, '8 Mill Lane', 'Europe/London')`;
const insertAlarms = `INSERT INTO alarm (id, home_id, key, rule, strength, sentence, device_id, raised_at, technical, told) OVERRIDING SYSTEM VALUE VALUES
  (1, 7, '7/deviceHealth/battery/3', 'deviceHealth', 'notice', 'Battery low', 3, now(), true, 'centre'),
  (2, 7, '7/nightWandering/night', 'nightWandering', 'gentle', 'Out of bed', NULL, now(), false, 'carer'),
  (3, 7, '7/bedExit/4', 'bedExit', 'urgent', 'Left bed', NULL, now(), false, 'carer'),
  (4, 7, '7/sosPress/3', 'sosPress', 'critical', 'SOS pressed', 3, now(), false, 'centre'),
  (5, 7, '7/ruleSetAside/notUp', 'ruleSetAside', 'notice', 'The rule notUp failed', NULL, now(), true, 'centre')`;
const insertStory = `INSERT INTO alarm_story (alarm_id, at, event, text, by_id, by_name, cause) VALUES
  (2, now(), 'raised', 'Out of bed', NULL, NULL, '7/nightWandering/night/a/0'),
  (2, now(), 'strengthened', 'Front door opened', NULL, NULL, '7/nightWandering/night/b/0'),
  (2, now(), 'told', 'Back in bed', NULL, NULL, '7/nightWandering/night/c/0'),
  (2, now(), 'claimed', 'Robin took it', 'token:1', 'Robin', NULL),
  (2, now(), 'note', 'Was told to "ring" her daughter', 'token:1', 'Robin', NULL),
  (5, now(), 'raised', 'The rule notUp failed', NULL, NULL, '7/ruleSetAside/notUp/timer/1/0')`;
const insertPlan = `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at, loss_reason, difference)
  VALUES (7, 1, $1, 'Her "gentle": nights', 'token:1', 'Robin', now(), 'Agreed with the family', $2)`;
const insertStates = "INSERT INTO rule_state (home_id, position, state, wake_at) VALUES (7, 1, $1, 5000), (8, 1, $2, NULL)";

let database: TestDatabase;
let client: pg.Client;
let pool: pg.Pool;
const log = createLog("silent");

beforeAll(async () => {
  database = await emptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await migrateToVersion02();
  await client.query(insertHomes);
  await client.query(insertAlarms);
  await client.query(insertStory);
  await client.query(insertPlan, [JSON.stringify(formerPlan), JSON.stringify(formerDifference)]);
  await client.query(insertStates, [JSON.stringify(formerState), brokenState]);
  await migrate(database.url, log);
  pool = createPool(database.url, log);
});
afterAll(async () => {
  await pool.end();
  await client.end();
  await database.drop();
});

async function migrateToVersion02(): Promise<void> {
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
  const { rows } = await client.query("SELECT name FROM migration ORDER BY id DESC LIMIT 1");
  expect(rows).toEqual([{ name: "0007_partitions_by_clock" }]);
}

async function alarm(id: number): Promise<AlarmView> {
  const { rows } = await client.query<{ caseId: string }>('SELECT case_id::text AS "caseId" FROM alarm WHERE id = $1', [id]);
  const cases = await casesById(client, [rows[0]?.caseId ?? ""]);
  return cases.flatMap(alarmsOfCase).find((one) => one.id === String(id)) as AlarmView;
}

test("alarms keep their priority and the person who responds first, under the new names", async () => {
  expect([await alarm(1), await alarm(2), await alarm(3), await alarm(4)]).toMatchObject([
    { priority: "info", firstResponder: "centre", technical: true, key: "7/deviceHealth/battery/3" },
    { priority: "advisory", firstResponder: "carer", technical: false },
    { priority: "urgent", firstResponder: "carer" },
    { priority: "critical", firstResponder: "centre", sentence: "SOS pressed" },
  ]);
});

test("a timeline keeps every line in order; notes of rules and notes of staff stay apart by their author", async () => {
  expect((await alarm(2)).timeline).toMatchObject([
    { event: "raised", text: "Out of bed", by: null },
    { event: "priorityRaised", text: "Front door opened", by: null },
    { event: "note", text: "Back in bed", by: null },
    { event: "claimed", text: "Robin took it", by: "Robin" },
    { event: "note", text: 'Was told to "ring" her daughter', by: "Robin" },
  ]);
});

test("the alarm of a failed rule becomes the alarm of a disabled rule, with its key and cause", async () => {
  expect(await alarm(5)).toMatchObject({ rule: "ruleDisabled", key: "7/ruleDisabled/notUp", priority: "info" });
  const { rows } = await client.query("SELECT cause FROM case_timeline WHERE alarm_id = 5");
  expect(rows).toEqual([{ cause: "7/ruleDisabled/notUp/timer/1/0" }]);
});

test("a plan watches the home as before, and every word that a person wrote in it stays", async () => {
  const plans = createPlans({ pool, rules: catalogue, log });
  const { plan, unreadableParts, version } = (await plans.newest(asHomeId("7"))).get(asHomeId("7")) as HomePlan;
  expect(unreadableParts).toEqual([]);
  expect(version).toBe(1);
  expect(plan).toMatchObject({
    name: 'The "gentle": plan',
    route: { info: "carer", advisory: "centre", urgent: "centre", critical: "carer" },
    rules: { nightWandering: { advisoryAt: "movement", leftHomeMinutes: 5 }, doorOpen: { nightMinutes: 3 } },
  });
  expect(await plans.versions(asHomeId("7"), null, 10)).toMatchObject([
    { why: 'Her "gentle": nights', lossReason: "Agreed with the family" },
  ]);
  expect(await plans.explainedLosses(asHomeId("7"))).toEqual(new Set(["nightWandering/night/2026-11-20T02:00:00.000Z"]));
});

test("the difference that a plan was saved with names priorities and changes of priority", async () => {
  const { rows } = await client.query("SELECT difference FROM plan_version");
  expect(rows[0].difference).toEqual({
    summary: 'Rings "gentle": 1 instead of 2',
    alarms: [
      { ...formerDifference.alarms[0], before: { priority: "advisory", sentence: "Out of bed" }, after: null },
      { rule: "doorOpen", change: "higher", before: { priority: "info" }, after: { priority: "urgent" } },
      { rule: "doorOpen", change: "lower", before: { priority: "critical" }, after: { priority: "advisory" } },
      { rule: "ruleDisabled", change: "gained", before: null, after: { priority: "info" } },
    ],
  });
});

test("a saved state is read whole: timers, ringing episodes and held alarms", async () => {
  const { rows } = await client.query("SELECT state, wake_at FROM rule_state WHERE home_id = 7");
  expect(rows[0].wake_at).toBe(5000);
  const state = loadState(savedRules as unknown as readonly Rule[], rows[0].state);
  const raised = {
    rule: "bedExit",
    decision: { do: "raise", episode: "4", priority: "urgent", sentence: "Left bed" },
    cause: "c1",
    at: 900,
  };
  expect(state).toMatchObject({
    now: 2000,
    wakeAt: 5000,
    states: [null, { night: { terms: { advisoryAt: "outOfBed" } } }, { seen: ["4"] }],
    wakeTimes: [Number.POSITIVE_INFINITY, 5000, Number.POSITIVE_INFINITY],
    disabledReasons: { 2: 'said "strength": no' },
    ringing: { "bedExit/4": { since: 900, priority: "urgent" } },
    lastRingCause: { "bedExit/4": "c1" },
    absenceEnded: null,
    lastEventTime: 1900,
    recentStepsFrom: 1900,
    finishing: [1],
    ongoing: { "bedExit/4": raised },
  });
  expect(state?.held).toEqual({
    "ruleDisabled/notUp": {
      decided: {
        rule: "ruleDisabled",
        decision: { do: "raise", episode: "notUp", priority: "info", sentence: "failed", deviceId: null, technical: true },
        cause: "7/ruleDisabled/notUp/timer/1/0",
        at: 950,
      },
      since: 940,
      heldSince: 950,
      until: 955,
    },
    "nightWandering/night": {
      decided: {
        rule: "nightWandering",
        decision: { do: "raise", episode: "night", priority: "advisory", deviceId: null },
        cause: "c2",
        at: 960,
      },
      since: 955,
      heldSince: 960,
      notes: [
        {
          rule: "nightWandering",
          decision: { do: "addNote", episode: "night", text: '"do":"tell"', endsEpisode: true },
          cause: "c3",
          at: 970,
        },
        { rule: "nightWandering", decision: { do: "addNote", episode: "night", text: "back", endsEpisode: false }, cause: "c4", at: 980 },
      ],
      until: null,
    },
  });
});

test("saved steps and former plans are no longer used: a late reading is replayed from the journal, by the plan in force now", async () => {
  const { rows } = await client.query("SELECT state FROM rule_state WHERE home_id = 7");
  const state = loadState(savedRules as unknown as readonly Rule[], rows[0].state);
  expect(state).toMatchObject({ recentSteps: [], recentStepsFrom: state?.lastEventTime, formerPlan: null });
});

test("a saved state that is not JSON stays as it is, so the service rebuilds that home from its readings", async () => {
  const { rows } = await client.query("SELECT state FROM rule_state WHERE home_id = 8");
  expect(rows).toEqual([{ state: brokenState }]);
  expect(loadState(catalogue, rows[0].state)).toBeNull();
});
