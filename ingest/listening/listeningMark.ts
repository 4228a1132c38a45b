import type pg from "pg";

const saveMark = `UPDATE listening_mark SET at = to_timestamp($1::float8 / 1000)`;

/**
 * The mark, and when the newest readings arrived. Readings are not recorded in the exact order of their arrival, so the newest few thousand are
 * looked at, each in the present time frame. A time later than now comes from a clock that was wrong.
 */
const selectLastListened = `SELECT greatest(
    (SELECT at FROM listening_mark WHERE at <= to_timestamp($1::float8 / 1000)),
    (SELECT max(received_at) FROM (
      SELECT received_at + coalesce((SELECT sum(by_ms) FROM server_step WHERE server_step.position > reading.position), 0) * interval '1 ms'
             AS received_at FROM reading ORDER BY position DESC LIMIT 5000) AS newest
      WHERE received_at <= to_timestamp($1::float8 / 1000))) AS at`;

/** A gap that lasts beyond now was found by a clock that was ahead. Uncorrected, it would hide silent devices until its end. */
const endFutureGaps = `UPDATE service_incident SET to_at = to_timestamp($1::float8 / 1000)
  WHERE kind = 'notListening' AND from_at <= to_timestamp($1::float8 / 1000) AND to_at > to_timestamp($1::float8 / 1000)`;

/** As long as readings. */
const dropOldIncidents = `DELETE FROM service_incident WHERE to_at < to_timestamp($1::float8 / 1000) - interval '400 days'`;

/**
 * Saves the **listening mark**: at this time (epoch ms) the service listened. It is written with every transaction that fires timers or
 * changes a home, and also every few seconds. So no decision that is committed was made after the mark and after the newest reading, and
 * a gap that begins there takes nothing back.
 */
export async function saveListeningMark(client: pg.ClientBase, at: number): Promise<void> {
  await client.query({ name: "save listening mark", text: saveMark, values: [at] });
}

const moveIncidents = `UPDATE service_incident
  SET from_at = from_at + $1::float8 * interval '1 ms', to_at = to_at + $1::float8 * interval '1 ms'`;
const farMs = 1_000 * 365 * 86_400_000;
const moveMark = `UPDATE listening_mark SET at = at + $1::float8 * interval '1 ms'`;

/** The server's clock was set: silences are measured against these times, so they move as the silences do. */
export async function moveListeningTimes(client: pg.ClientBase, byMs: number): Promise<void> {
  // In two steps, so that no row meets the time of another that is not moved yet: (kind, from_at) is unique.
  await client.query(moveIncidents, [farMs + byMs]);
  await client.query(moveIncidents, [-farMs]);
  await client.query(moveMark, [byMs]);
}

/** When the service last listened, as the database shows it (epoch ms); null before its first start. */
export async function readLastListened(client: pg.ClientBase, now: number): Promise<number | null> {
  return (await client.query<{ at: number | null }>(selectLastListened, [now])).rows[0]?.at ?? null;
}

/** Corrects a gap that lasts beyond now, and drops incidents older than 400 days. */
export async function tidyIncidents(client: pg.ClientBase, now: number): Promise<void> {
  await client.query(endFutureGaps, [now]);
  await client.query(dropOldIncidents, [now]);
}
