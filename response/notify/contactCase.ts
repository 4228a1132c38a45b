import type pg from "pg";
import type { Author, Priority } from "#domain/alarm.ts";
import type { caseStates } from "#domain/answering/case.ts";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import { contingencyRule } from "#domain/carers/contingency.ts";
import { rankOf } from "../alarm/alarmViews.ts";
import type { LinkedCase } from "./contactLinks.ts";

/** For so long after the close a link still shows the case. */
export const linkValidMs = 24 * 3_600_000;

/** A case as one contact of the home may see it: no medical detail, no address or number, no words of staff. Times in epoch ms. */
export interface ContactCase {
  contact: Author;
  homeName: string;
  /** Who lives there. */
  people: string[];
  timezone: string;
  state: (typeof caseStates)[number];
  priority: Priority;
  openedAt: number;
  closedAt: number | null;
  /** The contact who closed it; null: staff did. */
  closedBy: string | null;
  /** Since when the case waits at the centre; null while it is with the family or in hand. */
  centreSince: number | null;
  /** Since when an operator has it. */
  heldSince: number | null;
  /** The contact who said "I'm on it" and is asked again later (`Accepted` in case/steps/caseState.ts); `askedAt` when that was long ago, and the contact was asked again. */
  accepted: (Author & { at: number; askedAt: number | null; others: (Author & { at: number })[] }) | null;
  /** When this contact last said "I'm on it", and did not take it back. */
  answeredAt: number | null;
  /** Highest priority first. `over`: what a rule noted at the end of its episode, such as "Back in bed 02:41"; null: it is not over. */
  alarms: {
    sentence: string;
    raisedAt: number;
    rangAt: number;
    rings: number;
    isOpen: boolean;
    outcome: string | null;
    over: string | null;
  }[];
  /** The newest note of a rule since the last ring, and whether an episode is over by it. */
  news: { at: number; text: string; isEnd: boolean } | null;
  /** What a contact said it was. */
  cause: (Author & { cause: CarerCause; at: number }) | null;
  /** The home's own number. */
  homePhone: string | null;
  /** The other contacts to whom messages were sent, and how far these got. */
  notified: { name: string; reached: "delivered" | "sent" | "waiting" | "failed" }[];
  /** What happened, oldest first. */
  entries: { at: number; text: string }[];
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Of an alarm a: the notes of rules since it last rang. */
const notesSinceRing = `FROM case_timeline note WHERE note.alarm_id = a.id AND note.event = 'note' AND note.by_id IS NULL AND note.id > (
    SELECT max(ring.id) FROM case_timeline ring WHERE ring.alarm_id = a.id AND ring.event IN ('raised', 'rangAgain', 'priorityRaised'))`;
const endNoteOf = `(SELECT note.text ${notesSinceRing} AND note.details ->> 'ends' IS NOT NULL ORDER BY note.id DESC LIMIT 1)`;

const alarmsOf = `SELECT coalesce(jsonb_agg(jsonb_build_object('sentence', a.sentence, 'raisedAt', ${ms("a.raised_at")}, 'rings', a.rings,
    'rangAt', ${ms("coalesce(a.rang_at, a.raised_at)")}, 'isOpen', a.state = 'open', 'over', ${endNoteOf},
    'outcome', coalesce((SELECT label FROM outcome WHERE code = a.outcome), a.outcome))
    ORDER BY -${rankOf("a.priority")}, a.id), '[]')
  FROM alarm a WHERE a.case_id = c.id AND a.rule <> '${contingencyRule}'`;

const newsOf = `SELECT jsonb_build_object('at', ${ms("note.at")}, 'text', note.text, 'isEnd', note.details ->> 'ends' IS NOT NULL)
  FROM alarm a, LATERAL (SELECT note.* ${notesSinceRing}) AS note WHERE a.case_id = c.id AND a.rule <> '${contingencyRule}' ORDER BY note.id DESC LIMIT 1`;

const causeOf = `SELECT jsonb_build_object('cause', a.carer_cause, 'id', a.carer_cause_contact::text, 'name', a.carer_cause_by,
    'at', ${ms("a.carer_cause_at")})
  FROM alarm a WHERE a.case_id = c.id AND a.carer_cause IS NOT NULL ORDER BY a.carer_cause_at DESC, a.id LIMIT 1`;

/** The best that any channel to a person has achieved. */
const notifiedOf = `SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'reached', reached) ORDER BY first), '[]')
  FROM (SELECT name, min(id) AS first, CASE WHEN bool_or(state = 'delivered') THEN 'delivered' WHEN bool_or(state = 'sent') THEN 'sent'
                 WHEN bool_or(state IN ('waiting', 'sending')) THEN 'waiting' ELSE 'failed' END AS reached
          FROM notification WHERE case_id = c.id AND recipient = 'contact' AND recipient_id <> k.id::text AND state NOT IN ('spare', 'dropped')
         GROUP BY recipient_id, name) AS person`;

/** Words of staff are left out: these entries say only that the centre did something. */
const entryText = `CASE event WHEN 'claimed' THEN 'Link Line took this alarm' WHEN 'takenOver' THEN 'Link Line took this alarm'
    WHEN 'released' THEN 'Link Line looks for another operator' WHEN 'lost' THEN 'Link Line looks for another operator'
    WHEN 'closed' THEN CASE WHEN details ->> 'cause' IS NULL THEN 'Link Line closed this alarm' ELSE by_name || ' closed this alarm' END WHEN 'reopened' THEN 'Link Line opened this alarm again'
    WHEN 'action' THEN CASE details ->> 'action' WHEN 'emergency' THEN 'Link Line called 999' ELSE 'Link Line sent a responder' END
    ELSE text END`;
const entriesOf = `SELECT coalesce(jsonb_agg(jsonb_build_object('at', ${ms("at")}, 'text', text) ORDER BY id), '[]')
  FROM (SELECT id, at, ${entryText} AS text FROM case_timeline
         WHERE case_id = c.id AND NOT EXISTS (SELECT FROM alarm WHERE alarm.id = alarm_id AND rule = '${contingencyRule}')
           AND (event IN ('raised', 'rangAgain', 'priorityRaised', 'accepted', 'calling', 'cause',
                                             'takenBack', 'atCentre', 'claimed', 'takenOver', 'released',
                                             'lost', 'closed', 'reopened') OR event = 'note' AND by_id IS NULL
               OR event = 'action' AND details ->> 'action' IN ('emergency', 'sendResponder') AND details ->> 'result' <> 'refused')
         ORDER BY id DESC LIMIT 30) AS shown`;

/** The entry of a timeline says "I'm on it", and the contact did not take that back. */
export const standsAccepted = (entry: string): string => `${entry}.event = 'accepted' AND NOT EXISTS (
  SELECT FROM case_timeline back WHERE back.case_id = ${entry}.case_id AND back.event = 'takenBack' AND back.by_id = ${entry}.by_id
     AND back.details ->> 'what' = 'accept' AND to_timestamp((back.details ->> 'at')::float8 / 1000) = ${entry}.at)`;

const selectForContact = `
  SELECT jsonb_build_object('id', k.id::text, 'name', k.name) AS contact, h.name AS "homeName", h.timezone, c.state, c.priority,
         ARRAY(SELECT name FROM person WHERE home_id = h.id ORDER BY id) AS people,
         c.opened_at AS "openedAt", c.closed_at AS "closedAt", c.centre_since AS "centreSince",
         CASE WHEN c.held_by IS NOT NULL
              THEN (SELECT max(at) FROM case_timeline WHERE case_id = c.id AND event IN ('claimed', 'takenOver', 'reopened')) END AS "heldSince",
         CASE WHEN c.accepted_by IS NOT NULL THEN jsonb_build_object('id', c.accepted_by::text, 'name', c.accepted_name,
              'at', ${ms("c.accepted_at")}, 'askedAt', ${ms("c.accepted_asked_at")}, 'others', c.accepted_others) END AS accepted,
         (SELECT max(said.at) FROM case_timeline said
           WHERE said.case_id = c.id AND said.by_id = k.id::text AND ${standsAccepted("said")}) AS "answeredAt",
         (SELECT by_name FROM case_timeline WHERE c.state = 'closed' AND case_id = c.id AND event = 'closed' AND details ->> 'cause' IS NOT NULL
             AND at = c.closed_at ORDER BY id DESC LIMIT 1) AS "closedBy",
         (${newsOf}) AS news, (${causeOf}) AS cause, nullif(h.phone, '') AS "homePhone",
         (${alarmsOf}) AS alarms, (${notifiedOf}) AS notified, (${entriesOf}) AS entries
    FROM alarm_case c JOIN home h ON h.id = c.home_id JOIN contact k ON k.home_id = c.home_id
   WHERE c.id = $1 AND k.id = $2`;

/** The case for the contact, or null: it does not exist, or the contact is not of this home. */
export async function readContactCase(pool: pg.Pool | pg.ClientBase, { caseId, contactId }: LinkedCase): Promise<ContactCase | null> {
  const { rows } = await pool.query<ContactCase>(selectForContact, [caseId, contactId]);
  return rows[0] ?? null;
}

/** Whether a link to the case has expired. */
export const isExpired = ({ closedAt }: Pick<ContactCase, "closedAt">, now: number): boolean =>
  closedAt !== null && now - closedAt > linkValidMs;
