import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { HomeId } from "#domain/ids.ts";
import type { HandoverRecord } from "#domain/installing/handover.ts";
import { appliedRow, type ChangeKey, noteApplied } from "../record/appliedChange.ts";

const insertHandover = `INSERT INTO handover (home_id, version, record, by_id, by_name, at)
  SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, to_timestamp($5::float8 / 1000) FROM handover WHERE home_id = $1 RETURNING version`;
const selectHandovers = `SELECT home_id::text AS "homeId", version, by_name AS by, at, record FROM handover
  WHERE home_id = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 50`;

const selectLast = `SELECT version, by_name AS by, at, coalesce(record -> 'leftUntested', '[]') AS "leftUntested" FROM handover
  WHERE home_id = $1 ORDER BY version DESC LIMIT 1`;

export interface StoredHandover {
  homeId: string;
  version: number;
  by: string;
  at: number;
  record: HandoverRecord;
}

/** Handover records: they never change, and a new one is a new version. */
export const readHandovers = async (pool: pg.Pool, homeId: HomeId, version: number | null): Promise<StoredHandover[]> =>
  (await pool.query<StoredHandover>(selectHandovers, [homeId, version])).rows;

/** The newest record in short; null: none. `leftUntested`: ids of devices that it hands over without a test. */
export interface LastHandover extends Pick<StoredHandover, "version" | "by" | "at"> {
  leftUntested: string[];
}
export const readLastHandover = async (pool: pg.Pool, homeId: HomeId): Promise<LastHandover | null> =>
  (await pool.query<LastHandover>(selectLast, [homeId])).rows[0] ?? null;

/** In a transaction that has locked the home. Gives the version: of the record that was written, or of the one that this key wrote before. */
export async function writeHandover(
  client: pg.ClientBase,
  homeId: HomeId,
  { record, by, now, key }: { record: HandoverRecord; by: Author; now: number; key: ChangeKey | null },
): Promise<number> {
  const before = key === null ? null : await appliedRow(client, key);
  if (before !== null) return Number(before);
  const { rows } = await client.query<{ version: number }>(insertHandover, [homeId, JSON.stringify(record), by.id, by.name, now]);
  const version = rows[0]?.version ?? 1;
  await noteApplied(client, key, homeId, String(version));
  return version;
}
