import type pg from "pg";
import type { Attempt, Channel, Outgoing } from "./channel.ts";
import { signedHeaders } from "./gateway.ts";
import { post, refusedBy, unanswered } from "./post.ts";

const provider = "the receiver";

const selectReceiver = `SELECT url, secret FROM webhook_receiver WHERE id::text = $1 AND disabled_at IS NULL`;
/** The supervisors hear of it once, by e-mail; the list of receivers says it as well. */
const disable = `
  WITH disabled AS (
    UPDATE webhook_receiver SET disabled_at = to_timestamp($2::float8 / 1000), disabled_why = $3
     WHERE id::text = $1 AND disabled_at IS NULL RETURNING id, name
  ), dropped AS (
    UPDATE notification SET state = 'dropped', next_at = NULL, settled_at = to_timestamp($2::float8 / 1000)
     WHERE channel = 'webhook' AND recipient_id = $1 AND state = 'waiting'
  )
  INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, state, next_at, created_at)
  SELECT 'receiver/' || disabled.id || '/disabled/' || $2::bigint || '/' || account.id, 'service', 'supervisor', account.id, account.name, 'email',
         account.email, 'The webhook receiver "' || disabled.name || '" answered 410 Gone and gets no more messages', 'waiting',
         to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000)
    FROM disabled, "user" AS account WHERE account.role = 'supervisor'
  ON CONFLICT (dedup_key) DO NOTHING`;

export interface WebhookNeeds {
  pool: pg.Pool;
  /** Epoch ms. */
  now: () => number;
}

/**
 * A signed POST (standard-webhooks) of the case as it is now: `{ "type": "case.changed", "timestamp", "data": <case> }`. The receiver keeps the
 * highest `version`: changes that follow each other quickly arrive as one.
 */
export class WebhookChannel implements Channel {
  readonly #needs: WebhookNeeds;

  constructor(needs: WebhookNeeds) {
    this.#needs = needs;
  }

  async send({ recipientId, case: changed }: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const { pool, now } = this.#needs;
    const receiver = (await pool.query<{ url: string; secret: string }>(selectReceiver, [recipientId])).rows[0];
    if (receiver === undefined) return { sent: false, next: "failed", why: "the receiver is disabled" };
    if (changed === null) return { sent: false, next: "failed", why: "the case does not exist any more" };
    const at = new Date(now());
    const body = JSON.stringify({ type: "case.changed", timestamp: at.toISOString(), data: changed });
    const headers = signedHeaders(receiver.secret, `case-${changed.id}-${changed.version}`, at, body);
    try {
      const answer = await post(receiver.url, { headers, body, signal });
      if (answer.status === 410) await pool.query(disable, [recipientId, now(), "answered 410 Gone"]);
      return refusedBy(provider, answer) ?? { sent: true, providerId: null };
    } catch (error) {
      return unanswered(provider, error, signal);
    }
  }
}
