import { timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { NotifyConfig } from "#platform/notifyConfig.ts";
import { type ReceivedMessage, type RecordReceiptNeeds, receivedColumns, recordDelivered, recordReceipt } from "./messageReceipts.ts";
import { type Settled, settledAs } from "./outbox/outboxRecord.ts";

/** `unauthenticated`: the signature or token is wrong. `unknown`: no such message, perhaps not yet: the provider should try again. */
export type ReceiptAnswer = "taken" | "unauthenticated" | "malformed" | "unknown";

/** https://docs.notifications.service.gov.uk/rest-api.html, "Delivery receipts" */
const govUkReceipt = z.object({
  id: z.guid(),
  reference: z.string().nullable(),
  status: z.enum(["delivered", "permanent-failure", "temporary-failure", "technical-failure"]),
  completed_at: z.iso.datetime({ offset: true }).nullable().optional(),
});
const gatewayReceipt = z.object({
  type: z.enum(["message.delivered", "message.failed"]),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z.object({ id: z.string().min(1).max(200), reason: z.string().max(200).optional() }),
});

/** A message by the name that its provider gave it, or by its own id. */
const selectMessage = `SELECT ${receivedColumns} FROM notification
  WHERE channel IN ('text', 'voice') AND (provider_id = $1 OR id::text = $2) ORDER BY provider_id = $1 DESC NULLS LAST LIMIT 1`;
const setFailed = `UPDATE notification SET state = 'failed', next_at = NULL, failure = $3, settled_at = to_timestamp($2::float8 / 1000)
  WHERE id = $1 AND state IN ('sending', 'sent') RETURNING id`;

interface Receipt {
  providerId: string;
  /** The message's own id, as far as the provider repeats it. */
  reference: string | null;
  /** Null: delivered. */
  failure: string | null;
  /** By the provider's clock, epoch ms. */
  at: number | null;
}

export interface ReceiptNeeds extends RecordReceiptNeeds {
  config: NotifyConfig;
  log: Log;
}

/** What providers report about messages that they accepted: delivered, or failed after all. */
export class Receipts {
  readonly #needs: ReceiptNeeds;
  readonly #warn: (provider: string, why: ReceiptAnswer) => void;

  constructor(needs: ReceiptNeeds) {
    this.#needs = needs;
    this.#warn = onceAMinute((provider, why) =>
      needs.log.warn({ provider, why }, "a delivery receipt was refused; docs/notifications.md says what a provider must send"),
    );
  }

  /** `authorization` is the header "Bearer …". */
  async fromGovUkNotify(authorization: string | undefined, body: string): Promise<ReceiptAnswer> {
    const token = this.#needs.config.govUkNotify?.callbackToken ?? null;
    if (token === null || !isEqual(authorization ?? "", `Bearer ${token}`)) return this.#refused("GOV.UK Notify", "unauthenticated");
    const read = govUkReceipt.safeParse(jsonOf(body));
    if (!read.success) return this.#refused("GOV.UK Notify", "malformed");
    const { id, reference, status, completed_at } = read.data;
    const failure = status === "delivered" ? null : `GOV.UK Notify reports ${status.replace("-", " ")}`;
    return this.#take({ providerId: id, reference, failure, at: completed_at == null ? null : Date.parse(completed_at) });
  }

  /** The headers and the body of a POST that the gateway has signed (standard-webhooks), with the body as it came. */
  async fromGateway(headers: Record<string, string>, body: string): Promise<ReceiptAnswer> {
    const secret = this.#needs.config.gateway?.secret;
    if (secret === undefined || !isSigned(secret, headers, body)) return this.#refused("gateway", "unauthenticated");
    const read = gatewayReceipt.safeParse(jsonOf(body));
    if (!read.success) return this.#refused("gateway", "malformed");
    const { type, timestamp, data } = read.data;
    const failure = type === "message.delivered" ? null : `the gateway reports ${data.reason ?? "a failure"}`;
    return this.#take({ providerId: data.id, reference: data.id, failure, at: timestamp === undefined ? null : Date.parse(timestamp) });
  }

  #refused(provider: string, why: ReceiptAnswer): ReceiptAnswer {
    this.#warn(provider, why);
    return why;
  }

  async #take({ providerId, reference, failure, at }: Receipt): Promise<ReceiptAnswer> {
    const message = (await this.#needs.pool.query<ReceivedMessage>(selectMessage, [providerId, reference])).rows[0];
    if (message === undefined) return "unknown";
    await recordReceipt(this.#needs, message, { failure, at }, (client, now) =>
      failure === null ? recordDelivered(client, message.id, now) : recordFailed(client, message.id, failure, now),
    );
    return "taken";
  }
}

async function recordFailed(client: pg.ClientBase, id: string, why: string, now: number): Promise<Settled | null> {
  const { rowCount } = await client.query(setFailed, [id, now, why]);
  return rowCount === 0 ? null : settledAs(client, id, { state: "failed", why }, now);
}

function isSigned(secret: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function isEqual(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
