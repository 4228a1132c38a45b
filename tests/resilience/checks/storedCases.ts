import type pg from "pg";

/** Cases, ladders and messages as the database holds them. Times in epoch ms, ids as text. */
export interface StoredCase {
  id: string;
  homeId: string;
  mode: string;
  technical: boolean;
  state: "waiting" | "claimed" | "followUp" | "closed";
  version: number;
  rings: number;
  heldBy: string | null;
  centreSince: number | null;
  nextAt: number | null;
}

export interface CaseLine {
  caseId: string;
  /** Null: about the whole case. */
  alarmId: string | null;
  event: string;
  at: number;
  text: string;
  by: string | null;
}

export interface StoredLadder {
  id: string;
  alarmId: string;
  caseId: string;
  steps: { notify: (number | string)[]; waitSeconds: number }[];
  nextStep: number;
  dueAt: number | null;
}

export interface StoredMessage {
  id: string;
  /** "<ladder>/<step>"; null where no ladder sent it. */
  step: string | null;
  recipient: string;
  recipientId: string;
  channel: string;
  createdAt: number;
  state: string;
}

const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)::float8`;
const cases = `SELECT c.id::text, c.home_id::text AS "homeId", h.mode, c.technical, c.state, c.version, c.rings, c.held_by AS "heldBy",
    ${ms("c.centre_since")} AS "centreSince", ${ms("c.next_at")} AS "nextAt"
  FROM alarm_case c JOIN home h ON h.id = c.home_id ORDER BY c.id`;
const lines = `SELECT s.case_id::text AS "caseId", s.alarm_id::text AS "alarmId", s.event, ${ms("s.at")} AS at, s.text, s.by_id AS by
  FROM case_timeline s ORDER BY s.id`;
const ladders = `SELECT e.id::text, e.alarm_id::text AS "alarmId", e.case_id::text AS "caseId", e.steps, e.next_step AS "nextStep", ${ms("e.due_at")} AS "dueAt"
  FROM escalation e ORDER BY e.id`;
const messages = `SELECT n.id::text, n.step, n.recipient, n.recipient_id AS "recipientId", n.channel, ${ms("n.created_at")} AS "createdAt", n.state
  FROM notification n ORDER BY n.id`;

export interface StoredCases {
  cases: StoredCase[];
  /** In the order in which they were written. */
  lines: CaseLine[];
  ladders: StoredLadder[];
  messages: StoredMessage[];
}

export async function readStoredCases(client: pg.Client): Promise<StoredCases> {
  const rows = async <Row extends object>(statement: string) => (await client.query<Row>(statement)).rows;
  return {
    cases: await rows<StoredCase>(cases),
    lines: await rows<CaseLine>(lines),
    ladders: await rows<StoredLadder>(ladders),
    messages: await rows<StoredMessage>(messages),
  };
}
