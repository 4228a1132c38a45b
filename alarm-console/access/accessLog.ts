import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { Caller } from "./caller.ts";

/** The home with its people, contacts, plan and absences; or what was recorded in it. */
type LookedAt = "home" | "readings";

// A page that asks again and again is one look.
const lookLastsMs = 60_000;
const insertLook = `INSERT INTO access_log (who_id, who_name, role, what, home_id)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
    SELECT FROM access_log WHERE who_id = $1 AND what = $4 AND home_id = $5 AND at > now() - interval '1 minute')`;

interface Look {
  recorded: Promise<unknown>;
  /** By this process's own clock, in ms. */
  at: number;
}

/** The looks that last, of each service by its pool: what a page asks for at once would not find one another's rows. */
const looksOf = new WeakMap<pg.Pool, Map<string, Look>>();

/** Records that somebody looked at a home, or at its readings. Before the answer: no look without it. */
export async function recordLook(pool: pg.Pool, who: Caller, what: LookedAt, homeId: HomeId): Promise<void> {
  const looks = looksOf.get(pool) ?? new Map<string, Look>();
  looksOf.set(pool, looks);
  const now = performance.now();
  // The oldest stand first.
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
