import type pg from "pg";
import { type AlarmView, alarmView, priorities } from "#domain/alarm.ts";

/** A stuck button makes a timeline of thousands of entries: a screen gets the first entry and the newest 300. */
const timelineEntriesShown = 300;

/** SQL for a priority as a number, 1 (info) to 4 (critical), to sort and compare by. */
export const rankOf = (priorityColumn: string): string => `array_position(ARRAY['${priorities.join("', '")}'], ${priorityColumn})`;

const rfc3339 = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Selects alarms as staff see them, with their timelines. Each statement below and in case/alarmLists.ts adds its WHERE and ORDER BY. */
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

/** The alarms with timeline entries of these causes. So a commit reads what it has decided without waiting for the alarms' ids. */
export async function alarmsByCause(client: pg.ClientBase, causes: readonly string[]): Promise<AlarmView[]> {
  if (causes.length === 0) return [];
  const { rows } = await client.query({ name: "alarms by cause", text: byCauses, values: [causes] });
  return rows.map((row) => alarmView.parse(row));
}

/** Reads alarms inside the caller's transaction, so that version and timeline belong together. */
export async function alarmsById(client: pg.ClientBase, ids: readonly string[]): Promise<AlarmView[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query({ name: "alarms by id", text: byIds, values: [ids] });
  return rows.map((row) => alarmView.parse(row));
}
