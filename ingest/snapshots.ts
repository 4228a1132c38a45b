import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { Rule } from "#rules/rule.ts";
import { saveState } from "#rules/snapshot.ts";
import type { Known } from "./decide.ts";

const saveStates = `INSERT INTO rule_state (home_id, position, state, wake_at)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[])
  ON CONFLICT (home_id) DO UPDATE SET position = excluded.position, state = excluded.state, wake_at = excluded.wake_at
    WHERE rule_state.position <= excluded.position`;
const saveMark = `UPDATE journal_mark SET position = $1 WHERE position <= $1`;
const readStates = `SELECT home_id::text, position::float8, state, wake_at FROM rule_state
  WHERE rule_state.home_id > $1 ORDER BY rule_state.home_id LIMIT $2`;
const readMark = `SELECT position::float8 AS position FROM journal_mark`;

/** Put into words between two steps of everything else: so many take some ten milliseconds. */
const savedAtOnce = 500;
const readAtOnce = 2_000;

/** A home's rule states as they were saved. */
export interface SavedState {
  position: number;
  json: string;
  /** Epoch ms; null for never. */
  wakeAt: number | null;
}

/**
 * Saves rule states and the journal position up to which they are complete; recovery is these plus the readings after.
 * The states are taken as they are now, all between two commits; the writing may take its time beside further commits.
 * A service that was overtaken by another cannot put older states in the place of newer ones.
 */
export async function saveSnapshot(
  pool: pg.Pool,
  rules: readonly Rule[],
  dirty: ReadonlyMap<HomeId, Known>,
  markPosition: number,
): Promise<void> {
  const all = [...dirty];
  await inTransaction(pool, async (client) => {
    for (let from = 0; from < all.length; from += savedAtOnce) {
      const some = all.slice(from, from + savedAtOnce);
      await client.query(saveStates, [
        some.map(([homeId]) => homeId),
        some.map(([, { position }]) => position),
        some.map(([, { state }]) => saveState(rules, state)),
        some.map(([, { state }]) => state.wakeAt),
      ]);
    }
    await client.query(saveMark, [markPosition]);
  });
}

type StateRow = [homeId: string, position: number, json: string, wakeAt: number | null];

/** What was saved, a page at a time: while one is gone through, the next is on its way. */
export async function* readSnapshot(client: pg.ClientBase): AsyncGenerator<[HomeId, SavedState][]> {
  const page = (after: string): Promise<pg.QueryArrayResult<StateRow>> =>
    client.query<StateRow>({ name: "read states", text: readStates, values: [after, readAtOnce], rowMode: "array" });
  let coming: Promise<pg.QueryArrayResult<StateRow>> | null = page("0");
  while (coming !== null) {
    const { rows }: pg.QueryArrayResult<StateRow> = await coming;
    const last = rows.at(-1);
    coming = rows.length < readAtOnce || last === undefined ? null : page(last[0]);
    coming?.catch(() => {});
    yield rows.map(([homeId, position, json, wakeAt]) => [asHomeId(homeId), { position, json, wakeAt }]);
  }
}

/** The position after which the journal must be read. */
export const readJournalMark = async (client: pg.ClientBase): Promise<number> =>
  (await client.query<{ position: number }>(readMark)).rows[0]?.position ?? 0;
