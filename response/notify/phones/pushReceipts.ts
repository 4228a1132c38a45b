import type pg from "pg";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { ContactLinks } from "../contactLinks.ts";
import { type ReceivedMessage, type RecordReceiptNeeds, receivedColumns, recordDelivered, recordReceipt } from "../messageReceipts.ts";
import { receiptWithinMs } from "../outbox/attempt.ts";
import { type Settled, settledAs } from "../outbox/outboxRecord.ts";
import { RepeatedLook } from "./repeatedLook.ts";

/** What a phone reports of a push. Each includes those before it. */
export const confirmations = ["received", "shown", "opened"] as const;
export type Confirmation = (typeof confirmations)[number];

const lookEveryMs = 1_000;
/** So many at the same time, so that they do not take all connections to the database. */
const mostAtOnce = 8;

const selectPush = `SELECT ${receivedColumns} FROM notification WHERE id = $1 AND channel = 'push'`;
/** A test has succeeded where the phone received it in time, showed it, and a person opened it, whenever that was. */
const mark = `
  WITH marked AS (
    UPDATE notification SET received_at = coalesce(received_at, now.at), sent_at = coalesce(sent_at, now.at),
           shown_at = CASE WHEN $3 <> 'received' THEN coalesce(shown_at, now.at) ELSE shown_at END,
           opened_at = CASE WHEN $3 = 'opened' THEN coalesce(opened_at, now.at) ELSE opened_at END
      FROM (SELECT to_timestamp($2::float8 / 1000) AS at) AS now WHERE id = $1 RETURNING kind, address, sent_at, received_at, opened_at
  )
  UPDATE phone SET tested_at = greatest(tested_at, marked.opened_at) FROM marked
   WHERE marked.kind = 'phoneTest' AND phone.id::text = marked.address AND marked.opened_at IS NOT NULL
     AND marked.received_at <= marked.sent_at + interval '${receiptWithinMs} ms'`;
/**
 * At $1: a push whose wait for a receipt is over, and one that no push service has accepted for as long, where other channels wait for it. So neither
 * a push service that does not answer nor a queue of pushes makes a text late.
 */
const isOver = (at: string): string => `channel = 'push' AND next_at IS NOT NULL AND (
    state = 'sent' AND next_at <= to_timestamp(${at}::float8 / 1000)
    OR state IN ('waiting', 'sending') AND place = 1 AND created_at <= to_timestamp(${at}::float8 / 1000) - interval '${receiptWithinMs} ms'
       AND EXISTS (SELECT FROM notification AS spare WHERE spare.created_at = push.created_at AND spare.step = push.step AND spare.recipient = push.recipient
                      AND spare.recipient_id = push.recipient_id AND spare.state = 'spare'))`;
const selectUnconfirmed = `SELECT ${receivedColumns} FROM notification AS push WHERE ${isOver("$1")} ORDER BY next_at LIMIT ${mostAtOnce}`;
const setUnconfirmed = `UPDATE notification AS push SET state = 'failed', next_at = NULL, failure = $3, settled_at = to_timestamp($2::float8 / 1000)
  WHERE id = $1 AND ${isOver("$2")} RETURNING id`;

const notConfirmed = "the phone did not confirm it";

export interface PushReceiptNeeds extends RecordReceiptNeeds {
  links: Pick<ContactLinks, "readReceipt">;
  log: Log;
  /** Other channels may be due now. */
  lookNow: () => void;
}

/**
 * What phones report of pushes. The push service only says that it has accepted a push; the worker on the phone confirms it to this service.
 *
 * A push that is not confirmed within 30 seconds has failed, so its other channels leave, or the next step of the ladder runs. The 30 seconds begin when
 * a push service has accepted it; where other channels wait for it, they leave 30 seconds after it was written at the latest. The times are columns, so
 * a restart changes nothing: the first look after it settles what was due, once. A receipt that comes later is recorded all the same.
 *
 * Example: accepted at 02:14:00, no receipt. At 02:14:30 "Push to Jonas Birch failed: the phone did not confirm it. Text instead". The phone finds a
 * connection at 02:20: "Push to Jonas Birch delivered 02:20:03".
 */
export class PushReceipts {
  readonly #needs: PushReceiptNeeds;
  readonly #waits: RepeatedLook;

  constructor(needs: PushReceiptNeeds) {
    this.#needs = needs;
    const failed = onceAMinute((error: unknown) =>
      needs.log.warn({ err: error }, "could not end the wait for receipts of pushes; the next look is within a second"),
    );
    this.#waits = new RepeatedLook({ everyMs: lookEveryMs, clock: needs.clock, look: () => this.#endWaits(), failed });
  }

  start(): void {
    this.#waits.start();
  }

  stop(): void {
    this.#waits.stop();
  }

  /** False: no message has this token. The same confirmation again changes nothing. */
  async confirm(token: string, what: Confirmation): Promise<boolean> {
    const id = this.#needs.links.readReceipt(token);
    const message = id === null ? undefined : (await this.#needs.pool.query<ReceivedMessage>(selectPush, [id])).rows[0];
    if (message === undefined) return false;
    await recordReceipt(this.#needs, message, { failure: null, at: null }, async (client, now) => {
      await client.query(mark, [message.id, now, what]);
      return recordDelivered(client, message.id, now);
    });
    return true;
  }

  async #endWaits(): Promise<void> {
    const { pool, clock, lookNow } = this.#needs;
    for (let some = mostAtOnce; some === mostAtOnce; ) {
      const { rows } = await pool.query<ReceivedMessage>(selectUnconfirmed, [clock.now()]);
      const ended = await Promise.allSettled(rows.map((message) => this.#endWait(message)));
      const failed = ended.find(({ status }) => status === "rejected");
      if (rows.length > 0) lookNow();
      if (failed?.status === "rejected") throw failed.reason;
      some = rows.length;
    }
  }

  #endWait(message: ReceivedMessage): Promise<void> {
    const result = { failure: notConfirmed, at: null };
    return recordReceipt(this.#needs, message, result, (client, now) => recordUnconfirmed(client, message.id, now));
  }
}

async function recordUnconfirmed(client: pg.ClientBase, id: string, now: number): Promise<Settled | null> {
  const { rowCount } = await client.query(setUnconfirmed, [id, now, notConfirmed]);
  return rowCount === 0 ? null : settledAs(client, id, { state: "failed", why: notConfirmed }, now);
}
