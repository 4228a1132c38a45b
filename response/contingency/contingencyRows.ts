import type { ContingencyReason } from "#domain/carers/contingency.ts";

/** Contingency plans that run, in the database. */

/** Times in epoch ms. */
export interface RunningContingency {
  id: string;
  homeId: string;
  contactId: string;
  name: string;
  why: ContingencyReason;
  startedAt: number;
  endsAt: number;
  remindAt: number;
  remindedAt: number | null;
  /** The version that was started. */
  version: number;
  /** Contacts, in the order in which they are called instead. */
  substitutes: string[];
  centreDoes: string;
}

const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

const selectRunning = `SELECT c.id::text, k.home_id::text AS "homeId", c.contact_id::text AS "contactId", k.name, c.why, c.started_at AS "startedAt",
    c.ends_at AS "endsAt", c.remind_at AS "remindAt", c.reminded_at AS "remindedAt", p.version, p.substitutes::text[] AS substitutes,
    p.centre_does AS "centreDoes"
  FROM contingency c JOIN contact k ON k.id = c.contact_id JOIN contingency_plan p ON p.id = c.plan_id
    JOIN home h ON h.id = k.home_id WHERE c.ended_at IS NULL`;

export const runningOfHome = `${selectRunning} AND k.home_id = $1 AND c.ends_at > ${ms(2)} ORDER BY c.id`;
export const notEndedOf = `${selectRunning} AND c.contact_id = $1`;
/** That have something to do: to end, or to ask what happens after the end. In a home whose service has ended they wait: it raises no alarm. */
export const dueContingencies = `${selectRunning} AND h.mode <> 'ended' AND (c.ends_at <= ${ms(1)} OR c.reminded_at IS NULL AND c.remind_at <= ${ms(1)}) ORDER BY c.id`;

export const newestPlanOf = `SELECT p.id::text, p.version, p.centre_does AS "centreDoes", p.lasts_hours AS "lastsHours", k.name
  FROM contact k JOIN contingency_plan p ON p.contact_id = k.id WHERE k.id = $1 AND k.home_id = $2 ORDER BY p.version DESC LIMIT 1`;
export interface NewestPlan {
  id: string;
  version: number;
  centreDoes: string;
  lastsHours: number;
  name: string;
}

export const insertContingency = `INSERT INTO contingency (contact_id, plan_id, why, started_at, ends_at, remind_at)
  VALUES ($1, $2, $3, ${ms(4)}, ${ms(5)}, ${ms(6)}) RETURNING id::text`;
export const endContingency = `UPDATE contingency SET ended_at = ${ms(2)}, ended_why = $3 WHERE id = $1 AND ended_at IS NULL`;
export const setReminded = `UPDATE contingency SET reminded_at = ${ms(2)} WHERE id = $1`;
