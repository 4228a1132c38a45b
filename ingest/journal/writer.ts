import pg from "pg";
import { timesInMilliseconds } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";

/** The number of the advisory lock. Any fixed number serves. */
const writerLock = 7_454_833;
const lockRetryMs = 100;
const reconnectMs = 250;

/** The one connection that records readings and decides. It has the writer lock as long as it is open. */
export type Writer = pg.Client;

/**
 * The session's settings:
 * - commits are durable, also where the server's default is not;
 * - the server ends the session about 25 s after this machine vanished (10 + 3 × 5 s), which frees the lock;
 * - a locked row is waited for no longer than 300 ms: a press may be in the same transaction;
 * - query plans are made once. Planning took half the time of reading an alarm back (measured).
 */
const session = `
  SET synchronous_commit = on;
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET statement_timeout = '8s'; SET lock_timeout = '300ms'; SET idle_in_transaction_session_timeout = '30s';
  SET jit = off; SET plan_cache_mode = force_generic_plan`;

const takeLock = "SELECT pg_try_advisory_lock($1) AS taken";

/**
 * Connects and takes the **writer lock**: one service writes to a database. The rules' states are in memory, so two writers would decide on
 * different states, and both would open alarms.
 *
 * The lock is a PostgreSQL advisory lock of the session that also writes. PostgreSQL frees it when the session ends, and the session's last
 * transaction ends before that. A service that gets the lock therefore reads a database that no other service still changes.
 *
 * Throws StartFault if another service holds the lock for longer than `patienceMs`; otherwise throws what pg throws.
 *
 * Example: the service is killed during a commit and starts again at once. PostgreSQL finishes or rolls back the old transaction, ends the
 * old session and frees the lock. The new service gets the lock on its third try, 200 ms later, and recovers.
 */
export async function connectWriter(url: string, log: Log, patienceMs: number): Promise<Writer> {
  const writer = new pg.Client({
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
    await writer.query(session);
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
    if (rows[0]?.taken === true) return;
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

/** For the start of the service: an unusable database is for the person who starts it to fix. Throws StartFault. */
export async function orStartFault(connecting: Promise<void>): Promise<void> {
  await connecting.catch((error: unknown) => {
    if (error instanceof StartFault) throw error;
    throw new StartFault(`The database could not be used: ${(error as Error).message}.`, { cause: error });
  });
}

/** Tries to connect every 250 ms until it succeeds, or until the service stops. */
export async function reconnect({
  connect,
  stopped,
  log,
}: {
  connect: () => Promise<void>;
  stopped: () => boolean;
  log: Log;
}): Promise<void> {
  while (!stopped()) {
    try {
      await connect();
      log.info("the database is back: readings are recorded and acknowledged again");
      return;
    } catch (error) {
      log.warn({ fault: (error as Error).message }, "the database is still away: devices keep their messages; check the database");
      await new Promise((resolve) => setTimeout(resolve, reconnectMs));
    }
  }
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
 * - `away`: the database is away or unusable. Nothing is acknowledged until it is back.
 */
export function faultOf(error: unknown): "data" | "entry" | "away" {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return "away";
  if (error.code.startsWith("22") || error.code === "23503") return "data";
  return ["08", "25", "53", "57", "58", "XX"].includes(error.code.slice(0, 2)) ? "away" : "entry";
}
