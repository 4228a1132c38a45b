import { priorities } from "#domain/alarm.ts";

/** A stuck button makes a timeline of thousands of entries: a screen gets the first entry and the newest 300. */
export const timelineEntriesShown = 300;

/** SQL for a priority as a number, 1 (info) to 4 (critical), to sort and compare by. */
export const rankOf = (priorityColumn: string): string => `array_position(ARRAY['${priorities.join("', '")}'], ${priorityColumn})`;

export const rfc3339 = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Selects alarms as staff see them, with their timelines. Each statement below and in case/alarmLists.ts adds its WHERE and ORDER BY. */
export const selectAlarm = `
  SELECT a.id::text, c.version, a.home_id::text AS "homeId", h.name AS "homeName", answered_as(h.mode) AS mode, a.key, a.rule, a.priority, a.state,
         a.sentence, a.device_id::text AS "deviceId", a.technical, a.doubtful, a.first_responder AS "firstResponder", ${rfc3339("a.raised_at")} AS "raisedAt", a.rings,
         CASE WHEN c.held_by IS NOT NULL THEN jsonb_build_object('id', c.held_by, 'name', c.held_name) END AS "heldBy", a.case_id::text AS "caseId",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('at', ${rfc3339("s.at")}, 'event', s.event, 'text', s.text, 'by', s.by_name) ORDER BY s.id), '[]')
            FROM (SELECT * FROM (SELECT * FROM case_timeline WHERE alarm_id = a.id ORDER BY id LIMIT 1) AS first
                  UNION
                  SELECT * FROM (SELECT * FROM case_timeline WHERE case_id = a.case_id AND (alarm_id = a.id OR alarm_id IS NULL)
                                  ORDER BY id DESC LIMIT ${timelineEntriesShown}) AS latest) AS s
         ) AS timeline,
         a.outcome, ${rfc3339("a.closed_at")} AS "closedAt"
    FROM alarm a JOIN home h ON h.id = a.home_id JOIN alarm_case c ON c.id = a.case_id`;
