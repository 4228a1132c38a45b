import { randomBytes } from "node:crypto";
import type pg from "pg";

/** A program that follows every case of live homes. Times in epoch ms. */
export interface Receiver {
  id: string;
  name: string;
  url: string;
  createdAt: number;
  /** Null: it gets each change. */
  disabledAt: number | null;
  disabledWhy: string | null;
}

const columns = `id::text, name, url, created_at AS "createdAt", disabled_at AS "disabledAt", disabled_why AS "disabledWhy"`;
const selectReceivers = `SELECT ${columns} FROM webhook_receiver ORDER BY webhook_receiver.id`;
const insertReceiver = `INSERT INTO webhook_receiver (name, url, secret, created_at) VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000))
  RETURNING ${columns}`;
const disableReceiver = `UPDATE webhook_receiver SET disabled_at = coalesce(disabled_at, to_timestamp($2::float8 / 1000)),
    disabled_why = coalesce(disabled_why, $3) WHERE id = $1 RETURNING ${columns}`;

/** What has not left is not sent. */
const deleteReceiver = `
  WITH dropped AS (
    UPDATE notification SET state = 'dropped', next_at = NULL, settled_at = to_timestamp($2::float8 / 1000)
     WHERE channel = 'webhook' AND recipient_id = $1::text AND state IN ('waiting', 'sending')
  )
  DELETE FROM webhook_receiver WHERE id = $1::bigint`;

export async function listReceivers(pool: pg.Pool): Promise<Receiver[]> {
  return (await pool.query<Receiver>(selectReceivers)).rows;
}

/** The secret is shown this once: with it the receiver checks signatures. */
export async function addReceiver(
  pool: pg.Pool,
  { name, url }: Pick<Receiver, "name" | "url">,
  now: number,
): Promise<Receiver & { secret: string }> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const [added] = (await pool.query<Receiver>(insertReceiver, [name, url, secret, now])).rows;
  return { ...(added as Receiver), secret };
}

/** From now on it gets nothing. Null: there is no such receiver. */
export async function disableReceiverBy(pool: pg.Pool, id: string, why: string, now: number): Promise<Receiver | null> {
  return (await pool.query<Receiver>(disableReceiver, [id, now, why])).rows[0] ?? null;
}

/** False where there is none. */
export const removeReceiver = async (pool: pg.Pool, id: string, now: number): Promise<boolean> =>
  (await pool.query(deleteReceiver, [id, now])).rowCount === 1;
