import pg from "pg";
import type { HomeId } from "#domain/ids.ts";

/** The name that a phone gave a change, so that it is applied once however often it is sent. */
export interface ChangeKey {
  callerId: string;
  key: string;
}

const selectApplied = `SELECT row_id::text AS id FROM applied_change WHERE caller_id = $1 AND key = $2`;
/** No phone sends a change again after two months: each new key removes some old ones. */
const insertApplied = `WITH old AS (
    DELETE FROM applied_change WHERE ctid = ANY (ARRAY(SELECT ctid FROM applied_change WHERE at < now() - interval '60 days' ORDER BY at LIMIT 10))
  )
  INSERT INTO applied_change (caller_id, key, home_id, row_id) VALUES ($1, $2, $3, $4)`;
const uniqueViolation = "23505";

/** What the change with this key made or changed; null where it was not applied. */
export const appliedRow = async (client: pg.ClientBase | pg.Pool, { callerId, key }: ChangeKey): Promise<string | null> =>
  (await client.query<{ id: string }>(selectApplied, [callerId, key])).rows[0]?.id ?? null;

/** In the transaction of the change; a change without a key leaves no trace. Fails where another transaction has applied it meanwhile. */
export async function noteApplied(client: pg.ClientBase, key: ChangeKey | null, homeId: HomeId, rowId: string): Promise<void> {
  if (key !== null) await client.query(insertApplied, [key.callerId, key.key, homeId, rowId]);
}

/**
 * Makes something once. `known` gives what an earlier call with this key made.
 *
 * Example: a phone sends a new home, and its connection breaks before the answer. It sends the same key again and gets the home that was made.
 */
export async function makeOnce<T>(
  pool: pg.Pool,
  key: ChangeKey | null,
  make: () => Promise<T>,
  known: (rowId: string) => Promise<T> | T,
): Promise<T> {
  if (key === null) return make();
  const before = await appliedRow(pool, key);
  if (before !== null) return known(before);
  try {
    return await make();
  } catch (error) {
    const isTwin = error instanceof pg.DatabaseError && error.code === uniqueViolation && error.constraint === "applied_change_pkey";
    const twin = isTwin ? await appliedRow(pool, key) : null;
    if (twin === null) throw error;
    return known(twin);
  }
}
