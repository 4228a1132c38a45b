import type pg from "pg";
import { z } from "zod";
import { type BoardDevice, type BoardStatus, boardStatuses } from "#domain/deviceBoard.ts";
import { lateAfterIntervals, offlineAfterIntervals } from "#domain/deviceStatus.ts";
import type { HomeMode } from "#domain/home.ts";
import { lifeSafetyKinds } from "#domain/reading.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { rfc3339OrNull } from "../../rfc3339.ts";

const epoch = (column: string): string => `extract(epoch FROM ${column})::float8 * 1000`;
const quoted = (words: Iterable<string>): string => [...words].map((word) => `'${word}'`).join(", ");

/**
 * All devices of the board, worst first; of the same status people at risk first, then life-safety devices, then the longest. The database sorts:
 * it does so beside the service, so that a board of 100,000 devices makes no press wait.
 *
 * A silence counts listened time only, as `silenceReaches` (domain/time/listening.ts) does; the board leaves out the two minutes in which devices may
 * connect again after a gap.
 *
 * $1 now, $2 and $3 beginnings and ends of the gaps, $4 mode, $5 home, $6 area, $7 status, $8 kind, $9 to $13 the last row of the page before,
 * $14 how many, $15 the end of the last gap. Times in epoch ms.
 */
const selectBoard = `
  WITH trouble AS (
    SELECT a.device_id, min(a.raised_at) AS since, array_agg(DISTINCT split_part(a.key, '/', 3)) AS troubles
      FROM alarm a WHERE a.state = 'open' AND a.rule = 'deviceHealth' AND a.technical GROUP BY 1
  ), at_risk AS (
    SELECT home_id, max(risk) AS risk FROM person GROUP BY 1
  ), in_outage AS (
    SELECT oh.home_id, max(o.incident_id) AS id FROM outage o JOIN outage_home oh ON oh.incident_id = o.incident_id
     WHERE o.ended_at IS NULL AND oh.back_at IS NULL GROUP BY 1
  ), heard AS (
    SELECT d.id, d.home_id, d.name, d.kind, d.room, d.expected_interval_seconds AS expected, d.last_heard_at, d.battery, d.signal, d.skew_ms,
           h.name AS home_name, h.area, h.timezone, coalesce(at_risk.risk, 0) AS risk, d.kind IN (${quoted(lifeSafetyKinds)}) AS life,
           trouble.troubles, trouble.since AS trouble_since, in_outage.id AS outage_id, h.mode,
           ${epoch("coalesce(d.last_heard_at, d.registered_at)")} AS silent_since
      FROM device d JOIN home h ON h.id = d.home_id LEFT JOIN at_risk ON at_risk.home_id = d.home_id
      LEFT JOIN trouble ON trouble.device_id = d.id LEFT JOIN in_outage ON in_outage.home_id = d.home_id
     WHERE d.ended_at IS NULL AND NOT h.canary AND h.mode = $4 AND ($5::bigint IS NULL OR d.home_id = $5)
       AND ($6::text IS NULL OR h.area = $6) AND ($8::text IS NULL OR d.kind = $8)
  ), timed AS (
    SELECT *, ($1::float8 - silent_since - CASE WHEN silent_since >= $15::float8 THEN 0 ELSE (
        SELECT coalesce(sum(least(gap.ends, $1::float8) - greatest(gap.begins, silent_since)), 0) FROM unnest($2::float8[], $3::float8[]) AS gap (begins, ends)
         WHERE gap.ends > silent_since AND gap.begins < $1::float8) END) / 1000 AS silent_seconds FROM heard
  ), judged AS (
    SELECT *, CASE WHEN mode <> 'live' OR expected IS NULL THEN CASE WHEN troubles IS NULL THEN 'notExpected' ELSE 'trouble' END
                   WHEN silent_seconds >= ${offlineAfterIntervals} * expected THEN 'offline'
                   WHEN last_heard_at IS NOT NULL AND silent_seconds >= ${lateAfterIntervals} * expected THEN 'late'
                   WHEN troubles IS NOT NULL THEN 'trouble' WHEN last_heard_at IS NULL THEN 'never' ELSE 'heard' END AS status FROM timed
  ), ranked AS (
    SELECT *, array_position(ARRAY[${quoted(boardStatuses)}], status) AS rank,
           CASE status WHEN 'offline' THEN silent_since WHEN 'late' THEN silent_since WHEN 'trouble' THEN ${epoch("trouble_since")} ELSE 0 END AS since
      FROM judged WHERE $7::text IS NULL OR status = $7
  )
  SELECT id::text, home_id::text AS "homeId", home_name AS "homeName", area, timezone, name, kind, room, status, coalesce(troubles, '{}') AS troubles,
         nullif(since, 0) AS since, last_heard_at AS "lastHeardAt", expected AS "expectedIntervalSeconds", battery, signal,
         round(skew_ms / 1000.0)::float8 AS "skewSeconds", risk, life AS "lifeSafety", outage_id::text AS "outageId"
    FROM ranked
   WHERE $9::int IS NULL OR (rank, -risk, NOT life, since, ranked.id) > ($9::int, -$10::int, NOT $11::boolean, $12::float8, $13::bigint)
   ORDER BY rank, -risk, NOT life, since, ranked.id LIMIT $14`;

interface Row extends Omit<BoardDevice, "since" | "lastHeardAt"> {
  since: number | null;
  lastHeardAt: number | null;
}

const cursor = z.object({
  asOf: z.number(),
  rank: z.number().int(),
  risk: z.number().int(),
  life: z.boolean(),
  since: z.number(),
  id: z.string().regex(/^\d+$/),
});

export interface BoardQuery {
  mode: HomeMode;
  home?: string | undefined;
  area?: string | undefined;
  status?: BoardStatus | undefined;
  kind?: string | undefined;
  limit: number;
  /** `next` of the page before. */
  after: string | undefined;
}

/** One page of the board. The pages after the first are of the same moment as the first. */
export async function readBoard(
  pool: pg.Pool,
  { mode, home, area, status, kind, limit, after }: BoardQuery,
  { now, gaps }: { now: number; gaps: readonly ListeningGap[] },
): Promise<{ items: BoardDevice[]; next: string | null }> {
  const from = readCursor(cursor, after);
  const asOf = from?.asOf ?? now;
  const values = [
    ...[asOf, gaps.map((gap) => gap.from), gaps.map((gap) => gap.to), mode, home ?? null, area ?? null, status ?? null, kind ?? null],
    ...[
      from?.rank ?? null,
      from?.risk ?? null,
      from?.life ?? null,
      from?.since ?? null,
      from?.id ?? null,
      limit + 1,
      Math.max(0, ...gaps.map((gap) => gap.to)),
    ],
  ];
  const { rows } = await pool.query<Row>(selectBoard, values);
  const page = pageOf(rows, limit, (last) => ({
    asOf,
    rank: boardStatuses.indexOf(last.status) + 1,
    risk: last.risk,
    life: last.lifeSafety,
    since: last.since ?? 0,
    id: last.id,
  }));
  const asView = (row: Row): BoardDevice => ({ ...row, since: rfc3339OrNull(row.since), lastHeardAt: rfc3339OrNull(row.lastHeardAt) });
  return { items: page.rows.map(asView), next: page.next };
}
