import type pg from "pg";
import type { AnsweredMode } from "#domain/home.ts";
import type { Way } from "../channels/channel.ts";
import type { About } from "../texts/texts.ts";

/** A message that the outbox has taken to send it, and what must be known of its case. Times in epoch ms. */
export interface TakenMessage {
  id: string;
  caseId: string | null;
  alarmId: string | null;
  /** The invitation whose link it carries. */
  invitationId: string | null;
  kind: About["kind"];
  step: string | null;
  /** `carer`: an account. */
  recipient: "contact" | "supervisor" | "administrator" | "fallback" | "receiver" | "carer" | "installer";
  recipientId: string;
  name: string;
  channel: Way;
  address: string;
  sentence: string;
  /** How long the step of a ladder waits for an answer; null for what no ladder sent. */
  waitSeconds: number | null;
  /** With this one. It names the attempt: a settlement of an older attempt changes nothing. */
  attempts: number;
  createdAt: number;
  /** When the alarm rang first; null where there is none. */
  raisedAt: number | null;
  homeId: string | null;
  homeName: string | null;
  mode: AnsweredMode | null;
  caseState: "waiting" | "claimed" | "followUp" | "closed" | null;
  heldName: string | null;
  acceptedName: string | null;
  acceptedAt: number | null;
}

/** Messages of $1 that are due at $2: they are `sending` until $4, when they are due again unless they have been settled. At most $3. */
const takeDue = `
  WITH due AS (
    SELECT id FROM notification WHERE channel = $1 AND next_at <= to_timestamp($2::float8 / 1000) AND state IN ('waiting', 'sending')
     ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE notification AS n SET state = 'sending', attempts = attempts + 1, next_at = to_timestamp($4::float8 / 1000)
      FROM due WHERE n.id = due.id RETURNING n.*
  )
  SELECT n.id::text, n.case_id::text AS "caseId", n.alarm_id::text AS "alarmId", n.invitation_id::text AS "invitationId", n.kind, n.step, n.recipient, n.recipient_id AS "recipientId",
         n.name, n.channel, n.address, n.sentence, (SELECT (steps -> split_part(n.step, '/', 2)::int ->> 'waitSeconds')::int FROM escalation
            WHERE n.kind = 'alarm' AND escalation.id::text = split_part(n.step, '/', 1)) AS "waitSeconds", n.attempts, n.created_at AS "createdAt", a.raised_at AS "raisedAt",
         h.id::text AS "homeId", h.name AS "homeName", answered_as(h.mode) AS mode, c.state AS "caseState", c.held_name AS "heldName",
         c.accepted_name AS "acceptedName", c.accepted_at AS "acceptedAt"
    FROM taken AS n LEFT JOIN alarm_case c ON c.id = n.case_id LEFT JOIN home h ON h.id = c.home_id LEFT JOIN alarm a ON a.id = n.alarm_id
   ORDER BY n.id`;

/** Only the attempt that is under way: a receipt, or another process, may have been quicker. A push that was sent has a time by which it must be received. */
const settle = `
  UPDATE notification SET state = $3, next_at = to_timestamp($4::float8 / 1000), failure = $5, provider_id = coalesce($6, provider_id),
         sent_at = CASE WHEN $3 = 'sent' THEN to_timestamp($7::float8 / 1000) ELSE sent_at END,
         settled_at = CASE WHEN $3 IN ('failed', 'dropped') THEN to_timestamp($7::float8 / 1000) END
   WHERE id = $1 AND attempts = $2 AND state = 'sending' RETURNING id`;

/** The next channels of the same person in the same step: those of the lowest place, once all before them have failed. */
const releaseSpares = `
  WITH same AS (
    SELECT n.id, n.place, n.state FROM notification AS n JOIN notification AS failed ON failed.id = $1
     WHERE n.step = failed.step AND n.recipient = failed.recipient AND n.recipient_id = failed.recipient_id
  )
  UPDATE notification SET state = 'waiting', next_at = to_timestamp($2::float8 / 1000)
   WHERE id IN (SELECT id FROM same WHERE state = 'spare' AND place = (SELECT min(place) FROM same WHERE state = 'spare'))
     AND NOT EXISTS (SELECT FROM same WHERE state NOT IN ('spare', 'failed', 'dropped'))
  RETURNING id::float8 AS id, channel`;
const dropSpares = `
  UPDATE notification AS spare SET state = 'dropped', settled_at = to_timestamp($2::float8 / 1000)
    FROM notification AS message
   WHERE message.id = $1 AND spare.step = message.step AND spare.recipient = message.recipient
     AND spare.recipient_id = message.recipient_id AND spare.state = 'spare'`;

/** Of the step of message $1, and of all messages to contacts in its case: whether one has left or will. */
const selectAlive = `
  SELECT coalesce(bool_or(n.step = message.step AND n.state NOT IN ('failed', 'dropped')), false) AS "stepAlive",
         coalesce(bool_or(n.recipient = 'contact' AND n.kind = 'alarm' AND n.state NOT IN ('failed', 'dropped')), false) AS "familyAlive"
    FROM notification AS message JOIN notification AS n ON n.case_id = message.case_id WHERE message.id = $1`;

/** How an attempt is recorded. Times in epoch ms. */
export type Settlement =
  /** `receiptBy`: without a receipt by then it has failed; null: none is needed. */
  | { state: "sent"; providerId: string | null; receiptBy: number | null }
  | { state: "waiting"; nextAt: number; why: string }
  | { state: "failed"; why: string }
  | { state: "dropped"; why: string };

/** A settlement as it was recorded, and what it means for the other messages of the step and the case. */
export interface Settled {
  settlement: Settlement;
  /** The channels that are tried at once instead. */
  fallenOverTo: readonly Way[];
  /** False: all messages of the ladder's step have failed. */
  stepAlive: boolean;
  /** False: no message has reached a contact, and none is under way. */
  familyAlive: boolean;
}

export async function takeMessages(
  pool: pg.Pool,
  { channel, now, most, leaseUntil }: { channel: Way; now: number; most: number; leaseUntil: number },
): Promise<TakenMessage[]> {
  return (await pool.query<TakenMessage>({ name: "take messages", text: takeDue, values: [channel, now, most, leaseUntil] })).rows;
}

/** Records how an attempt ended. Null: another settlement was quicker, and nothing was written. */
export async function settleMessage(
  client: pg.ClientBase | pg.Pool,
  { id, attempts }: Pick<TakenMessage, "id" | "attempts">,
  settlement: Settlement,
  now: number,
): Promise<Settled | null> {
  const values = [
    ...[id, attempts, settlement.state, nextAtOf(settlement)],
    ...["why" in settlement ? settlement.why : null, "providerId" in settlement ? settlement.providerId : null, now],
  ];
  const { rowCount } = await client.query({ name: "settle message", text: settle, values });
  return rowCount === 0 ? null : settledAs(client, id, settlement, now);
}

const nextAtOf = (settlement: Settlement): number | null =>
  settlement.state === "waiting" ? settlement.nextAt : settlement.state === "sent" ? settlement.receiptBy : null;

/** What follows a settlement that has been written. */
export async function settledAs(client: pg.ClientBase | pg.Pool, id: string, settlement: Settlement, now: number): Promise<Settled> {
  const alive = { settlement, fallenOverTo: [], stepAlive: true, familyAlive: true };
  if (settlement.state === "dropped") await client.query(dropSpares, [id, now]);
  if (settlement.state !== "failed") return alive;
  const spares = (await client.query<{ id: number; channel: Way }>(releaseSpares, [id, now])).rows.toSorted((a, b) => a.id - b.id);
  const { rows } = await client.query<Pick<Settled, "stepAlive" | "familyAlive">>(selectAlive, [id]);
  return { ...alive, ...rows[0], fallenOverTo: spares.map(({ channel }) => channel) };
}
