import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";

/** A home that somebody took out of the database keeps no other's state from being saved. */
const upsertStates = `INSERT INTO rule_state (home_id, position, state, wake_at)
  SELECT saved.* FROM unnest($1::bigint[], $2::bigint[], string_to_array($3, E'\\x1e'), $4::float8[]) AS saved (home_id, position, state, wake_at)
    JOIN home ON home.id = saved.home_id
  ON CONFLICT (home_id) DO UPDATE SET position = excluded.position, state = excluded.state, wake_at = excluded.wake_at
    WHERE rule_state.position <= excluded.position`;
/**
 * Stands between two states in one text: JSON never has it. In an array every quotation mark would be quoted by us and unquoted by the
 * server, and in binary each portion is a buffer outside the heap: with a town in memory those make V8 go through all of it again and again.
 */
const between = "\x1e";
const diskLater = `SET synchronous_commit = off`;
const diskNow = `SET synchronous_commit = on`;
const diskAsAlways = `RESET synchronous_commit`;
const saveMark = `UPDATE journal_mark SET position = $1 WHERE position <= $1`;
const readStates = `SELECT home_id::text, position::float8, state, wake_at FROM rule_state
  WHERE rule_state.home_id > $1 ORDER BY rule_state.home_id LIMIT $2`;
const readMark = `SELECT position::float8 AS position FROM journal_mark`;

/** Put into words between two steps of everything else: so many take some milliseconds. */
const savedAtOnce = 200;
const readAtOnce = 2_000;

/** A home's rule states in memory, with the journal position of the last reading that is in them. */
export interface KnownState {
  state: HomeState;
  position: number;
}

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
  get(homeId: HomeId): KnownState | undefined;
}

/**
 * Saves these states, all in one statement. A service that was overtaken by another cannot put states of before a reading in the place of
 * those after it. Of two with the same position either may stay: timers move no position, and fire again where they are not in it,
 * which changes nothing, for each cause counts once.
 */
export async function saveStates(
  client: pg.ClientBase | pg.Pool,
  rules: readonly Rule[],
  states: ReadonlyMap<HomeId, KnownState>,
): Promise<void> {
  if (states.size === 0) return;
  const known = [...states.values()];
  await client.query({
    name: "save states",
    text: upsertStates,
    values: [
      [...states.keys()],
      known.map(({ position }) => position),
      known.map(({ state }) => saveState(rules, state)).join(between),
      known.map(({ state }) => state.wakeAt),
    ],
  });
}

/**
 * Saves rule states and the journal position up to which they are complete; recovery is these plus the readings after. A portion at a
 * time, each taken as it stands then and kept by itself: what the service needs of these rows meanwhile it does not wait for. Nothing is
 * put into words while one is written, though all would be saved sooner: a press would take five times as long meanwhile. The mark comes
 * last, for it vouches for all: only with it must they be on the disk. `mark` is asked for it then; null leaves the one that was.
 */
export async function saveSnapshot(pool: pg.Pool, rules: readonly Rule[], dirty: StatesToSave, mark: () => number | null): Promise<void> {
  const ids = [...dirty.keys()];
  const client = await pool.connect();
  try {
    await client.query(diskLater);
    for (let from = 0; from < ids.length; from += savedAtOnce)
      await saveStates(client, rules, statesOf(dirty, ids.slice(from, from + savedAtOnce)));
    await client.query(diskNow);
    const position = mark();
    if (position !== null) await client.query(saveMark, [position]);
    await client.query(diskAsAlways);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function statesOf(dirty: StatesToSave, ids: readonly HomeId[]): Map<HomeId, KnownState> {
  const states = new Map<HomeId, KnownState>();
  for (const id of ids) {
    const known = dirty.get(id);
    if (known !== undefined) states.set(id, known);
  }
  return states;
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
