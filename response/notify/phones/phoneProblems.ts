import type pg from "pg";
import type { RetiredWhy } from "./phoneRecord.ts";

/** A carer of a live home whose phone will not ring. Times in epoch ms. */
export interface PhoneProblem {
  carerId: string;
  name: string;
  homeId: string;
  homeName: string;
  /** `noPhone`: the last phone is retired. `notSetUp`: a day after joining no test of a phone has succeeded yet. */
  kind: "noPhone" | "notSetUp";
  since: number;
  /** Of `noPhone`. */
  why: RetiredWhy | null;
  /** How far the message to the carer about it got; null: none was sent. */
  informed: "waiting" | "sent" | "failed" | null;
}

const selectProblems = `
  WITH phones AS (
    SELECT account_id, bool_or(retired_at IS NULL) AS is_live, bool_or(tested_at IS NOT NULL) AS is_set_up, max(retired_at) AS lost_at,
           (array_agg(retired_why ORDER BY retired_at DESC NULLS LAST))[1] AS why
      FROM phone GROUP BY account_id
  ), found AS (
    SELECT carer.id, carer.account_id, carer.phone_dismissed_at, k.name, k.home_id, h.name AS home_name,
           CASE WHEN NOT coalesce(phones.is_live, true) THEN 'noPhone' ELSE 'notSetUp' END AS kind,
           CASE WHEN NOT coalesce(phones.is_live, true) THEN phones.lost_at ELSE carer.joined_at END AS since,
           CASE WHEN NOT coalesce(phones.is_live, true) THEN phones.why END AS why
      FROM carer JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id
      LEFT JOIN phones ON phones.account_id = carer.account_id
     WHERE carer.left_at IS NULL AND h.mode = 'live' AND NOT h.canary
       AND (NOT coalesce(phones.is_live, true)
            OR NOT coalesce(phones.is_set_up, false) AND carer.joined_at <= to_timestamp($1::float8 / 1000) - interval '24 hours')
  )
  SELECT found.id::text AS "carerId", found.name, home_id::text AS "homeId", home_name AS "homeName", found.kind, since, why,
         (SELECT CASE WHEN bool_or(n.state IN ('sent', 'delivered')) THEN 'sent' WHEN bool_or(n.state IN ('waiting', 'sending')) THEN 'waiting'
                      WHEN bool_or(n.state = 'failed') THEN 'failed' END
            FROM notification n WHERE n.recipient = 'carer' AND n.recipient_id = found.account_id AND n.kind = 'phoneLost' AND n.created_at >= since
         ) AS informed
    FROM found WHERE phone_dismissed_at IS NULL OR phone_dismissed_at < since ORDER BY since, found.id LIMIT 500`;
const dismiss = `UPDATE carer SET phone_dismissed_at = to_timestamp($2::float8 / 1000), phone_dismissed_by = $3 WHERE id = $1 AND left_at IS NULL`;

/** The supervisors' list, oldest first. */
export const readPhoneProblems = async (pool: pg.Pool, now: number): Promise<PhoneProblem[]> =>
  (await pool.query<PhoneProblem>(selectProblems, [now])).rows;

/** A member of staff has seen to it. False: there is no such carer. */
export const dismissPhoneProblem = async (pool: pg.Pool, carerId: string, by: string, now: number): Promise<boolean> =>
  (await pool.query(dismiss, [carerId, now, by])).rowCount === 1;
