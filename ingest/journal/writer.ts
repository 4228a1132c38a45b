import pg from "pg";
import { timesInMilliseconds } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";

/** Any fixed number: whoever holds it is the one service that decides and writes on this database. */
const soleWriterLock = 7_454_833;

/** The one connection that records and decides. It holds the sole-writer lock for as long as it lives. */
export type Writer = pg.Client;

/**
 * Durable whatever the server's default; ended by the server soon after this machine vanished, so that its lock is free;
 * no long wait for a row that staff hold; and plans made once (planning was half the time of reading an alarm back).
 */
const session = `
  SET synchronous_commit = on;
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET statement_timeout = '8s'; SET lock_timeout = '300ms'; SET idle_in_transaction_session_timeout = '30s';
  SET jit = off; SET plan_cache_mode = force_generic_plan`;

/**
 * Connects and takes the lock. The lock belongs to the connection that writes: a killed service's last transaction ends
 * before its lock does, so whoever gets the lock reads a state that nobody changes behind its back.
 * Throws StartFault where another service holds it for longer than `patienceMs`; else what pg throws.
 */
export async function connectWriter(url: string, log: Log, patienceMs: number): Promise<Writer> {
  const writer = new pg.Client({
    connectionString: url,
    application_name: "linkline writer",
    connectionTimeoutMillis: 5_000,
    // A database that neither answers nor closes is away too.
    query_timeout: 8_000,
    keepAlive: true,
    types: timesInMilliseconds,
    // What need not wait for an answer goes out behind what was asked before: each wait costs a press a round trip.
    pipeline: true,
  });
  // Whoever waits for a query gets the error as well.
  writer.on("error", (error) => log.debug({ fault: error.message }, "the writing connection broke"));
  await writer.connect();
  try {
    await writer.query(session);
    const until = Date.now() + patienceMs;
    for (let tries = 1; ; tries += 1) {
      const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [soleWriterLock]);
      if (rows[0]?.taken === true) return writer;
      if (tries === 2)
        log.warn({ patienceMs }, "another Link Line writes to this database, or one that was killed is still letting go of it: waiting");
      if (Date.now() > until)
        throw new StartFault(
          "Another Link Line is already running on this database: stop it first, or give this one a database of its own.",
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } catch (error) {
    await writer.end().catch(() => {});
    throw error;
  }
}

/** The database is away: nothing can be recorded or changed. `code` is the SQLSTATE of a connection that is not there. */
export class DatabaseAway extends Error {
  readonly code = "08003";
  constructor() {
    super("the database is away");
  }
}

/**
 * What a failed transaction means, by SQLSTATE: the data can never be stored (class 22, or a reference to what is gone);
 * something else about one entry stood in the way, such as a locked row; or the database is away.
 */
export function faultOf(error: unknown): "data" | "entry" | "away" {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return "away";
  if (error.code.startsWith("22") || error.code === "23503") return "data";
  return ["08", "25", "53", "57", "58", "XX"].includes(error.code.slice(0, 2)) ? "away" : "entry";
}
