import type pg from "pg";
import { wallClock } from "#domain/time/wallClock.ts";
import type { Clock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { CaseDesk } from "../case/caseDesk.ts";
import { stepTo } from "../case/steps/caseStep.ts";
import { messageDelivered, messageSettled } from "./messageSteps.ts";
import { type Settled, settledAs, type TakenMessage } from "./outbox/outboxRecord.ts";

/** The columns of a message that a receipt is about. */
export const receivedColumns = `id::text, case_id::text AS "caseId", alarm_id::text AS "alarmId", kind, step, recipient, name, channel,
    (SELECT home_id::text FROM alarm_case WHERE id = case_id) AS "homeId"`;

export type ReceivedMessage = Pick<
  TakenMessage,
  "id" | "caseId" | "alarmId" | "kind" | "step" | "recipient" | "name" | "channel" | "homeId"
>;

export interface RecordReceiptNeeds {
  pool: pg.Pool;
  desk: Pick<CaseDesk, "perform">;
  clock: Clock;
  timeFrame: TimeFrame;
  timezoneOf: (homeId: string | null) => string;
}

/** What became of a message that a provider had accepted. */
export interface ReceiptResult {
  /** Why it failed; null: delivered. */
  failure: string | null;
  /** When, epoch ms; null: now. */
  at: number | null;
}

/** Delivered is the last word, also about a message that the service was about to send again, or that has failed. */
const setDelivered = `UPDATE notification SET state = 'delivered', next_at = NULL, failure = NULL, settled_at = to_timestamp($2::float8 / 1000)
  WHERE id = $1 AND state <> 'delivered' RETURNING id`;

/** Writes the result. Null: another one was quicker, and nothing changed. */
export type RecordResult = (client: pg.ClientBase, now: number) => Promise<Settled | null>;

export async function recordDelivered(client: pg.ClientBase, id: string, now: number): Promise<Settled | null> {
  const { rowCount } = await client.query(setDelivered, [id, now]);
  return rowCount === 0 ? null : settledAs(client, id, { state: "sent", providerId: null, receiptBy: null }, now);
}

/** Records a receipt and, where the message belongs to a case, what follows for it: a line in the timeline, the next channel, the next step. */
export async function recordReceipt(
  needs: RecordReceiptNeeds,
  message: ReceivedMessage,
  { failure, at }: ReceiptResult,
  record: RecordResult,
): Promise<void> {
  const { pool, desk, clock, timeFrame, timezoneOf } = needs;
  if (message.caseId === null) {
    await timeFrame.within(() => inTransaction(pool, (client) => record(client, clock.now())));
    return;
  }
  await desk.perform<Settled | null>(
    message.caseId,
    ({ case: before }, context, settled) => {
      if (settled === null) return stepTo(before, []);
      if (failure !== null) return messageSettled(before, message, settled, context.now);
      return messageDelivered(before, message, withSeconds(saneTime(at, context.now), timezoneOf(message.homeId)));
    },
    (client) => record(client, clock.now()),
  );
}

/** A provider's time counts where it can be true: in the last day, and not in the future. */
const saneTime = (at: number | null, now: number): number => (at !== null && at <= now && at > now - 86_400_000 ? at : now);

/** "02:14:09" */
const withSeconds = (at: number, timezone: string): string =>
  `${wallClock(at, timezone)}:${String(Math.floor(at / 1000) % 60).padStart(2, "0")}`;
