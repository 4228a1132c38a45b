import type pg from "pg";
import type { ServerSteps } from "./serverSteps.ts";

/** What the service's clock said at a moment, and how long the machine had been up. */
export interface ClockMark {
  /** Epoch ms, in the time frame of `position`. */
  at: number;
  position: number;
  /** Names the boot of the machine; null where that is not known. */
  boot: string | null;
  /** Since the boot, in ms. */
  elapsedMs: number;
}

const upsertMark = `INSERT INTO clock_mark (at, position, boot, elapsed_ms) VALUES (to_timestamp($1::float8 / 1000), $2, $3, $4)
  ON CONFLICT (one) DO UPDATE SET at = excluded.at, position = excluded.position, boot = excluded.boot, elapsed_ms = excluded.elapsed_ms`;

const selectMark = `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, position::float8 AS position, boot, elapsed_ms AS "elapsedMs" FROM clock_mark`;

const selectNewest = `SELECT position::float8 AS position, (extract(epoch FROM received_at) * 1000)::float8 AS at
  FROM reading ORDER BY reading.position DESC LIMIT 1`;

/** The last position that anything in the database has. Reads all rows of rule_state: only for a start after the clock was set. */
const selectLastPosition = `SELECT greatest(
    (SELECT max(position) FROM reading), (SELECT max(position) FROM rule_state), (SELECT max(position) FROM journal_mark),
    (SELECT max(position) FROM server_step), (SELECT max(position) FROM clock_mark), 0)::float8 AS position`;

export const saveClockMark = (client: pg.ClientBase | pg.Pool, { at, position, boot, elapsedMs }: ClockMark): Promise<unknown> =>
  client.query(upsertMark, [at, position, boot, elapsedMs]);

export const lastPosition = async (client: pg.ClientBase): Promise<number> =>
  (await client.query<{ position: number }>(selectLastPosition)).rows[0]?.position ?? 0;

/** A step that was found at the start: what the clock should say, and by how much it says something else. */
interface FoundStep {
  at: number;
  byMs: number;
}

/** Below this the wall clock is right. */
const toleranceMs = 1_000;
/** The time since the boot may run a little faster or slower than the wall clock. */
const driftPerMs = 0.001;

/**
 * Whether the server's clock was set while the service was down. On the same boot of the machine the time since the boot shows how much time
 * has passed. On another boot or machine that is not known: a clock that is behind what the database knows was set back, and the
 * time that has passed counts as none; one that is ahead looks like a long downtime.
 *
 * Example: stopped at 10:00, started when the clock says 09:58:40. Same boot, up 10 s more: the clock should say 10:00:10, a step of −90 s. Another
 * boot: it should say 10:00:00 at least, a step of −80 s.
 */
export async function stepWhileDown(
  client: pg.ClientBase,
  steps: ServerSteps,
  present: Omit<ClockMark, "position">,
): Promise<FoundStep | null> {
  const mark = (await client.query<ClockMark>(selectMark)).rows[0];
  const newest = (await client.query<{ position: number; at: number }>(selectNewest)).rows[0];
  const moved = ({ at, position }: { at: number; position: number }): number => at + steps.msBetween(position);
  if (mark !== undefined && mark.boot !== null && mark.boot === present.boot && present.elapsedMs >= mark.elapsedMs) {
    const passed = present.elapsedMs - mark.elapsedMs;
    const at = Math.round(moved(mark) + passed);
    return Math.abs(present.at - at) > toleranceMs + passed * driftPerMs ? { at, byMs: present.at - at } : null;
  }
  const lastKnown = Math.round(Math.max(...[mark, newest].map((one) => (one === undefined ? Number.NEGATIVE_INFINITY : moved(one)))));
  return present.at < lastKnown - toleranceMs ? { at: lastKnown, byMs: present.at - lastKnown } : null;
}
