import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { Caller } from "./caller.ts";

// A page that asks again and again is one look.
const insertLook = `INSERT INTO access_log (who_id, who_name, role, what, home_id)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
    SELECT FROM access_log WHERE who_id = $1 AND what = $4 AND home_id = $5 AND at > now() - interval '1 minute')`;

/** Records that somebody looked at a home's people and contacts, or at its readings. Before the answer: no look without it. */
export async function recordLook(pool: pg.Pool, who: Caller, what: "home" | "readings", homeId: HomeId): Promise<void> {
  await pool.query(insertLook, [who.id, who.name, who.role, what, homeId]);
}
