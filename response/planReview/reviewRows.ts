import { contingencyRule } from "#domain/carers/contingency.ts";

/** Plans that are due for review, in the database. Times in epoch ms. */

/**
 * Messages to the contacts of a home whose plan is due for review: to the first channel that names this purpose, and to the next one where that fails.
 * A channel for everything is not meant: it is for calls. Once, because the key names the alarm. $1 now, $2 the ways to send.
 */
export const insertReviewMessages = `
  WITH due AS (
    SELECT a.id, a.home_id, h.name FROM alarm a JOIN home h ON h.id = a.home_id
     WHERE a.rule = 'planReview' AND a.key = h.id || '/planReview/review' AND h.mode = 'live' AND NOT h.canary
       AND a.raised_at > to_timestamp($1::float8 / 1000) - interval '2 days'
  ), way AS (
    SELECT 'planReview/' || due.id || '/' || k.id AS step, due.name AS home, k.id AS contact_id, k.name, c.type, c.address,
           row_number() OVER (PARTITION BY due.id, k.id ORDER BY c.place) AS nth
      FROM due JOIN contact k ON k.home_id = due.home_id JOIN contact_channel c ON c.contact_id = k.id
     WHERE 'planReview' = ANY (c.purposes) AND c.type = ANY ($2)
  )
  INSERT INTO notification (dedup_key, kind, step, recipient, recipient_id, name, channel, address, place, sentence, state, next_at, created_at)
  SELECT step || '/' || nth, 'planReview', step, 'contact', contact_id, name, type, address, nth,
         'the plan for ' || home || ' is due for review. Please tell the monitoring centre what has changed',
         CASE WHEN nth = 1 THEN 'waiting' ELSE 'spare' END, CASE WHEN nth = 1 THEN to_timestamp($1::float8 / 1000) END, to_timestamp($1::float8 / 1000)
    FROM way ON CONFLICT (dedup_key) DO NOTHING`;

/** A contingency plan whose date of review has come, or has been moved. */
export interface DueReview {
  planId: string;
  homeId: string;
  contactId: string;
  /** Of the contact. */
  name: string;
  /** Such as 2026-10-20; null: no date. */
  reviewOn: string | null;
}

const newestPlans = `
  SELECT p.id::text AS "planId", k.home_id::text AS "homeId", k.id::text AS "contactId", k.name, p.review_on::text AS "reviewOn",
         coalesce(p.review_on + time '09:00' <= to_timestamp($1::float8 / 1000) AT TIME ZONE h.timezone, false) AS is_due
    FROM (SELECT DISTINCT ON (contact_id) id, contact_id, review_on FROM contingency_plan ORDER BY contact_id, version DESC) AS p
    JOIN contact k ON k.id = p.contact_id JOIN home h ON h.id = k.home_id
   WHERE h.mode = 'live' AND NOT h.canary`;

/** Of which staff were not reminded yet. At nine in the morning of the home, as the review of its plan. */
export const dueReviews = `SELECT newest.* FROM (${newestPlans}) AS newest
  WHERE is_due AND NOT EXISTS (SELECT FROM case_timeline WHERE cause = '${contingencyRule}/review/' || "planId" || '/due')`;

/** Plans that were agreed again, with a reminder that is still open. */
export const reviewedPlans = `SELECT newest.* FROM (${newestPlans}) AS newest
  JOIN alarm a ON a.key = "homeId" || '/${contingencyRule}/review/' || "contactId" AND a.state = 'open' WHERE NOT is_due`;
