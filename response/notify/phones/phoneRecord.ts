import type pg from "pg";
import { inTransaction } from "#platform/database.ts";

/** Why nothing is sent to a phone any more. `gone`: its push service says so. `tooMany`: the account registered newer ones. */
export type RetiredWhy = "gone" | "switchedOff" | "signedOut" | "replaced" | "tooMany";

/** A browser that agreed to web push, as its account sees it. Times in epoch ms. */
export interface Phone {
  id: string;
  name: string;
  createdAt: number;
  seenAt: number;
  testedAt: number | null;
}

/** What a browser gives when it subscribes. */
export interface Subscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface NewPhone extends Subscription {
  accountId: string;
  sessionId: string;
  name: string;
  /** The endpoint that this browser had before, where it knows it. */
  replaces: string | null;
}

/** More than a person has. An installation that is thrown away leaves a subscription that may live for weeks. */
const mostPhones = 10;

const columns = `id::text, name, created_at AS "createdAt", seen_at AS "seenAt", tested_at AS "testedAt"`;
const selectLive = `SELECT ${columns} FROM phone WHERE account_id = $1 AND retired_at IS NULL ORDER BY phone.id`;

/** A subscription that another account had is this account's now: its test was not theirs. */
const putPhone = `
  INSERT INTO phone (account_id, session_id, endpoint, p256dh, auth, name, created_at, seen_at)
  VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000))
  ON CONFLICT (endpoint) DO UPDATE
    SET account_id = excluded.account_id, session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name,
        seen_at = excluded.seen_at, retired_at = NULL, retired_why = NULL,
        created_at = CASE WHEN phone.account_id = excluded.account_id THEN phone.created_at ELSE excluded.created_at END,
        tested_at = CASE WHEN phone.account_id = excluded.account_id THEN phone.tested_at END
  RETURNING ${columns}`;
/** The new subscription of the same browser keeps the test: the phone and its settings are the same. */
const replacePhone = `
  WITH former AS (
    UPDATE phone SET retired_at = to_timestamp($4::float8 / 1000), retired_why = 'replaced'
     WHERE endpoint = $1 AND account_id = $2 AND id <> $3 AND retired_at IS NULL RETURNING tested_at
  )
  UPDATE phone SET tested_at = coalesce(phone.tested_at, former.tested_at) FROM former WHERE id = $3 RETURNING ${columns}`;
const retireOldest = `
  UPDATE phone SET retired_at = to_timestamp($2::float8 / 1000), retired_why = 'tooMany'
   WHERE id IN (SELECT id FROM phone WHERE account_id = $1 AND retired_at IS NULL ORDER BY seen_at DESC, id DESC OFFSET ${mostPhones})`;
/** A subscription that ended tells what happened to a phone; the oldest tell nothing more. */
const forgetOldest = `DELETE FROM phone
  WHERE id IN (SELECT id FROM phone WHERE account_id = $1 AND retired_at IS NOT NULL AND tested_at IS NULL ORDER BY retired_at DESC, id DESC OFFSET ${mostPhones})`;
const retireOwn = `UPDATE phone SET retired_at = to_timestamp($3::float8 / 1000), retired_why = 'switchedOff'
  WHERE id = $2 AND account_id = $1 AND retired_at IS NULL`;
const retireOfSession = `UPDATE phone SET retired_at = to_timestamp($2::float8 / 1000), retired_why = 'signedOut'
  WHERE session_id = $1 AND retired_at IS NULL`;

/** The phones of an account to which pushes are sent. */
export const readPhones = async (client: pg.ClientBase | pg.Pool, accountId: string): Promise<Phone[]> =>
  (await client.query<Phone>(selectLive, [accountId])).rows;

/**
 * Registers a phone, or a phone that is registered already once more: its page does so each time it is opened. The eleventh phone of an account
 * retires the one that was seen longest ago, so that a new phone is never refused.
 */
export async function putPhoneRecord(pool: pg.Pool, phone: NewPhone, now: number): Promise<Phone> {
  const { accountId, sessionId, endpoint, p256dh, auth, name, replaces } = phone;
  return inTransaction(pool, async (client) => {
    const put = (await client.query<Phone>(putPhone, [accountId, sessionId, endpoint, p256dh, auth, name, now])).rows[0] as Phone;
    const replaced = replaces === null ? [] : (await client.query<Phone>(replacePhone, [replaces, accountId, put.id, now])).rows;
    await client.query(retireOldest, [accountId, now]);
    await client.query(forgetOldest, [accountId]);
    return replaced[0] ?? put;
  });
}

/** The account wants no alarms on this phone. False: it has no such phone. */
export const switchOffPhone = async (pool: pg.Pool, accountId: string, phoneId: string, now: number): Promise<boolean> =>
  (await pool.query(retireOwn, [accountId, phoneId, now])).rowCount === 1;

/** Who signs out on a phone gets no more alarms on it. Gives how many phones that were. */
export const retirePhonesOfSession = async (pool: pg.Pool, sessionId: string, now: number): Promise<number> =>
  (await pool.query(retireOfSession, [sessionId, now])).rowCount ?? 0;
