import type pg from "pg";
import { type Absence, absenceEnd } from "#domain/absence.ts";
import type { Author } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import { asHomeId, type HomeId } from "#domain/ids.ts";

/** An absence with who set it, when and why, and how it ended. Times in epoch ms. */
export interface AbsenceRecord extends Absence {
  note: string;
  by: Author;
  madeAt: number;
  endedWhy: string | null;
}

export type PlannedAbsence = Pick<AbsenceRecord, "kind" | "startsAt" | "endsAt" | "suspends" | "note">;

export type Ended = { ok: true; absence: AbsenceRecord } | { ok: false; why: "unknown" | "over" };

export interface Absences {
  /** The absences that rules may still read, of all homes or of one. */
  relevant(now: number, homeId?: HomeId): Promise<Map<HomeId, Absence[]>>;
  /** Inside the caller's transaction. Null where it would overlap with another absence of the home. */
  add(client: pg.ClientBase, homeId: HomeId, planned: PlannedAbsence, by: Author, madeAt: number): Promise<AbsenceRecord | null>;
  /** Ends an absence early, inside the caller's transaction. */
  end(client: pg.ClientBase, homeId: HomeId, absenceId: string, at: number, why: string): Promise<Ended>;
  /** Newest first, with ids below `before`. */
  list(homeId: HomeId, before: string | null, limit: number): Promise<AbsenceRecord[]>;
}

/** A reading may be two weeks late, and rules then look at the two days before it. */
const relevantMs = 16 * 86_400_000;

/** Whether rules may still read an absence. A test home's clock follows its readings, which may be of any year, so all are relevant. */
export const isRelevant = (absence: Absence, mode: HomeMode, now: number): boolean =>
  mode === "test" || absenceEnd(absence) > now - relevantMs;

const columns = `a.id::text, a.kind, a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.ended_at AS "endedAt", a.suspends`;
const record = `${columns}, a.note, jsonb_build_object('id', a.by_id, 'name', a.by_name) AS by, a.made_at AS "madeAt", a.ended_why AS "endedWhy"`;
const actualEnd = `least(a.ends_at, a.ended_at)`;

const selectRelevant = `SELECT a.home_id::text AS "homeId", ${columns} FROM absence a JOIN home h ON h.id = a.home_id
  WHERE (h.mode = 'test' OR ${actualEnd} > to_timestamp($1::float8 / 1000)) AND ($2::bigint IS NULL OR a.home_id = $2)
  ORDER BY a.id`;
const insertFree = `INSERT INTO absence AS a (home_id, kind, starts_at, ends_at, suspends, note, by_id, by_name, made_at)
  SELECT $1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5, $6, $7, $8, to_timestamp($9::float8 / 1000)
   WHERE NOT EXISTS (SELECT FROM absence a WHERE a.home_id = $1 AND ${actualEnd} > a.starts_at
     AND a.starts_at < to_timestamp($4::float8 / 1000) AND ${actualEnd} > to_timestamp($3::float8 / 1000))
  RETURNING ${record}`;
const updateEnd = `UPDATE absence a SET ended_at = to_timestamp($3::float8 / 1000), ended_why = $4
  WHERE id = $1 AND home_id = $2 AND ended_at IS NULL AND ends_at > to_timestamp($3::float8 / 1000) RETURNING ${record}`;
const selectOne = `SELECT FROM absence WHERE id = $1 AND home_id = $2`;
const selectNewest = `SELECT ${record} FROM absence a WHERE a.home_id = $1 AND ($2::bigint IS NULL OR a.id < $2) ORDER BY a.id DESC LIMIT $3`;

/** The absences of homes in the database. */
export function createAbsences({ pool }: { pool: pg.Pool }): Absences {
  return {
    async relevant(now, homeId) {
      const { rows } = await pool.query<Absence & { homeId: string }>(selectRelevant, [now - relevantMs, homeId ?? null]);
      const byHome = new Map<HomeId, Absence[]>();
      for (const { homeId: owner, ...absence } of rows) {
        const id = asHomeId(owner);
        byHome.set(id, [...(byHome.get(id) ?? []), absence]);
      }
      return byHome;
    },

    async add(client, homeId, { kind, startsAt, endsAt, suspends, note }, by, madeAt) {
      const values = [homeId, kind, startsAt, endsAt, suspends, note, by.id, by.name, madeAt];
      return (await client.query<AbsenceRecord>(insertFree, values)).rows[0] ?? null;
    },

    async end(client, homeId, absenceId, at, why) {
      const { rows } = await client.query<AbsenceRecord>(updateEnd, [absenceId, homeId, at, why]);
      if (rows[0] !== undefined) return { ok: true, absence: rows[0] };
      const { rowCount } = await client.query(selectOne, [absenceId, homeId]);
      return { ok: false, why: rowCount === 1 ? "over" : "unknown" };
    },

    list: async (homeId, before, limit) => (await pool.query<AbsenceRecord>(selectNewest, [homeId, before, limit])).rows,
  };
}
