import type pg from "pg";
import { inTransaction } from "#platform/database.ts";

/** How an account gets a message beside pushes: as a contact of a live home by text, else at the address of the account. */
export const otherWays = `
  SELECT DISTINCT ON (account_id, channel) account_id, channel, address, CASE channel WHEN 'text' THEN 1 ELSE 2 END AS place FROM (
    SELECT carer.account_id, 'text' AS channel, way.address, carer.id AS first
      FROM carer JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id AND h.mode = 'live'
      JOIN contact_channel way ON way.contact_id = k.id AND way.type = 'text' AND (way.purposes IS NULL OR 'devices' = ANY (way.purposes))
     WHERE carer.left_at IS NULL
    UNION ALL
    SELECT carer.account_id, 'email', account.email, carer.id
      FROM carer JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id AND h.mode = 'live'
      JOIN "user" account ON account.id = carer.account_id WHERE carer.left_at IS NULL) AS way
  ORDER BY account_id, channel, first`;

/** Two phones of one account that are gone at the same moment follow each other: the second one is the last. */
const lockAccount = `SELECT FROM "user" WHERE id = (SELECT account_id FROM phone WHERE phone.id = $1) FOR NO KEY UPDATE`;
/**
 * Retires a phone whose push service knows it no longer. Where it was the last one of its account, the carer gets a text, or an e-mail where no text
 * can be sent: once, because the key of the message names the phone. $3: the ways to send that this service has.
 */
const retireGone = `
  WITH retired AS (
    UPDATE phone SET retired_at = to_timestamp($2::float8 / 1000), retired_why = 'gone' WHERE id = $1 AND retired_at IS NULL
    RETURNING id, account_id
  ), way AS (
    SELECT retired.id, way.*, row_number() OVER (ORDER BY way.place) AS nth
      FROM retired JOIN (${otherWays}) AS way ON way.account_id = retired.account_id
     WHERE way.channel = ANY ($3)
       AND NOT EXISTS (SELECT FROM phone WHERE phone.account_id = retired.account_id AND phone.id <> retired.id AND retired_at IS NULL)
  )
  INSERT INTO notification (dedup_key, kind, step, recipient, recipient_id, name, channel, address, place, sentence, state, next_at, created_at)
  SELECT 'phoneLost/' || way.id || '/' || $2::bigint || '/' || channel, 'phoneLost', 'phoneLost/' || way.id || '/' || $2::bigint, 'carer', account.id,
         account.name, channel, address, nth, 'your phone will not ring for alarms any more. Open Link Line on it and switch alarms on again',
         CASE WHEN nth = 1 THEN 'waiting' ELSE 'spare' END, CASE WHEN nth = 1 THEN to_timestamp($2::float8 / 1000) END, to_timestamp($2::float8 / 1000)
    FROM way JOIN "user" AS account ON account.id = way.account_id
  ON CONFLICT (dedup_key) DO NOTHING`;

export async function retireLostPhone(pool: pg.Pool, phoneId: string, usable: readonly string[], now: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(lockAccount, [phoneId]);
    await client.query(retireGone, [phoneId, now, usable]);
  });
}
