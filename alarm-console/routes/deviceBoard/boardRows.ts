import type pg from "pg";
import { z } from "zod";
import { type BoardDevice, type BoardStatus, boardStatuses } from "#domain/deviceBoard.ts";
import { lateAfterIntervals, offlineAfterIntervals } from "#domain/deviceStatus.ts";
import type { HomeMode } from "#domain/home.ts";
import { lifeSafetyKinds } from "#domain/reading.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { rfc3339OrNull } from "../../rfc3339.ts";

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
const rank = (status: BoardStatus): number => boardStatuses.indexOf(status) + 1;

const selectBoard = `
  WITH trouble AS (
    SELECT a.device_id, min(a.raised_at) AS since, array_agg(DISTINCT split_part(a.key, '/', 3)) AS troubles
      FROM alarm a WHERE a.state = 'open' AND a.rule = 'deviceHealth' AND a.technical GROUP BY 1
  ), at_risk AS (
    SELECT home_id, max(risk) AS risk FROM person GROUP BY 1
  ), in_outage AS (
    SELECT oh.home_id, max(o.incident_id) AS id FROM outage o JOIN outage_home oh ON oh.incident_id = o.incident_id
     WHERE o.ended_at IS NULL AND oh.back_at IS NULL GROUP BY 1
  ), ranked AS (
    SELECT d.id, judged.rank, coalesce(at_risk.risk, 0) AS risk, d.kind IN (${quoted(lifeSafetyKinds)}) AS life,
           CASE WHEN judged.rank <= ${rank("late")} THEN timed.since WHEN judged.rank = ${rank("trouble")} THEN trouble.since ELSE timestamptz 'epoch' END AS since,
           trouble.troubles, in_outage.id AS outage_id
      FROM device d JOIN home h ON h.id = d.home_id LEFT JOIN at_risk ON at_risk.home_id = d.home_id
      LEFT JOIN trouble ON trouble.device_id = d.id LEFT JOIN in_outage ON in_outage.home_id = d.home_id
      CROSS JOIN LATERAL (SELECT coalesce(d.last_heard_at, d.registered_at) AS since OFFSET 0) AS timed
      CROSS JOIN LATERAL (
        SELECT date_part('epoch', to_timestamp($1::float8 / 1000) - timed.since) - CASE WHEN timed.since >= to_timestamp($15::float8 / 1000) THEN 0 ELSE (
          SELECT coalesce(sum(least(gap.ends, $1::float8) - greatest(gap.begins, date_part('epoch', timed.since) * 1000)) / 1000, 0)
            FROM unnest($2::float8[], $3::float8[]) AS gap (begins, ends)
           WHERE gap.ends > date_part('epoch', timed.since) * 1000 AND gap.begins < $1::float8) END AS seconds OFFSET 0) AS silent
      CROSS JOIN LATERAL (
        SELECT CASE WHEN h.mode <> 'live' OR d.expected_interval_seconds IS NULL
                    THEN CASE WHEN trouble.troubles IS NULL THEN ${rank("notExpected")} ELSE ${rank("trouble")} END
                    WHEN silent.seconds >= ${offlineAfterIntervals}::float8 * d.expected_interval_seconds THEN ${rank("offline")}
                    WHEN d.last_heard_at IS NOT NULL AND silent.seconds >= ${lateAfterIntervals}::float8 * d.expected_interval_seconds THEN ${rank("late")}
                    WHEN trouble.troubles IS NOT NULL THEN ${rank("trouble")} WHEN d.last_heard_at IS NULL THEN ${rank("never")}
                    ELSE ${rank("heard")} END AS rank OFFSET 0) AS judged
     WHERE d.ended_at IS NULL AND NOT h.canary AND h.mode = $4 AND ($5::bigint IS NULL OR d.home_id = $5)
       AND ($6::text IS NULL OR h.area = $6) AND ($7::int IS NULL OR judged.rank = $7) AND ($8::text IS NULL OR d.kind = $8)
  ), page AS (
    SELECT * FROM ranked
     WHERE $9::int IS NULL OR (rank, -risk, NOT life, since, id) > ($9::int, -$10::int, NOT $11::boolean, $12::timestamptz, $13::bigint)
     ORDER BY rank, -risk, NOT life, since, id LIMIT $14
  )
  SELECT d.id::text, d.home_id::text AS "homeId", h.name AS "homeName", h.area, h.timezone, d.name, d.kind, d.room, page.rank,
         coalesce(page.troubles, '{}') AS troubles, page.since::text AS place, nullif(page.since, timestamptz 'epoch') AS since,
         d.last_heard_at AS "lastHeardAt", d.expected_interval_seconds AS "expectedIntervalSeconds", d.battery, d.signal,
         round(d.skew_ms / 1000.0)::float8 AS "skewSeconds", page.risk, page.life AS "lifeSafety", page.outage_id::text AS "outageId"
    FROM page JOIN device d ON d.id = page.id JOIN home h ON h.id = d.home_id
   ORDER BY page.rank, -page.risk, NOT page.life, page.since, page.id`;

interface Row extends Omit<BoardDevice, "since" | "lastHeardAt" | "status"> {
  rank: number;
  /** `since` in full, to continue from. */
  place: string;
  since: number | null;
  lastHeardAt: number | null;
}

const cursor = z.object({
  asOf: z.number(),
  rank: z.number().int(),
  risk: z.number().int(),
  life: z.boolean(),
  since: z.string().max(40),
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
    ...[
      asOf,
      gaps.map((gap) => gap.from),
      gaps.map((gap) => gap.to),
      mode,
      home ?? null,
      area ?? null,
      status === undefined ? null : rank(status),
      kind ?? null,
    ],
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
    rank: last.rank,
    risk: last.risk,
    life: last.lifeSafety,
    since: last.place,
    id: last.id,
  }));
  return { items: page.rows.map(asView), next: page.next };
}

const asView = ({ rank, place: _place, since, lastHeardAt, ...row }: Row): BoardDevice => ({
  ...row,
  status: boardStatuses[rank - 1] ?? "notExpected",
  since: rfc3339OrNull(since),
  lastHeardAt: rfc3339OrNull(lastHeardAt),
});
