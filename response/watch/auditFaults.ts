import type pg from "pg";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { OnDuty } from "./onDuty.ts";

/**
 * What an audit can find.
 *
 * | fault | what it means |
 * |---|---|
 * | `noStep` | a case has no timer at all: without the auditor no one would ever hear of it |
 * | `stepForgotten` | the timer of a case is later than the next step of its ladder |
 * | `stepOverdue` | a timer of a case was due and did not run |
 * | `holderGone` | the holder of a case is not on duty, and still has it |
 * | `messageStuck` | a message should have left and was not tried; its channel failed and the next one was not tried; or the wait for a receipt of a phone has not ended |
 * | `timerOverdue` | a timer of a rule was due and did not fire |
 */
export const faultKinds = ["noStep", "stepForgotten", "stepOverdue", "holderGone", "messageStuck", "timerOverdue"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault of one case. */
export interface CaseFault {
  kind: "noStep" | "stepForgotten" | "stepOverdue" | "holderGone";
  caseId: string;
  homeId: string;
  heldBy: string | null;
  /** The timer that is stored, epoch ms: a case whose timer is another one at each look is not stuck. */
  nextAt: number | null;
}

export interface MessageFault {
  kind: "messageStuck";
  messageId: string;
  attempts: number;
  /** It may have become due just now: a webhook is due from the time when its case was opened. */
  isFresh: boolean;
}

/** Timers of rules in so many homes. */
export interface TimerFault {
  kind: "timerOverdue";
  count: number;
}

export type Fault = CaseFault | MessageFault | TimerFault;

/** The case clock looks each second; a case that a long transaction has locked is skipped meanwhile. */
const stepGraceMs = 10_000;
/** The outbox looks each second, and gives a provider so long to answer. */
const messageGraceMs = 60_000;
/** While a large batch commits, timers wait for the next one. */
const timerGraceMs = 30_000;
/** The holder watch looks each 10 seconds. */
const holderGraceMs = 30_000;

const selectCases = `
  SELECT c.id::text AS "caseId", c.home_id::text AS "homeId", c.held_by AS "heldBy", c.held_via AS via, c.next_at AS "nextAt",
         CASE WHEN c.next_at IS NULL AND NOT c.technical THEN 'noStep'
              WHEN ladder.due_at < c.next_at THEN 'stepForgotten'
              WHEN c.next_at < to_timestamp($1::float8 / 1000) THEN 'stepOverdue' END AS kind
    FROM alarm_case c JOIN home h ON h.id = c.home_id
    LEFT JOIN LATERAL (SELECT min(due_at) AS due_at FROM escalation WHERE case_id = c.id) AS ladder ON true
   WHERE c.state <> 'closed' AND answered_as(h.mode) = 'live' AND NOT h.canary`;

/**
 * A message that the outbox would never take: without a time, or of a channel that should have been used since the one before failed. $1: failed
 * before this.
 */
const isForgotten = `(n.state = 'waiting' AND n.next_at IS NULL
      OR n.state = 'spare' AND c.state <> 'closed' AND (
           SELECT bool_and(before.state = 'failed' AND before.settled_at < to_timestamp($1::float8 / 1000)) FROM notification before
            WHERE before.case_id = n.case_id AND before.step = n.step AND before.recipient = n.recipient AND before.recipient_id = n.recipient_id
              AND before.place < n.place))`;

const selectMessages = `
  SELECT n.id::text AS "messageId", n.attempts, n.channel = 'webhook' AND n.attempts = 0 AS "isFresh", 'messageStuck' AS kind
    FROM notification n LEFT JOIN alarm_case c ON c.id = n.case_id
   WHERE n.state IN ('waiting', 'sending', 'sent') AND n.next_at < to_timestamp($1::float8 / 1000)
      OR ${isForgotten}
   ORDER BY n.id LIMIT 1000`;

const freeMessages = `
  UPDATE notification SET state = 'waiting', next_at = to_timestamp($2::float8 / 1000)
   WHERE id IN (
     SELECT n.id FROM notification n LEFT JOIN alarm_case c ON c.id = n.case_id
      WHERE ${isForgotten})`;

const countOpen = `
  SELECT CASE WHEN c.state = 'waiting' AND c.centre_since IS NULL THEN 'withFamily' ELSE c.state END AS state, count(*)::int AS count,
         min(c.centre_since) AS since
    FROM alarm_case c JOIN home h ON h.id = c.home_id WHERE c.state <> 'closed' AND NOT c.technical AND answered_as(h.mode) = 'live' AND NOT h.canary GROUP BY 1`;

/** Open cases by state, and since when the first of the waiting ones has been at the centre, epoch ms. */
export async function countOpenCases(pool: pg.Pool): Promise<{ counts: ReadonlyMap<string, number>; waitingSince: number | null }> {
  const { rows } = await pool.query<{ state: string; count: number; since: number | null }>(countOpen);
  return {
    counts: new Map(rows.map(({ state, count }) => [state, count])),
    waitingSince: rows.find(({ state }) => state === "waiting")?.since ?? null,
  };
}

interface CaseRow extends Omit<CaseFault, "kind"> {
  kind: CaseFault["kind"] | null;
  via: { kind: "session" | "token"; id: string } | null;
}

interface FindNeeds {
  pool: pg.Pool;
  onDuty: OnDuty;
  settings: AnsweringSettings;
  /** How many homes have a timer that was due at this time and has not fired. */
  overdueHomes: (dueAt: number) => number;
}

/** `now` in epoch ms. Rejects while the database is away. */
export async function findCaseFaults({ pool, onDuty, settings }: FindNeeds, now: number): Promise<CaseFault[]> {
  const { rows } = await pool.query<CaseRow>(selectCases, [now - stepGraceMs]);
  const ended = await onDuty.ended(rows.flatMap(({ via }) => (via === null ? [] : [via])));
  const awayMs = settings.deskAwaySeconds * 1000 + holderGraceMs;
  return rows.flatMap(({ kind, via, ...row }): CaseFault[] => {
    const isGone = row.heldBy !== null && ((via !== null && ended.has(`${via.kind}/${via.id}`)) || onDuty.awayMs(row.heldBy) >= awayMs);
    return kind !== null ? [{ ...row, kind }] : isGone ? [{ ...row, kind: "holderGone" }] : [];
  });
}

/** At most a thousand messages. */
export async function findMessageFaults({ pool }: Pick<FindNeeds, "pool">, now: number): Promise<MessageFault[]> {
  return (await pool.query<MessageFault>(selectMessages, [now - messageGraceMs])).rows;
}

export function findTimerFaults({ overdueHomes }: Pick<FindNeeds, "overdueHomes">, now: number): TimerFault[] {
  const count = overdueHomes(now - timerGraceMs);
  return count === 0 ? [] : [{ kind: "timerOverdue", count }];
}

/** Messages that no one would ever send are due now. */
export async function freeStuckMessages(pool: pg.Pool, now: number): Promise<void> {
  await pool.query(freeMessages, [now - messageGraceMs, now]);
}
