import type pg from "pg";

/** The silences of one outage on the technical list. */
export interface FoldedSilences {
  incidentId: string;
  /** The sentence of the outage. */
  text: string;
  alarmIds: string[];
}

const selectFolded = `SELECT i.id::text AS "incidentId", i.text, array_agg(a.id::text ORDER BY a.id) AS "alarmIds"
  FROM outage o JOIN service_incident i ON i.id = o.incident_id
  JOIN alarm a ON a.outage_id = o.incident_id AND a.state = 'open' AND a.rule = 'silence' AND a.technical
 WHERE o.ended_at IS NULL GROUP BY i.id ORDER BY i.id`;

/** For each outage that lasts, the alarms of the technical list that it explains: a screen shows one line for them. */
export const readFoldedSilences = async (pool: pg.Pool): Promise<FoldedSilences[]> => (await pool.query<FoldedSilences>(selectFolded)).rows;
