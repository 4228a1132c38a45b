import type pg from "pg";
import { z } from "zod";
import { afterWorkingDays } from "#domain/installing/workingDays.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

const mostOfEach = 100;
/** A home is tested each month. */
const testEveryDays = 31;
/** A battery is changed within two working days of its report. */
const batteryWorkingDays = 2;

const place = { homeId: z.string(), homeName: z.string(), address: z.string() };
const trouble = z.object({
  ...place,
  deviceId: z.string().nullable(),
  sentence: z.string(),
  since: z.iso.datetime(),
});
export const installerJobs = z
  .object({
    commissioning: z.array(z.object({ ...place, until: z.iso.datetime().nullable(), by: z.string().nullable(), devices: z.number() })),
    batteries: z.array(trouble.extend({ dueOn: z.iso.date().describe("Two working days after the report."), overdue: z.boolean() })),
    faults: z.array(trouble),
    tests: z.array(z.object({ ...place, lastTestAt: z.iso.datetime().nullable(), dueOn: z.iso.date(), overdueDays: z.number() })),
  })
  .meta({ id: "InstallerJobs" });
export type InstallerJobs = z.infer<typeof installerJobs>;

/** `$1`: a tester sees test homes only. */
const visible = `NOT h.canary AND ($1::boolean IS FALSE OR h.mode = 'test')`;
const selectCommissioning = `SELECT h.id::text AS "homeId", h.name AS "homeName", h.address, h.commissioning_until AS until, h.commissioning_name AS by,
    (SELECT count(*) FROM device d WHERE d.home_id = h.id AND d.ended_at IS NULL)::int AS devices
  FROM home h WHERE h.mode = 'commissioning' AND ${visible} ORDER BY h.commissioning_until NULLS FIRST, h.id LIMIT ${mostOfEach}`;
const selectTroubles = `SELECT h.id::text AS "homeId", h.name AS "homeName", h.address, a.device_id::text AS "deviceId", a.sentence, a.raised_at AS since,
    h.timezone, a.rule = 'deviceHealth' AND a.key LIKE '%/battery/%' AS battery
  FROM alarm a JOIN home h ON h.id = a.home_id
  WHERE a.state = 'open' AND (a.rule IN ('deviceHealth', 'silence') OR a.technical AND a.rule = 'commissioning') AND h.mode <> 'ended' AND ${visible}
  ORDER BY a.raised_at, a.id LIMIT ${5 * mostOfEach}`;
const selectTests = `SELECT h.id::text AS "homeId", h.name AS "homeName", h.address, h.timezone, last.at AS "lastTestAt", h.created_at AS since
  FROM home h, LATERAL (SELECT max(closed_at) AS at FROM alarm
    WHERE home_id = h.id AND outcome IN (SELECT code FROM outcome WHERE kind = 'test')) AS last
  WHERE h.mode = 'live' AND ${visible} AND coalesce(last.at, h.created_at) <= to_timestamp($2::float8 / 1000)
    AND EXISTS (SELECT FROM device d WHERE d.home_id = h.id AND d.ended_at IS NULL)
  ORDER BY coalesce(last.at, h.created_at), h.id LIMIT ${mostOfEach}`;

interface Place {
  homeId: string;
  homeName: string;
  address: string;
}

/** What an installer has to do: homes in commissioning, batteries by their due day, faults, and tests that are overdue. */
export function jobRoutes(api: Api, { pool, now }: { pool: pg.Pool; now: () => number }): void {
  api.get(
    "/installer/jobs",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "List an installer's jobs",
        description: `At most ${mostOfEach} of each kind, the most urgent first. It names homes and devices, and no person.`,
        tags: ["installing"],
        response: { 200: installerJobs, ...refusals(401, 403, 503) },
      },
    },
    async ({ caller }) => {
      const onlyTest = caller.role === "tester";
      const commissioning = await pool.query<Place & { until: number | null; by: string | null; devices: number }>(selectCommissioning, [
        onlyTest,
      ]);
      const troubles = await readTroubles(pool, onlyTest, now());
      return {
        commissioning: commissioning.rows.map((row) => ({ ...row, until: rfc3339OrNull(row.until) })),
        ...troubles,
        tests: await readTests(pool, onlyTest, now()),
      };
    },
  );
}

async function readTroubles(pool: pg.Pool, onlyTest: boolean, now: number): Promise<Pick<InstallerJobs, "batteries" | "faults">> {
  type Row = Place & { deviceId: string | null; sentence: string; since: number; timezone: string; battery: boolean };
  const { rows } = await pool.query<Row>(selectTroubles, [onlyTest]);
  const shown = (row: Row) => ({
    ...{ homeId: row.homeId, homeName: row.homeName, address: row.address, deviceId: row.deviceId, sentence: row.sentence },
    since: rfc3339(row.since),
  });
  const batteries = rows
    .filter(({ battery }) => battery)
    .map((row) => {
      const dueOn = afterWorkingDays(wallDate(row.since, row.timezone), batteryWorkingDays);
      return { ...shown(row), dueOn, overdue: wallDate(now, row.timezone) > dueOn };
    });
  const faults = rows.filter(({ battery }) => !battery).map(shown);
  return { batteries: batteries.slice(0, mostOfEach), faults: faults.slice(0, mostOfEach) };
}

async function readTests(pool: pg.Pool, onlyTest: boolean, now: number): Promise<InstallerJobs["tests"]> {
  type Row = Place & { timezone: string; lastTestAt: number | null; since: number };
  const monthMs = testEveryDays * 86_400_000;
  const { rows } = await pool.query<Row>(selectTests, [onlyTest, now - monthMs]);
  return rows.map(({ timezone, since, lastTestAt, ...where }) => {
    const dueAt = (lastTestAt ?? since) + monthMs;
    const overdueDays = Math.floor((now - dueAt) / 86_400_000);
    return { ...where, lastTestAt: rfc3339OrNull(lastTestAt), dueOn: wallDate(dueAt, timezone), overdueDays };
  });
}
