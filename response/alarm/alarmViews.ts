import type pg from "pg";
import { type AlarmView, alarmView, priorities } from "#domain/alarm.ts";

/** The timeline of a stuck button can run to thousands of lines: a screen gets how it began and the latest of it. */
export const timelineEntriesShown = 300;

/** How urgent a priority is, as a number to order and compare by. */
export const rankOf = (priorityColumn: string): string => `array_position(ARRAY['${priorities.join("', '")}'], ${priorityColumn})`;

const rfc3339 = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** An alarm as staff see it, with its timeline; conditions and order are added by each statement below and in alarmDesk.ts. */
export const selectAlarm = `
  SELECT a.id::text, a.version, a.home_id::text AS "homeId", h.name AS "homeName", h.mode, a.key, a.rule, a.priority, a.state,
         a.sentence, a.device_id::text AS "deviceId", a.technical, a.doubtful, a.first_responder AS "firstResponder", ${rfc3339("a.raised_at")} AS "raisedAt", a.rings,
         CASE WHEN a.held_by IS NOT NULL THEN jsonb_build_object('id', a.held_by, 'name', a.held_name) END AS "heldBy",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('at', ${rfc3339("s.at")}, 'event', s.event, 'text', s.text, 'by', s.by_name) ORDER BY s.id), '[]')
            FROM (SELECT * FROM (SELECT * FROM alarm_timeline WHERE alarm_id = a.id ORDER BY id LIMIT 1) AS first
                  UNION
                  SELECT * FROM (SELECT * FROM alarm_timeline WHERE alarm_id = a.id ORDER BY id DESC LIMIT ${timelineEntriesShown}) AS latest) AS s
         ) AS timeline,
         a.outcome, ${rfc3339("a.closed_at")} AS "closedAt"
    FROM alarm a JOIN home h ON h.id = a.home_id`;

const byIds = `${selectAlarm} WHERE a.id = ANY($1::bigint[]) ORDER BY a.id`;

const byCauses = `${selectAlarm} WHERE a.id IN (SELECT alarm_id FROM alarm_timeline WHERE cause = ANY($1)) ORDER BY a.id`;

/** The alarms whose timelines tell of these causes: what the rules decided, read back without waiting for the alarms' ids. */
export async function alarmsByCause(client: pg.ClientBase, causes: readonly string[]): Promise<AlarmView[]> {
  if (causes.length === 0) return [];
  const { rows } = await client.query({ name: "alarms by cause", text: byCauses, values: [causes] });
  return rows.map((row) => alarmView.parse(row));
}

/** Reads alarms as they stand inside the caller's transaction, so that a version and its timeline belong together. */
export async function alarmsById(client: pg.ClientBase, ids: readonly string[]): Promise<AlarmView[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query({ name: "alarms by id", text: byIds, values: [ids] });
  return rows.map((row) => alarmView.parse(row));
}
