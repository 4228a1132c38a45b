import type pg from "pg";
import { incidentShownMs, type ServiceIncident, type ServiceIncidentKind } from "#domain/serviceIncident.ts";
import type { Log } from "#platform/log.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";

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
  ON CONFLICT (kind, from_at) DO UPDATE SET to_at = excluded.to_at, text = excluded.text, shown = excluded.shown`;

const selectShown = `SELECT id::text, kind, from_at AS "from", to_at AS "to", text FROM service_incident
  WHERE shown AND ($1::float8 IS NULL OR to_at >= to_timestamp($1::float8 / 1000)) AND ($2::bigint IS NULL OR id < $2) ORDER BY service_incident.id DESC LIMIT $3`;

interface IncidentRow extends Omit<ServiceIncident, "from" | "to"> {
  from: number;
  to: number;
}

/** Records an incident, in the caller's transaction where there is one. */
export async function recordIncident(client: pg.ClientBase | pg.Pool, { kind, from, to, text, shown }: NewIncident): Promise<void> {
  await client.query({ name: "record incident", text: insertIncident, values: [kind, from, to, text, shown] });
}

interface IncidentFilter {
  /** Only those that were over at this time or later, epoch ms. */
  since: number | null;
  /** Only those before this id. */
  before: string | null;
  limit: number;
}

/** On the screens; the API has all. */
const mostShownIncidents = 20;

/** Informs the screens of what went wrong with the service in the last day. `now` in epoch ms. Never rejects. */
export async function showIncidents({ pool, feed, log }: { pool: pg.Pool; feed: AlarmFeedWriter; log: Log }, now: number): Promise<void> {
  try {
    feed.incidentsAre(await readIncidents(pool, { since: now - incidentShownMs, before: null, limit: mostShownIncidents }));
  } catch (error) {
    log.debug({ err: error }, "could not read the incidents for the screens; they come with the next one");
  }
}

/** The incidents that staff see, newest first. `pool` gives times in epoch ms. */
export async function readIncidents(pool: pg.Pool, { since, before, limit }: IncidentFilter): Promise<ServiceIncident[]> {
  const { rows } = await pool.query<IncidentRow>(selectShown, [since, before, limit]);
  return rows.map((row) => ({ ...row, from: new Date(row.from).toISOString(), to: new Date(row.to).toISOString() }));
}
