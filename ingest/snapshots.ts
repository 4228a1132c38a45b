import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import { loadState, saveState } from "#rules/snapshot.ts";
import type { Known } from "./commit.ts";

const saveStates = `INSERT INTO rule_state (home_id, position, state)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::jsonb[])
  ON CONFLICT (home_id) DO UPDATE SET position = excluded.position, state = excluded.state WHERE rule_state.position <= excluded.position`;
const saveMark = `UPDATE journal_mark SET position = $1 WHERE position <= $1`;
const readStates = `SELECT home_id::text, position::float8 AS position, state::text FROM rule_state`;
const readMark = `SELECT position::float8 AS position FROM journal_mark`;

const atOnce = 2_000;

/**
 * Saves rule states and the journal position up to which they are complete; recovery is these plus the readings after.
 * The states are taken as they are now, all between two commits; the writing may take its time beside further commits.
 * A service that was overtaken by another cannot put older states in the place of newer ones.
 */
export async function saveSnapshot(pool: pg.Pool, dirty: ReadonlyMap<HomeId, Known>, markPosition: number): Promise<void> {
  const rows = [...dirty].map(([homeId, { position, state }]) => ({ homeId, position, state: saveState(state) }));
  await inTransaction(pool, async (client) => {
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.slice(from, from + atOnce);
      await client.query(saveStates, [some.map((row) => row.homeId), some.map((row) => row.position), some.map((row) => row.state)]);
    }
    await client.query(saveMark, [markPosition]);
  });
}

/** What was saved: states by home (those that can be read), and the position after which the journal must be read. */
export async function readSnapshot(client: pg.ClientBase): Promise<{ states: Map<HomeId, Known>; unreadable: HomeId[]; mark: number }> {
  const states = new Map<HomeId, Known>();
  const unreadable: HomeId[] = [];
  for (const row of (await client.query<{ home_id: string; position: number; state: string }>(readStates)).rows) {
    const state = loadState(row.state);
    if (state === null) unreadable.push(asHomeId(row.home_id));
    else states.set(asHomeId(row.home_id), { state, position: row.position });
  }
  const mark = (await client.query<{ position: number }>(readMark)).rows[0]?.position ?? 0;
  return { states, unreadable, mark };
}
