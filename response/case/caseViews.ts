import type pg from "pg";
import { type CaseView, caseView } from "#domain/answering/case.ts";
import { rfc3339, timelineEntriesShown } from "../alarm/alarmViews.ts";

/** Who should hear the case; see `caseSounds` (domain/answering/case.ts). A home that is not live makes no sound. */
const sounds = `CASE WHEN c.technical OR answered_as(h.mode) <> 'live' OR c.state = 'closed' THEN 'nobody'
  WHEN c.state = 'waiting' THEN CASE WHEN c.centre_since IS NULL THEN 'nobody' WHEN c.centre_steps < 2 THEN 'operators'
                                     WHEN c.centre_steps < 3 THEN 'supervisors' ELSE 'everyone' END
  WHEN c.every_desk_sounds THEN 'operators'
  WHEN c.unheard_ring_at IS NOT NULL OR c.asked_at IS NOT NULL THEN 'holder'
  WHEN c.offered_to IS NOT NULL THEN 'offered' ELSE 'nobody' END`;

const alarmsOf = `SELECT coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id::text, 'version', c.version, 'key', a.key, 'rule', a.rule, 'priority', a.priority, 'state', a.state, 'sentence', a.sentence,
    'deviceId', a.device_id::text, 'technical', a.technical, 'doubtful', a.doubtful, 'stuck', a.stuck, 'firstResponder', a.first_responder,
    'raisedAt', ${rfc3339("a.raised_at")}, 'rings', a.rings, 'carerSays',
    CASE WHEN a.carer_cause IS NOT NULL THEN jsonb_build_object('cause', a.carer_cause, 'by', a.carer_cause_by, 'at', ${rfc3339("a.carer_cause_at")}) END,
    'outcome', a.outcome, 'closedAt', ${rfc3339("a.closed_at")}) ORDER BY a.id), '[]')
  FROM alarm a WHERE a.case_id = c.id`;

const timelineOf = `SELECT coalesce(jsonb_agg(jsonb_build_object('at', ${rfc3339("s.at")}, 'event', s.event, 'text', s.text, 'by', s.by_name,
    'alarmId', s.alarm_id::text, 'action', CASE s.event WHEN 'action' THEN s.details - 'note' END) ORDER BY s.id), '[]')
  FROM (SELECT * FROM (SELECT * FROM case_timeline WHERE case_id = c.id ORDER BY id LIMIT 1) AS first
        UNION
        SELECT * FROM (SELECT * FROM case_timeline WHERE case_id = c.id ORDER BY id DESC LIMIT ${timelineEntriesShown}) AS latest) AS s`;

/** Selects cases as staff see them. Each statement adds its WHERE and ORDER BY. */
export const selectCase = `
  SELECT c.id::text, c.version, c.home_id::text AS "homeId", h.name AS "homeName", answered_as(h.mode) AS mode, c.technical, c.state, c.priority, c.rings,
         ${rfc3339("c.opened_at")} AS "openedAt", ${rfc3339("c.centre_since")} AS "centreSince",
         ${rfc3339("c.called_at")} AS "calledAt", ${rfc3339("c.answered_at")} AS "answeredAt", ${sounds} AS sounds,
         CASE WHEN c.held_by IS NOT NULL THEN jsonb_build_object('id', c.held_by, 'name', c.held_name) END AS "heldBy",
         CASE WHEN c.offered_to IS NOT NULL
              THEN jsonb_build_object('id', c.offered_to, 'name', c.offered_name, 'until', ${rfc3339("c.offered_until")}) END AS "offeredTo",
         ${rfc3339("c.asked_at")} AS "askedAt",
         CASE WHEN c.follow_up_at IS NOT NULL
              THEN jsonb_build_object('dueAt', ${rfc3339("c.follow_up_at")}, 'note', c.follow_up_note) END AS "followUp",
         CASE WHEN c.accepted_by IS NOT NULL THEN jsonb_build_object('name', c.accepted_name, 'at', ${rfc3339("c.accepted_at")}) END AS accepted,
         c.family_unreached AS "familyUnreached", (${alarmsOf}) AS alarms, (${timelineOf}) AS timeline, ${rfc3339("c.closed_at")} AS "closedAt"
    FROM alarm_case c JOIN home h ON h.id = c.home_id`;

const byIds = `${selectCase} WHERE c.id = ANY($1::bigint[]) ORDER BY c.id`;

const byCauses = `${selectCase} WHERE c.id IN (SELECT case_id FROM case_timeline WHERE cause = ANY($1)) ORDER BY c.id`;

/** The cases with timeline entries of these causes. So a commit reads what it has decided without waiting for the cases' ids. */
export async function casesByCause(client: pg.ClientBase, causes: readonly string[]): Promise<CaseView[]> {
  if (causes.length === 0) return [];
  const { rows } = await client.query({ name: "cases by cause", text: byCauses, values: [causes] });
  return rows.map((row) => caseView.parse(row));
}

/** Reads cases inside the caller's transaction, so that version and timeline belong together. */
export async function casesById(client: pg.ClientBase, ids: readonly string[]): Promise<CaseView[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query({ name: "cases by id", text: byIds, values: [ids] });
  return rows.map((row) => caseView.parse(row));
}
