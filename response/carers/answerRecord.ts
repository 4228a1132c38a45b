import type pg from "pg";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import type { CloseUndo, OpeningFacts } from "../case/steps/contact/causes.ts";
import type { HandOverUndo } from "../case/steps/contact/takingBack.ts";
import type { Instead } from "./instead.ts";

export const answerKinds = ["accept", "handOver", "calling", "cause", "undo"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** What taking an answer back needs. */
export type AnswerUndo =
  | { what: "accept"; at: number }
  | { what: "handOver"; handOver: HandOverUndo }
  | { what: "calling" }
  | { what: "cause"; close: CloseUndo | null; former: readonly FormerCause[] };

/** What was said of an alarm before. */
export interface FormerCause {
  id: string;
  cause: CarerCause | null;
  by: string | null;
  contact: string | null;
  at: number | null;
}

/** An answer as it is stored. Times in epoch ms. */
export interface StoredAnswer {
  key: string;
  accountId: string;
  caseId: string;
  what: AnswerKind;
  tappedAt: number;
  at: number;
  /** Null: it counted. */
  refused: Instead | null;
  undo: AnswerUndo | null;
  undoneAt: number | null;
}

const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

const selectAnswer = `SELECT key, account_id AS "accountId", case_id::text AS "caseId", what, tapped_at AS "tappedAt", at, refused, undo,
    undone_at AS "undoneAt" FROM carer_answer WHERE key = $1`;
const insertAnswer = `INSERT INTO carer_answer (key, account_id, contact_id, case_id, what, tapped_at, at, refused, undo)
  VALUES ($1, $2, $3, $4, $5, ${ms(6)}, ${ms(7)}, $8, $9) ON CONFLICT (key) DO NOTHING`;
const setUndone = `UPDATE carer_answer SET undone_at = ${ms(2)} WHERE key = $1`;

export const readAnswer = async (client: pg.ClientBase, key: string): Promise<StoredAnswer | null> =>
  (await client.query<StoredAnswer>({ name: "carer answer", text: selectAnswer, values: [key] })).rows[0] ?? null;

/** False: another answer has the key. */
export async function writeAnswer(client: pg.ClientBase, answer: StoredAnswer & { contactId: string }): Promise<boolean> {
  const { key, accountId, contactId, caseId, what, tappedAt, at, refused, undo } = answer;
  const values = [key, accountId, contactId, caseId, what, tappedAt, at, json(refused), json(undo)];
  return (await client.query(insertAnswer, values)).rowCount === 1;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export const markUndone = async (client: pg.ClientBase, key: string, now: number): Promise<void> =>
  void (await client.query(setUndone, [key, now]));

/** Each open alarm of the case is over: a rule noted the end of its episode since it last rang. */
const selectIsOver = `SELECT coalesce(bool_and(EXISTS (
    SELECT FROM case_timeline note WHERE note.alarm_id = a.id AND note.event = 'note' AND note.details ->> 'ends' IS NOT NULL AND note.id > (
      SELECT max(ring.id) FROM case_timeline ring WHERE ring.alarm_id = a.id AND ring.event IN ('raised', 'rangAgain', 'priorityRaised')))), false) AS over
  FROM alarm a WHERE a.case_id = $1 AND a.state = 'open'`;
const selectFormer = `SELECT id::text, carer_cause AS cause, carer_cause_by AS by, carer_cause_contact::text AS contact, carer_cause_at AS at
  FROM alarm WHERE case_id = $1 ORDER BY alarm.id`;
const setCause = `UPDATE alarm SET carer_cause = $2, carer_cause_by = $3, carer_cause_contact = $4, carer_cause_at = ${ms(5)} WHERE case_id = $1`;
/** Where another contact has said something since, that stays. */
const restoreCause = `UPDATE alarm SET carer_cause = former.cause, carer_cause_by = former.by, carer_cause_contact = former.contact,
    carer_cause_at = to_timestamp(former.at / 1000)
  FROM jsonb_to_recordset($1::jsonb) AS former (id bigint, cause text, by text, contact bigint, at float8)
  WHERE alarm.id = former.id AND alarm.carer_cause_contact = $2 AND alarm.carer_cause_at = ${ms(3)}`;

export const isCaseOver = async (client: pg.ClientBase, caseId: string): Promise<boolean> =>
  (await client.query<{ over: boolean }>(selectIsOver, [caseId])).rows[0]?.over ?? false;

export const readCauses = async (client: pg.ClientBase, caseId: string): Promise<FormerCause[]> =>
  (await client.query<FormerCause>(selectFormer, [caseId])).rows;

export async function writeCause(
  client: pg.ClientBase,
  caseId: string,
  { cause, contact, now }: { cause: CarerCause; contact: { id: string; name: string }; now: number },
): Promise<void> {
  await client.query(setCause, [caseId, cause, contact.name, contact.id, now]);
}

export async function putCausesBack(client: pg.ClientBase, former: readonly FormerCause[], contactId: string, at: number): Promise<void> {
  await client.query(restoreCause, [JSON.stringify(former), contactId, at]);
}

/** The alarms that were open until the case was closed, without those whose episode has an open alarm again, and without technical ones that ended by themselves. */
const selectReopenable = `SELECT a.id::text FROM alarm a JOIN alarm_case c ON c.id = a.case_id
  WHERE c.id = $1 AND a.state = 'closed' AND a.closed_at = c.closed_at
    AND NOT EXISTS (SELECT FROM alarm other WHERE other.key = a.key AND other.state = 'open') ORDER BY a.id`;
const selectOtherOpen = `SELECT EXISTS (SELECT FROM alarm_case other JOIN alarm_case c ON c.id = $1
  WHERE other.home_id = c.home_id AND other.id <> c.id AND other.state <> 'closed' AND NOT other.technical AND NOT c.technical) AS has`;

export async function openingFacts(client: pg.ClientBase, id: string): Promise<OpeningFacts> {
  const { rows } = await client.query<{ id: string }>(selectReopenable, [id]);
  const other = (await client.query<{ has: boolean }>(selectOtherOpen, [id])).rows[0];
  return { alarmIds: rows.map((row) => row.id), hasOtherOpenCase: other?.has ?? false };
}

/** Messages to other contacts that did not leave because of an "I'm on it" that is taken back: they leave now. */
const sendAgain = `UPDATE notification SET state = CASE WHEN place = 1 OR attempts > 0 THEN 'waiting' ELSE 'spare' END,
    next_at = CASE WHEN place = 1 OR attempts > 0 THEN ${ms(3)} END, settled_at = NULL, failure = NULL
  WHERE case_id = $1 AND kind = 'alarm' AND recipient = 'contact' AND state = 'dropped' AND settled_at >= ${ms(2)} AND created_at <= ${ms(2)}`;

export const sendDroppedAgain = async (client: pg.ClientBase, caseId: string, since: number, now: number): Promise<void> =>
  void (await client.query(sendAgain, [caseId, since, now]));
