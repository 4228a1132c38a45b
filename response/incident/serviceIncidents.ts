import type pg from "pg";
import { incidentShownMs, type ServiceIncident, type ServiceIncidentKind } from "#domain/serviceIncident.ts";
import type { Log } from "#platform/log.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { outageObject } from "./outage/outageObject.ts";

/** An incident to record; times in epoch ms. */
export interface NewIncident {
  kind: ServiceIncidentKind;
  from: number;
  to: number;
  /** What happened, in a sentence. */
  text: string;
  /** Whether staff see it. */
  shown: boolean;
}

/** An incident that is known already, by its kind and beginning, gets the new end. */
const insertIncident = `INSERT INTO service_incident (kind, from_at, to_at, text, shown)
  VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), $4, $5)
  ON CONFLICT (kind, from_at, subject) DO UPDATE SET to_at = excluded.to_at, text = excluded.text, shown = excluded.shown`;

const selectIncident = `SELECT i.id::text, i.kind, i.from_at AS "from", i.to_at AS "to", i.text, ${outageObject} AS outage
  FROM service_incident i LEFT JOIN outage o ON o.incident_id = i.id`;

const selectShown = `${selectIncident}
  WHERE i.shown AND ($1::bigint IS NULL OR i.id < $1) ORDER BY i.id DESC LIMIT $2`;

/** For screens. An outage that lasts is not crowded out by others. */
const selectRecent = `${selectIncident}
  WHERE i.shown AND i.to_at >= to_timestamp($1::float8 / 1000) ORDER BY o.incident_id IS NOT NULL AND o.ended_at IS NULL DESC, i.id DESC LIMIT $2`;

const selectOne = `${selectIncident} WHERE i.shown AND i.id = $1`;

interface IncidentRow extends Omit<ServiceIncident, "from" | "to"> {
  from: number;
  to: number;
}

/** Records an incident, in the caller's transaction where there is one. */
export async function recordIncident(client: pg.ClientBase | pg.Pool, { kind, from, to, text, shown }: NewIncident): Promise<void> {
  await client.query({ name: "record incident", text: insertIncident, values: [kind, from, to, text, shown] });
}

/** On the screens; the API has all. */
const mostShownIncidents = 20;

/** Informs the screens of what went wrong with the service in the last day. `now` in epoch ms. Never rejects. */
export async function showIncidents({ pool, feed, log }: { pool: pg.Pool; feed: AlarmFeedWriter; log: Log }, now: number): Promise<void> {
  try {
    const { rows } = await pool.query<IncidentRow>(selectRecent, [now - incidentShownMs, mostShownIncidents]);
    feed.incidentsAre(rows.map(asIncident));
  } catch (error) {
    log.debug({ err: error }, "could not read the incidents for the screens; they come with the next one");
  }
}

/** The incidents that staff see, newest first; only those before the id `before`. */
export async function readIncidents(
  pool: pg.Pool,
  { before, limit }: { before: string | null; limit: number },
): Promise<ServiceIncident[]> {
  return (await pool.query<IncidentRow>(selectShown, [before, limit])).rows.map(asIncident);
}

export async function readIncident(client: pg.ClientBase | pg.Pool, id: string): Promise<ServiceIncident | null> {
  const { rows } = await client.query<IncidentRow>(selectOne, [id]);
  return rows[0] === undefined ? null : asIncident(rows[0]);
}

const asIncident = (row: IncidentRow): ServiceIncident => ({
  ...row,
  from: new Date(row.from).toISOString(),
  to: new Date(row.to).toISOString(),
});
