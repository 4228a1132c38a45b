import type pg from "pg";
import { z } from "zod";
import { highRiskFrom } from "#domain/outage/highRisk.ts";
import { type OutageHome, outageHome } from "#domain/outage/outageView.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { rfc3339 } from "../../alarm/alarmViews.ts";
import { isCallDevice, isStillSilent, riskOf } from "./homesOfOutage.ts";

/** The silent devices of a home. An episode of the rule is "late/7" or "7", with the id of the device. */
const silentDevices = `
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id::text, 'name', d.name, 'room', d.room, 'offline', one.offline) ORDER BY d.id), '[]') AS devices,
         coalesce(bool_or(${isCallDevice("d")}), false) AS call_silent
    FROM (SELECT device_id, bool_or(key NOT LIKE '%/silence/late/%') AS offline FROM alarm a
           WHERE home_id = oh.home_id AND state = 'open' AND rule = 'silence' AND ${isStillSilent} GROUP BY device_id) AS one
    JOIN device d ON d.id = one.device_id`;

const selectHomes = `
  WITH listed AS (
    SELECT oh.home_id, h.name, h.area, h.postcode, h.phone, oh.silent_since, oh.back_at, ${riskOf("oh.home_id")} AS risk, silent.devices, silent.call_silent,
           (SELECT coalesce(jsonb_agg(DISTINCT one ->> 'risk'), '[]') FROM person p, jsonb_array_elements(p.details -> 'risks') AS one
             WHERE p.home_id = oh.home_id) AS risks,
           (SELECT a.case_id::text FROM alarm a WHERE a.home_id = oh.home_id AND a.state = 'open' AND a.rule = 'silence' AND NOT a.technical
             ORDER BY a.id LIMIT 1) AS case_id,
           done.result, done.note, done.at, done.by_name
      FROM outage_home oh JOIN home h ON h.id = oh.home_id
      CROSS JOIN LATERAL (${silentDevices}) AS silent
      LEFT JOIN LATERAL (SELECT * FROM outage_check k WHERE k.incident_id = oh.incident_id AND k.home_id = oh.home_id
                          ORDER BY k.id DESC LIMIT 1) AS done ON true
     WHERE oh.incident_id = $1
  ), ranked AS (
    SELECT *, CASE WHEN back_at IS NOT NULL THEN 3 WHEN result IN ('spoke', 'visited') THEN 2
                   WHEN risk >= ${highRiskFrom} AND call_silent THEN 0 ELSE 1 END AS part FROM listed
  )
  SELECT home_id::text AS "homeId", name AS "homeName", area, postcode, phone, risk, risks, ${rfc3339("silent_since")} AS "silentSince",
         ${rfc3339("back_at")} AS "backAt", devices, call_silent AS "callSilent", case_id AS "caseId",
         CASE WHEN result IS NOT NULL THEN jsonb_build_object('result', result, 'note', note, 'at', ${rfc3339("at")}, 'by', by_name) END AS check, part
    FROM ranked
   WHERE $2::int IS NULL OR (part, -risk, silent_since, home_id) > ($2::int, -$3::int, $4::timestamptz, $5::bigint)
   ORDER BY part, -risk, silent_since, home_id LIMIT $6`;

const cursor = z.object({ part: z.number().int(), risk: z.number().int(), since: z.iso.datetime(), id: z.string().regex(/^\d+$/) });

const listed = outageHome.extend({ part: z.number().int() });

/**
 * The homes of an outage in the order in which staff look after them: first people at high risk whose pendant or fall detector is silent, then by
 * risk; homes that were reached come after the others, and homes that are back last.
 */
export async function readWorkList(
  pool: pg.Pool,
  id: string,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<{ items: OutageHome[]; next: string | null }> {
  const from = readCursor(cursor, after);
  const values = [id, from?.part ?? null, from?.risk ?? null, from?.since ?? null, from?.id ?? null, limit + 1];
  const rows = (await pool.query(selectHomes, values)).rows.map((row) => listed.parse(row));
  const page = pageOf(rows, limit, ({ part, risk, silentSince, homeId }) => ({ part, risk, since: silentSince, id: homeId }));
  return { items: page.rows.map(({ part: _part, ...home }) => home), next: page.next };
}
