import type pg from "pg";
import type { Absence } from "#domain/absence.ts";
import { outcomeCode } from "#domain/alarm.ts";
import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { movedReading } from "#domain/time/serverStep.ts";
import { type RecordedRow, recorded, recordedColumns } from "#ingest/journal/readJournal.ts";
import { readServerSteps } from "#ingest/journal/serverSteps.ts";
import type { RecordedAlarm } from "#rules/compare/staffAlarms.ts";

/** A span of a home's record in epoch ms, without `until` itself. It goes by the home's clock: a test home's is the time of its readings. */
export interface Span {
  from: number;
  until: number;
}

// A live home's arrival time is its time of receipt, so the condition on received_at lets PostgreSQL skip the partitions of other weeks. In a
// test home the two times are unrelated, and the bounds are infinite.
const inSpan = `reading.home_id = $1 AND received_at >= coalesce(to_timestamp($4::float8 / 1000), '-infinity')
  AND received_at < coalesce(to_timestamp($5::float8 / 1000), 'infinity')
  AND coalesce(arrived_at, received_at) >= to_timestamp($2::float8 / 1000) AND coalesce(arrived_at, received_at) < to_timestamp($3::float8 / 1000)`;
/**
 * Each page scans the home's index entries of its weeks, so fewer, larger pages are faster. Measured with 300,000 readings of one day:
 * 150 pages take 6 s, 60 pages take 3 s.
 */
const pageSize = 5_000;
/**
 * The bounds of all pages. Readings that arrive during the back-test lie beyond the last page. With a LIMIT instead, PostgreSQL would plan
 * for the first rows and walk the journal of every home.
 */
const selectPages = `SELECT min(position)::float8 AS first, max(position)::float8 AS last, count(*)::int AS count,
    (extract(epoch FROM min(received_at)) * 1000)::float8 AS earliest, (extract(epoch FROM max(received_at)) * 1000)::float8 AS latest
  FROM (SELECT position, received_at, (row_number() OVER (ORDER BY position) - 1) / ${pageSize} AS page FROM reading WHERE ${inSpan}) AS numbered
  GROUP BY page ORDER BY page`;
/** The times of receipt let PostgreSQL skip other partitions. They are 1 ms wider, because milliseconds cut off microseconds. */
const selectPage = `SELECT ${recordedColumns} FROM reading WHERE ${inSpan} AND reading.position BETWEEN $6 AND $7
    AND received_at >= to_timestamp($8::float8 / 1000) - interval '1 ms' AND received_at <= to_timestamp($9::float8 / 1000) + interval '1 ms'
  ORDER BY reading.position`;

interface PageBounds {
  first: number;
  last: number;
  count: number;
  earliest: number;
  latest: number;
}

/** A home's readings in the order of arrival, up to the newest one when they were counted. */
export interface Arrivals {
  count: number;
  /** One query a page: a slow reader holds no connection and no transaction between two pages. */
  pages(): AsyncGenerator<IteratorObject<Reading>>;
}

export async function findArrivals(pool: pg.Pool, { id, mode }: Pick<HomeFacts, "id" | "mode">, { from, until }: Span): Promise<Arrivals> {
  const span = [id, from, until, ...(followsReadings(mode) ? [null, null] : [from, until])];
  const { rows: found } = await pool.query<PageBounds>(selectPages, span);
  const steps = await readServerSteps(pool);
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    async *pages() {
      for (const { first, last, earliest, latest } of found) {
        const { rows } = await pool.query<RecordedRow>(selectPage, [...span, first, last, earliest, latest]);
        // A back-test stores no decision, so no reading needs its key.
        // All in the present time frame, so that time only goes forward.
        yield rows.values().map((row) => movedReading(recorded(row, false).reading, steps.msBetween(row.position), mode));
      }
    },
  };
}

const newestArrival = `SELECT (extract(epoch FROM max(coalesce(arrived_at, received_at))) * 1000)::float8 AS at FROM reading WHERE home_id = $1`;

/** When a home's newest reading arrived, by the home's clock in epoch ms; null for none. */
export const readNewestArrival = async (pool: pg.Pool, id: HomeId): Promise<number | null> =>
  (await pool.query<{ at: number | null }>(newestArrival, [id])).rows[0]?.at ?? null;

const selectZone = `SELECT timezone FROM home WHERE id = $1`;

/** The home's own time zone. Its plan may name another. */
export async function readZone(pool: pg.Pool, id: HomeId): Promise<string> {
  const zone = (await pool.query<{ timezone: string }>(selectZone, [id])).rows[0]?.timezone;
  if (zone === undefined) throw new Error(`home ${id} is not in the database`);
  return zone;
}

const selectAbsences = `SELECT id::text, kind, starts_at AS "startsAt", ends_at AS "endsAt", ended_at AS "endedAt", suspends FROM absence
  WHERE home_id = $1 AND starts_at < to_timestamp($3::float8 / 1000) AND least(ends_at, ended_at) >= to_timestamp($2::float8 / 1000) ORDER BY starts_at`;

/** All absences that touch the span, ended ones too. */
export const readAbsences = async (pool: pg.Pool, id: HomeId, { from, until }: Span): Promise<Absence[]> =>
  (await pool.query<Absence>(selectAbsences, [id, from, until])).rows;

const selectAlarms = `SELECT rule, substr(key, length(home_id::text) + length(rule) + 3) AS episode, priority, sentence, technical,
    raised_at AS "raisedAt", closed_at AS "closedAt", outcome, carer_cause AS "carerCause"
  FROM alarm WHERE home_id = $1 AND raised_at < to_timestamp($3::float8 / 1000)
    AND (closed_at IS NULL OR closed_at >= to_timestamp($2::float8 / 1000)) ORDER BY id`;

/**
 * The alarms that were open at some time in the span. A test home's alarms count as open, because they were closed by the service's clock and
 * not by the home's.
 */
export async function readAlarms(
  pool: pg.Pool,
  { id, mode }: Pick<HomeFacts, "id" | "mode">,
  { from, until }: Span,
): Promise<RecordedAlarm[]> {
  const { rows } = await pool.query<RecordedAlarm>(selectAlarms, [id, from, until]);
  return followsReadings(mode) ? rows.map((row) => ({ ...row, closedAt: null })) : rows;
}

const selectGenuine = `SELECT DISTINCT timeline.at, alarm.outcome FROM alarm JOIN case_timeline AS timeline ON timeline.alarm_id = alarm.id
  WHERE alarm.home_id = $1 AND NOT alarm.technical AND alarm.outcome IS NOT NULL AND timeline.event IN ('raised', 'rangAgain', 'priorityRaised')
    AND timeline.at >= to_timestamp($2::float8 / 1000) AND timeline.at < to_timestamp($3::float8 / 1000) ORDER BY timeline.at`;

/** When alarms that were closed as genuine rang in the span, in order; epoch ms. Older records hold the outcome as an operator typed it. */
export const readGenuineRings = async (pool: pg.Pool, id: HomeId, { from, until }: Span): Promise<number[]> =>
  (await pool.query<{ at: number; outcome: string }>(selectGenuine, [id, from, until])).rows
    .filter(({ outcome }) => outcomeCode(outcome) === "genuine")
    .map(({ at }) => at);
