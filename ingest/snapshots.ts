import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { Rule } from "#rules/rule.ts";
import { saveState } from "#rules/snapshot.ts";
import { bigints, float8s, texts } from "./arrayParameter.ts";
import type { Known } from "./decide.ts";

const upsertStates = `INSERT INTO rule_state (home_id, position, state, wake_at)
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

/** The rule states of homes, each as it stands when it is asked for. */
export interface StatesToSave {
  keys(): Iterable<HomeId>;
  get(homeId: HomeId): Known | undefined;
}

/** Saves these states, all in one statement. A service that was overtaken by another cannot put older states in the place of newer ones. */
export async function saveStates(
  client: pg.ClientBase | pg.Pool,
  rules: readonly Rule[],
  states: ReadonlyMap<HomeId, Known>,
): Promise<void> {
  if (states.size === 0) return;
  const known = [...states.values()];
  await client.query({
    name: "save states",
    text: upsertStates,
    values: [
      bigints([...states.keys()]),
      bigints(known.map(({ position }) => position)),
      texts(known.map(({ state }) => saveState(rules, state))),
      float8s(known.map(({ state }) => state.wakeAt)),
    ],
  });
}

/**
 * Saves rule states and the journal position up to which they are complete; recovery is these plus the readings after. A portion at a
 * time, each taken as it stands then and kept by itself: what the service needs of these rows meanwhile it does not wait for. The mark
 * comes last, for it vouches for all.
 */
export async function saveSnapshot(pool: pg.Pool, rules: readonly Rule[], dirty: StatesToSave, markPosition: number): Promise<void> {
  const ids = [...dirty.keys()];
  for (let from = 0; from < ids.length; from += savedAtOnce) {
    const some = new Map<HomeId, Known>();
    for (const id of ids.slice(from, from + savedAtOnce)) {
      const known = dirty.get(id);
      if (known !== undefined) some.set(id, known);
    }
    await saveStates(pool, rules, some);
  }
  await pool.query(saveMark, [markPosition]);
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
