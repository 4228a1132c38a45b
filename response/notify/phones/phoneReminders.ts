import type pg from "pg";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import { allPhones } from "../channels/webPush.ts";
import { otherWays } from "./lostPhone.ts";
import { RepeatedLook } from "./repeatedLook.ts";

const lookEveryMs = 60_000;

/**
 * Accounts whose last successful test is thirty days old, and who were not reminded in the last 28 days. Between 10:00 and 18:00 by the wall of their
 * home. By push, and where no phone confirms it by text or e-mail. $2: the ways to send that this service has.
 */
const insertReminders = `
  WITH now AS (
    SELECT to_timestamp($1::float8 / 1000) AS at
  ), due AS (
    SELECT account_id, max(tested_at) AS tested_at FROM phone, now WHERE retired_at IS NULL
     GROUP BY account_id, now.at HAVING max(tested_at) <= now.at - interval '30 days'
  ), awake AS (
    SELECT DISTINCT ON (due.account_id) due.*, h.timezone
      FROM due JOIN carer ON carer.account_id = due.account_id AND carer.left_at IS NULL
      JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id AND h.mode = 'live' AND NOT h.canary
     ORDER BY due.account_id, carer.id
  ), reminded AS (
    SELECT awake.account_id, 'phoneTestDue/' || awake.account_id || '/' || floor(extract(epoch FROM tested_at)) || '/'
           || floor(extract(epoch FROM now.at - tested_at) / 2592000) AS step
      FROM awake, now WHERE extract(hour FROM now.at AT TIME ZONE timezone) BETWEEN 10 AND 17
       AND NOT EXISTS (SELECT FROM notification WHERE recipient = 'carer' AND recipient_id = awake.account_id AND kind = 'phoneTestDue'
                          AND created_at > now.at - interval '28 days')
  ), way AS (
    SELECT account_id, 'push' AS channel, '${allPhones}' AS address, 0 AS place FROM reminded
    UNION ALL
    SELECT account_id, channel, address, place FROM (${otherWays}) AS other WHERE channel = ANY ($2)
  )
  INSERT INTO notification (dedup_key, kind, step, recipient, recipient_id, name, channel, address, place, sentence, state, next_at, created_at)
  SELECT step || '/' || channel, 'phoneTestDue', step, 'carer', account.id, account.name, channel, address,
         row_number() OVER (PARTITION BY account.id ORDER BY way.place),
         'please test your phone again, so that you know that it wakes you. It takes a minute',
         CASE WHEN channel = 'push' THEN 'waiting' ELSE 'spare' END, CASE WHEN channel = 'push' THEN now.at END, now.at
    FROM reminded JOIN way USING (account_id) JOIN "user" AS account ON account.id = reminded.account_id, now
  ON CONFLICT (dedup_key) DO NOTHING`;

export interface PhoneReminderNeeds {
  pool: pg.Pool;
  /** The ways to send beside push. */
  otherWays: readonly string[];
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
  /** Messages were written. */
  lookNow: () => void;
}

/** Reminds carers once a month to test their phone. */
export class PhoneReminders {
  readonly #needs: PhoneReminderNeeds;
  readonly #looks: RepeatedLook;

  constructor(needs: PhoneReminderNeeds) {
    this.#needs = needs;
    const failed = onceAMinute((error: unknown) =>
      needs.log.warn({ err: error }, "could not look whether carers are due to test their phones; the next look is within a minute"),
    );
    this.#looks = new RepeatedLook({ everyMs: lookEveryMs, clock: needs.clock, look: () => this.#remind(), failed });
  }

  start(): void {
    this.#looks.start();
  }

  stop(): void {
    this.#looks.stop();
  }

  async #remind(): Promise<void> {
    const { pool, clock, timeFrame, otherWays, lookNow } = this.#needs;
    const { rowCount } = await timeFrame.within(() => pool.query(insertReminders, [clock.now(), otherWays]));
    if (rowCount !== 0) lookNow();
  }
}
