import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Priority, priorities } from "#domain/alarm.ts";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import { firstRing, newHeadlineAfterMs, type Ring, ringAgain } from "#domain/ring.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import { homeOf, planOf } from "#tests/unit/rules/rulesStory.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client(database.url);
  await client.connect();
  await client.query("INSERT INTO home (id, name, timezone) OVERRIDING SYSTEM VALUE VALUES (7, 'Rose Cottage', 'Europe/London')");
  await client.query(
    `INSERT INTO device (id, home_id, name, kind, username, secret_hash, registered_at)
    OVERRIDING SYSTEM VALUE VALUES (1, 7, 'Bed', 'bed', 'bed', '', now()), (2, 7, 'Hall', 'motion', 'hall', '', now())`,
  );
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const evening = Date.parse("2026-11-22T20:00:00Z");
const route = { info: "centre", advisory: "carer", urgent: "carer", critical: "centre" } as const;
const home = homeOf([], "live", { plan: planOf({}, { route }) });
let episodes = 0;

/** Rings of one episode: minutes, hours, and exactly six hours apart. */
const rings = fc
  .array(
    fc.record({
      priority: fc.constantFrom<Priority>(...priorities),
      device: fc.constantFrom("1", "2", null),
      doubtful: fc.boolean(),
      gapMs: fc.oneof(
        fc.integer({ min: 1, max: 4 * 3_600_000 }),
        fc.constantFrom(newHeadlineAfterMs - 1, newHeadlineAfterMs, newHeadlineAfterMs + 1),
      ),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((moments) => {
    let at = evening;
    return moments.map(({ priority, device, doubtful, gapMs }, nth): Ring => {
      at += gapMs;
      const deviceId = device === null ? null : asDeviceId(device);
      return { at, priority, sentence: `Ring ${nth}`, deviceId, doubtful, firstResponder: route[priority] };
    });
  });

const settings = answeringSettings.parse({});

/** Performs the rings as a transaction of the service does. */
async function ringInDatabase(episode: string, all: readonly Ring[]) {
  for (const [nth, { at, priority, sentence, deviceId, doubtful }] of all.entries()) {
    const decision = { do: "raise", episode, priority, sentence, deviceId } as const;
    const decided = { rule: "bedExit", decision, cause: `${episode}/${nth}`, at, doubtful };
    await openAlarm(client, { home: { ...home, id: asHomeId("7") }, decided, overdueMs: 0 }, decided.at, {
      settings,
      contactsOf: () => [],
    });
  }
  const { rows: alarms } = await client.query(
    `SELECT id, priority, sentence, device_id::text AS "deviceId", doubtful, rings, first_responder AS "firstResponder"
       FROM alarm WHERE key LIKE '%/' || $1`,
    [episode],
  );
  expect(alarms).toHaveLength(1);
  const [{ id, ...alarm }] = alarms as [{ id: string }];
  const { rows } = await client.query<{ event: string }>(
    "SELECT event FROM case_timeline WHERE alarm_id = $1 AND cause IS NOT NULL ORDER BY id",
    [id],
  );
  return { alarm, events: rows.map(({ event }) => event) };
}

function ringInDomain([first, ...others]: readonly Ring[]) {
  let alarm = firstRing(first as Ring);
  const events = ["raised"];
  for (const ring of others) {
    const next = ringAgain(alarm, ring);
    alarm = next.alarm;
    events.push(next.event);
  }
  const { priorityRaisedAt: _, ...face } = alarm;
  return { alarm: face, events };
}

test("an alarm that rings again and again looks the same to the service and to a back-test", async () => {
  await fc.assert(
    fc.asyncProperty(rings, async (all) => {
      episodes += 1;
      expect(await ringInDatabase(`episode${episodes}`, all)).toEqual(ringInDomain(all));
    }),
    { numRuns: 60 },
  );
});
