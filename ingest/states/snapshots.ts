import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { saveState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";

/** The JOIN skips homes that were deleted: their foreign key would fail the whole statement. */
const upsertStates = `INSERT INTO rule_state (home_id, position, state, wake_at)
  SELECT saved.* FROM unnest($1::bigint[], $2::bigint[], string_to_array($3, E'\\x1e'), $4::float8[]) AS saved (home_id, position, state, wake_at)
    JOIN home ON home.id = saved.home_id
  ON CONFLICT (home_id) DO UPDATE SET position = excluded.position, state = excluded.state, wake_at = excluded.wake_at
    WHERE rule_state.position <= excluded.position`;
/**
 * Separates the states in one text parameter; JSON text never contains it. The alternatives cost more. In a text array every quotation
 * mark is escaped here and unescaped by the server. A binary array is a buffer outside V8's heap: with 100,000 homes in memory, such
 * buffers make V8 collect the whole heap again and again (measured).
 */
const separator = "\x1e";
const commitWithoutFlush = `SET synchronous_commit = off`;
const commitWithFlush = `SET synchronous_commit = on`;
const commitByDefault = `RESET synchronous_commit`;
const saveMark = `UPDATE journal_mark SET position = $1 WHERE position <= $1`;
const readStates = `SELECT home_id::text, position::float8, state, wake_at FROM rule_state
  WHERE rule_state.home_id > $1 ORDER BY rule_state.home_id LIMIT $2`;
const readMark = `SELECT position::float8 AS position FROM journal_mark`;

/** To write 200 states as JSON takes a few milliseconds, in which the service can do nothing else. */
const statesPerWrite = 200;
const statesPerRead = 2_000;

/** A home's rule states in memory, with the journal position of the last reading that is in them. */
export interface KnownState {
  state: HomeState;
  position: number;
}

/** A home's rule states as they were saved, not parsed. */
export interface SavedState {
  position: number;
  json: string;
  /** Epoch ms; null for never. */
  wakeAt: number | null;
}

/** The homes to save. `get` gives a home's state at the moment of the call. */
export interface StatesToSave {
  keys(): Iterable<HomeId>;
  get(homeId: HomeId): KnownState | undefined;
}

/**
 * Saves states in one statement. A state replaces a saved one only if its position is not lower, so a service that lost the writer lock
 * cannot put an older state back. Two states with the same position differ only by timers that fired. Either may stay: a timer that
 * fires again after recovery has the same cause, and a cause counts once.
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
      known.map(({ state }) => saveState(rules, state)).join(separator),
      known.map(({ state }) => state.wakeAt),
    ],
  });
}

/**
 * Saves a **snapshot**: rule states, and then the **journal mark**. The mark is a position in the journal: every reading up to it is in the
 * saved states. Recovery loads the states and replays the readings after the mark.
 *
 * The states are written 200 at a time, each as it is at that moment, in separate transactions. No lock lasts long, and a press can be
 * committed between two writes. Writing JSON and waiting for the database alternate on purpose: doing both at once finishes sooner but
 * makes a press take five times as long meanwhile (measured with `npm run bench`). The mark is written last, flushed to disk with all
 * states before it, because it vouches for them. `mark` is called at that moment; null leaves the old mark.
 *
 * Example: at position 5,000 a snapshot of 600 homes begins. While it runs, readings 5,001 to 5,040 are committed, and home 12 is saved with
 * reading 5,031 in it. The mark becomes 5,000. After a crash, recovery replays from 5,001 and skips reading 5,031 for home 12, because its
 * saved state has position 5,031. If the crash came before the mark, the old mark holds and recovery replays more, with the same result.
 */
export async function saveSnapshot(pool: pg.Pool, rules: readonly Rule[], dirty: StatesToSave, mark: () => number | null): Promise<void> {
  const ids = [...dirty.keys()];
  const client = await pool.connect();
  try {
    await client.query(commitWithoutFlush);
    for (let from = 0; from < ids.length; from += statesPerWrite)
      await saveStates(client, rules, statesOf(dirty, ids.slice(from, from + statesPerWrite)));
    await client.query(commitWithFlush);
    const position = mark();
    if (position !== null) await client.query(saveMark, [position]);
    await client.query(commitByDefault);
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

/** Reads the saved states page by page, and requests the next page while the caller works on this one. */
export async function* readSnapshot(client: pg.ClientBase): AsyncGenerator<[HomeId, SavedState][]> {
  const page = (after: string): Promise<pg.QueryArrayResult<StateRow>> =>
    client.query<StateRow>({ name: "read states", text: readStates, values: [after, statesPerRead], rowMode: "array" });
  let nextPage: Promise<pg.QueryArrayResult<StateRow>> | null = page("0");
  while (nextPage !== null) {
    const { rows }: pg.QueryArrayResult<StateRow> = await nextPage;
    const last = rows.at(-1);
    nextPage = rows.length < statesPerRead || last === undefined ? null : page(last[0]);
    nextPage?.catch(() => {});
    yield rows.map(([homeId, position, json, wakeAt]) => [asHomeId(homeId), { position, json, wakeAt }]);
  }
}

/** The position after which recovery replays the journal. */
export const readJournalMark = async (client: pg.ClientBase): Promise<number> =>
  (await client.query<{ position: number }>(readMark)).rows[0]?.position ?? 0;
