import pg from "pg";
import { timesInMilliseconds } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { prepareSession, requireOwnSession, requireWritable } from "#platform/session.ts";
import { StartFault } from "#platform/startFault.ts";

/** The number of the advisory lock. Any fixed number serves. */
const writerLock = 7_454_833;
const lockRetryMs = 100;
const lockNotAvailable = "55P03";

/** The one connection that records readings and decides. It has the writer lock as long as it is open. */
export class Writer extends pg.Client {
  /** Which writer of this database it is: 17 for the seventeenth that took the lock. */
  #epoch = "0";

  get epoch(): string {
    return this.#epoch;
  }

  /** Begins a transaction that fails if this session is no longer the writer. One message, so the check costs no round trip. */
  async begin(): Promise<void> {
    await this.query(`BEGIN; EXECUTE check_writer (${this.#epoch})`);
  }

  /** For a transaction that records readings: the statement that records them checks the same, and a press waits less for it. */
  async beginUnchecked(): Promise<void> {
    await this.query("BEGIN");
  }

  /** Makes this session the writer. Every earlier one is no longer the writer: its commits fail. */
  async claim(): Promise<void> {
    const { rows } = await this.query<{ epoch: string }>(becomeWriter);
    this.#epoch = rows[0]?.epoch ?? "0";
    await this.query(prepareCheck);
  }
}

/**
 * The session's settings:
 * - commits are durable, also where the server's default is not;
 * - the server ends the session about 25 s after this machine vanished (10 + 3 × 5 s), which frees the lock;
 * - a locked row is waited for no longer than 300 ms: a press may be in the same transaction;
 * - query plans are made once. Planning took half the time of reading an alarm back (measured).
 */
const session = {
  synchronous_commit: "on",
  statement_timeout: "8s",
  lock_timeout: "300ms",
  idle_in_transaction_session_timeout: "30s",
  jit: "off",
  plan_cache_mode: "force_generic_plan",
};

/** Not among the settings that are checked: on a Unix socket they are always 0. */
const keepAlive = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

const takeLock = "SELECT pg_try_advisory_lock($1) AS taken";
const becomeWriter = "UPDATE writer SET epoch = epoch + 1, backend = pg_backend_pid() RETURNING epoch::text";
const prepareCheck = "PREPARE check_writer (bigint) AS SELECT check_writer($1)";

/**
 * Connects and takes the **writer lock**: one service writes to a database. The rules' states are in memory, so two writers would decide on
 * different states, and both would open alarms.
 *
 * The lock is a PostgreSQL advisory lock of the session that also writes. PostgreSQL frees it when the session ends, and the session's last
 * transaction ends before that. A service that gets the lock therefore reads a database that no other service still changes.
 *
 * A connection pooler can lose the lock while the service runs. So each transaction also checks that no other session became the writer
 * (`Writer.begin`): a second service can take over, and never write beside the first.
 *
 * Throws DatabaseUnfit for a database that cannot be written, or whose sessions are shared; StartFault if another service holds the lock for
 * longer than `patienceMs`; otherwise what pg throws.
 *
 * Example: the service is killed during a commit and starts again at once. PostgreSQL finishes or rolls back the old transaction, ends the
 * old session and frees the lock. The new service gets the lock on its third try, 200 ms later, and recovers.
 */
export async function connectWriter(url: string, log: Log, patienceMs: number): Promise<Writer> {
  const writer = new Writer({
    connectionString: url,
    application_name: "linkline writer",
    connectionTimeoutMillis: 5_000,
    // A database that neither answers nor closes the connection counts as away.
    query_timeout: 8_000,
    keepAlive: true,
    types: timesInMilliseconds,
    // A query is sent without waiting for the answer to the one before: each wait would cost a press a round trip.
    pipeline: true,
  });
  // The query that was waiting gets the same error. Without a listener the error would end the process.
  writer.on("error", (error) => log.debug({ fault: error.message }, "the writer's connection broke"));
  await writer.connect();
  try {
    await requireOwnSession(writer, url);
    await prepareSession(writer, session);
    await writer.query(keepAlive);
    await requireWritable(writer);
    await takeWriterLock(writer, log, patienceMs);
    return writer;
  } catch (error) {
    await writer.end().catch(() => {});
    throw error;
  }
}

async function takeWriterLock(writer: Writer, log: Log, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    const { rows } = await writer.query<{ taken: boolean }>(takeLock, [writerLock]);
    if (rows[0]?.taken === true && (await claimed(writer))) return;
    if (tries === 2)
      log.warn(
        { patienceMs },
        "another Link Line holds the writer lock of this database, or a killed one has not released it yet: waiting; stop the other one if you want this one to take over",
      );
    if (performance.now() > until)
      throw new StartFault("Another Link Line is already running on this database: stop it first, or give this one another database.");
    await new Promise((resolve) => setTimeout(resolve, lockRetryMs));
  }
}

/** False while the last transaction of an earlier writer has not ended. */
async function claimed(writer: Writer): Promise<boolean> {
  try {
    await writer.claim();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === lockNotAvailable) return false;
    throw error;
  }
}

/** For the start of the service: an unusable database is for the person who starts it to fix. Throws StartFault. */
export async function orStartFault(connecting: Promise<void>): Promise<void> {
  await connecting.catch((error: unknown) => {
    if (error instanceof StartFault) throw error;
    throw new StartFault(`The database could not be used: ${(error as Error).message}.`, { cause: error });
  });
}

/** The database is away: the service can record and change nothing. `code` is the SQLSTATE for a connection that does not exist. */
export class DatabaseAway extends Error {
  readonly code = "08003";
  constructor() {
    super("the database is away");
  }
}

/**
 * What a failed transaction means, by SQLSTATE:
 * - `data`: the database can never store the data (class 22, or 23503: a row that it refers to is gone). The reading goes to quarantine.
 * - `entry`: something else about one entry failed, such as a locked row (55P03). The entry is refused and comes again.
 * - `away`: the database is away or unusable, or this session is not the writer (LLW01) or is another one (26000: a prepared statement is
 *   gone). Nothing is acknowledged until it is back.
 */
export function faultOf(error: unknown): "data" | "entry" | "away" {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return "away";
  if (error.code.startsWith("22") || error.code === "23503") return "data";
  return ["08", "25", "26", "53", "57", "58", "XX", "LL"].includes(error.code.slice(0, 2)) ? "away" : "entry";
}

/** Whether another session became the writer: `check_writer` failed. */
export const isNoLongerWriter = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === "LLW01";
