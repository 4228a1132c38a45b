import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { Caller } from "./caller.ts";

/** `home`: its people, contacts, plan and absences. `readings`: what its devices sent. The access notes of a home have `recordCaseLook`. */
type LookedAt = "home" | "readings";

// A page asks for the same data again and again: within a minute that is one look.
const lookLastsMs = 60_000;
const insertLook = `INSERT INTO access_log (who_id, who_name, role, what, home_id)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
    SELECT FROM access_log WHERE who_id = $1 AND what = $4 AND home_id = $5 AND at > now() - interval '1 minute')`;

const insertCaseLook = `INSERT INTO access_log (who_id, who_name, role, what, home_id, case_id) VALUES ($1, $2, $3, 'accessNotes', $4, $5)`;

const insertExport = `INSERT INTO access_log (who_id, who_name, role, what, home_id, why)
  SELECT $1, $2, $3, $4, home_id, $6 FROM unnest($5::bigint[]) AS home_id`;

interface Look {
  recorded: Promise<unknown>;
  /** By this process's own clock, in ms. */
  at: number;
}

/** Looks of the last minute, for each service by its pool. Requests that a page sends at once do not see each other's rows in the database. */
const looksOf = new WeakMap<pg.Pool, Map<string, Look>>();

/** Records that a person or program looked at a home or its readings. Await it before the answer: no look without a record (docs/guarantees.md, 13). */
export async function recordLook(pool: pg.Pool, who: Caller, what: LookedAt, homeId: HomeId): Promise<void> {
  const looks = looksOf.get(pool) ?? new Map<string, Look>();
  looksOf.set(pool, looks);
  const now = performance.now();
  // The map is in the order of time.
  for (const [key, { at }] of looks) {
    if (now - at < lookLastsMs) break;
    looks.delete(key);
  }
  const key = `${who.id}/${what}/${homeId}`;
  const lasting = looks.get(key);
  const look = lasting ?? { at: now, recorded: pool.query(insertLook, [who.id, who.name, who.role, what, homeId]) };
  if (lasting === undefined) looks.set(key, look);
  await look.recorded.catch((error: unknown) => {
    if (looks.get(key) === look) looks.delete(key);
    throw error;
  });
}

/** Records that a person looked at the access notes of a home, for a case. Each look is a row. Await it before the answer. */
export async function recordCaseLook(pool: pg.Pool, who: Caller, { homeId, caseId }: { homeId: HomeId; caseId: string }): Promise<void> {
  await pool.query(insertCaseLook, [who.id, who.name, who.role, homeId, caseId]);
}

/** Records that these homes are in a file that a person exports. Await it before their rows are read. */
export async function recordExport(
  pool: pg.Pool,
  who: Caller,
  { what, why, homeIds }: { what: "export" | "exportSecrets"; why: string; homeIds: readonly string[] },
): Promise<void> {
  await pool.query(insertExport, [who.id, who.name, who.role, what, homeIds, why]);
}
