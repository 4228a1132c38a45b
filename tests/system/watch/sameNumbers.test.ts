import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { timesInMilliseconds } from "#platform/database.ts";
import { alarmsBy, answeredDays } from "#response/report/reports.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

/**
 * Reports read views: continuous aggregates where the server has TimescaleDB (LINKLINE_TEST_DATABASE_URL may name one), plain views elsewhere.
 * Both must give the numbers that this test counts itself, also for cases that are closed, or opened again, long after they were called.
 */
let database: TestDatabase;
let pool: pg.Pool;
let hasAggregates: boolean;
beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url, types: timesInMilliseconds });
  hasAggregates = await isAggregate();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const isAggregate = async (): Promise<boolean> => {
  const { rows } = await pool.query<{ is: boolean }>(
    `SELECT to_regclass('timescaledb_information.continuous_aggregates') IS NOT NULL AS is`,
  );
  if (!rows[0]?.is) return false;
  return (
    (await pool.query("SELECT FROM timescaledb_information.continuous_aggregates WHERE view_name = 'answered_quarter'")).rowCount === 1
  );
};
/** What the refresh policy does each quarter of an hour. The policy itself may be at work at this moment; TimescaleDB then refuses this refresh. */
const refresh = async (): Promise<void> => {
  if (!hasAggregates) return;
  for (const name of ["answered_quarter", "ended_quarter"])
    await vi.waitFor(() => pool.query(`CALL refresh_continuous_aggregate('${name}', NULL, NULL)`), { timeout: 20_000, interval: 200 });
};

interface Call {
  id: number;
  at: number;
  home: number;
  signal: "call" | "automatic";
  seconds: number | null;
  rule: string;
  kind: string;
}

const begins = Date.parse("2026-08-31T22:50:00Z");
/** A month and a half of calls, each 1 h 53 min, over the end of a month and of summer time. */
const calls = Array.from(
  { length: 600 },
  (_, id): Call => ({
    id,
    at: begins + id * 6_780_000,
    home: id % 7,
    signal: id % 3 === 0 ? "automatic" : "call",
    seconds: id % 50 === 0 ? null : (id * 37) % 240,
    rule: id % 3 === 0 ? "fall" : "sosPress",
    kind: ["genuine", "assistance", "test", "false", "technical", "other"][id % 6] as string,
  }),
);
const add = async (added: readonly Call[]): Promise<void> => {
  const column = (name: keyof Call): unknown[] => added.map((one) => one[name]);
  await pool.query(
    `INSERT INTO centre_call SELECT to_timestamp(at / 1000), id, home, signal, seconds
       FROM unnest($1::bigint[], $2::float8[], $3::bigint[], $4::text[], $5::float8[]) AS one (id, at, home, signal, seconds)`,
    [column("id"), column("at"), column("home"), column("signal"), column("seconds")],
  );
  await pool.query(
    `INSERT INTO ended_alarm SELECT to_timestamp(at / 1000), id, id, home, rule, kind, kind, 2
       FROM unnest($1::bigint[], $2::float8[], $3::bigint[], $4::text[], $5::text[]) AS one (id, at, home, rule, kind)`,
    [column("id"), column("at"), column("home"), column("rule"), column("kind")],
  );
};
const drop = async ({ id }: Call): Promise<void> => {
  await pool.query("DELETE FROM centre_call WHERE case_id = $1", [id]);
  await pool.query("DELETE FROM ended_alarm WHERE case_id = $1", [id]);
};

const london = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London", dateStyle: "short" });
const hourOf = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", hourCycle: "h23" });
const october = { from: "2026-10-01", until: "2026-10-31", timezone: "Europe/London" };
const inOctober = ({ at }: Call): boolean => london.format(at).startsWith("2026-10");

const expectNumbersOf = async (counted: readonly Call[]): Promise<void> => {
  const expected = Map.groupBy(counted.filter(inOctober), ({ at, signal }) => `${london.format(at)} ${signal}`);
  const days = await answeredDays(pool, october);
  expect(days).toHaveLength(expected.size);
  for (const { day, signal, ...numbers } of days) {
    const of = expected.get(`${day} ${signal}`) ?? [];
    const within = (limit: number): number => of.filter(({ seconds }) => seconds !== null && seconds <= limit).length;
    expect({ day, ...numbers }).toEqual({ day, calls: of.length, within60: within(60), within180: within(180) });
  }
  const byHour = await alarmsBy(pool, october, "hour");
  const hours = Map.groupBy(counted.filter(inOctober), ({ at }) => hourOf.format(at));
  expect(byHour.map(({ key, alarms, rings, false: falseOnes }) => ({ key, alarms, rings, falseOnes }))).toEqual(
    [...hours]
      .map(([key, of]) => ({ key, alarms: of.length, rings: 2 * of.length, falseOnes: of.filter(({ kind }) => kind === "false").length }))
      .sort((a, b) => a.key.localeCompare(b.key)),
  );
};

test("views give the numbers of the cases: before a refresh, after it, and after late changes and the next refresh", async () => {
  await add(calls.slice(0, 400));
  await expectNumbersOf(calls.slice(0, 400));
  await refresh();
  await expectNumbersOf(calls.slice(0, 400));
  await add(calls.slice(400));
  await drop(calls[300] as Call);
  await refresh();
  await expectNumbersOf(calls.filter(({ id }) => id !== 300));
});

test("where TimescaleDB is, the views are continuous aggregates", async ({ skip }) => {
  const { rows } = await pool.query("SELECT FROM pg_extension WHERE extname = 'timescaledb'");
  if (rows.length === 0) skip("the test server has no TimescaleDB");
  expect(hasAggregates).toBe(true);
});
