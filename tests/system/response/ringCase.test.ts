import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { lives } from "#tests/unit/response/case/caseCommands.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";
import { StoredHome } from "./storedHome.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, createLog("silent"), { max: 3 });
  await pool.query(addSupervisor);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const addHome = `INSERT INTO home (name, timezone) VALUES ('Rose Cottage', 'Europe/London') RETURNING id::text`;
/** A step for supervisors waits only where there is one. */
const addSupervisor = `INSERT INTO "user" (id, name, email, "emailVerified", role)
  VALUES ('sam', 'Sam', 'sam@centre.example', true, 'supervisor')`;
/** Homes of earlier runs have no part in this one. */
const stopTimers = `UPDATE alarm_case SET next_at = NULL`;

test("after anything that happens in a home, the database holds the case that the pure steps make: each ring, step, timer and message", async () => {
  await fc.assert(
    fc.asyncProperty(lives(20), async (life) => {
      await pool.query(stopTimers);
      const { rows } = await pool.query<{ id: string }>(addHome);
      const home = new StoredHome(pool, rows[0]?.id ?? "", life);
      for (const command of life.commands) await home.do(command);
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 120_000);
