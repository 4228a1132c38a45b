import type pg from "pg";

/** The last test of a phone. Times in epoch ms. */
export interface PhoneTest {
  phoneId: string;
  /** `waiting`: it leaves at `dueAt`. `dropped` is never here. */
  state: "waiting" | "sending" | "sent" | "delivered" | "failed";
  /** Null once it has left. */
  dueAt: number | null;
  sentAt: number | null;
  receivedAt: number | null;
  shownAt: number | null;
  openedAt: number | null;
  failure: string | null;
}

/** A test that waits is replaced: a phone has one. */
const insertTest = `
  WITH replaced AS (
    UPDATE notification SET state = 'dropped', next_at = NULL, settled_at = to_timestamp($4::float8 / 1000)
     WHERE kind = 'phoneTest' AND recipient = 'carer' AND recipient_id = $1 AND address = $2 AND state = 'waiting'
  )
  INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, next_at, created_at)
  SELECT 'phoneTest/' || phone.id || '/' || gen_random_uuid(), 'phoneTest', 'carer', account.id, account.name, 'push', phone.id::text,
         'this is the test of your phone. Open it, and the test is complete', to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000)
    FROM phone JOIN "user" AS account ON account.id = phone.account_id
   WHERE phone.account_id = $1 AND phone.id::text = $2 AND phone.retired_at IS NULL`;
const dropTest = `UPDATE notification SET state = 'dropped', next_at = NULL, settled_at = to_timestamp($3::float8 / 1000)
  WHERE kind = 'phoneTest' AND recipient = 'carer' AND recipient_id = $1 AND address = $2 AND state = 'waiting'`;
const selectTests = `SELECT DISTINCT ON (address) address AS "phoneId", state, CASE WHEN state = 'waiting' THEN next_at END AS "dueAt", sent_at AS "sentAt",
    received_at AS "receivedAt", shown_at AS "shownAt", opened_at AS "openedAt", failure
  FROM notification WHERE kind = 'phoneTest' AND recipient = 'carer' AND recipient_id = $1 AND state <> 'dropped' ORDER BY address, id DESC`;

/** Sends a phone of the account a test at `at`, epoch ms, as an alarm would be sent. False: it has no such phone. */
export const schedulePhoneTest = async (
  pool: pg.Pool,
  { accountId, phoneId, at }: { accountId: string; phoneId: string; at: number },
  now: number,
): Promise<boolean> => (await pool.query(insertTest, [accountId, phoneId, at, now])).rowCount === 1;

/** A test that waits does not leave. */
export async function dropPhoneTest(
  pool: pg.Pool,
  { accountId, phoneId }: { accountId: string; phoneId: string },
  now: number,
): Promise<void> {
  await pool.query(dropTest, [accountId, phoneId, now]);
}

export const readPhoneTests = async (pool: pg.Pool, accountId: string): Promise<PhoneTest[]> =>
  (await pool.query<PhoneTest>(selectTests, [accountId])).rows;
