import pg from "pg";
import type { Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";

/** Any fixed number: whoever holds it is the one service that decides and writes on this database. */
const soleWriterLock = 7_454_833;

/** The one connection that records and decides. It holds the sole-writer lock for as long as it lives. */
export type Writer = pg.Client;

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
    // What need not wait for an answer goes out behind what was asked before: each wait costs a press a round trip.
    pipeline: true,
  });
  // Whoever waits for a query gets the error as well.
  writer.on("error", (error) => log.debug({ fault: error.message }, "the writing connection broke"));
  await writer.connect();
  try {
    await writer.query(
      "SET statement_timeout = '8s'; SET idle_in_transaction_session_timeout = '30s'; SET jit = off; SET plan_cache_mode = force_generic_plan",
    );
    const until = Date.now() + patienceMs;
    for (;;) {
      const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [soleWriterLock]);
      if (rows[0]?.taken === true) return writer;
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

/** A fault of the data itself (SQLSTATE class 22), not of the database: the entry that brought it is set aside. */
export const isDataFault = (error: unknown): boolean => error instanceof pg.DatabaseError && (error.code ?? "").startsWith("22");

/** Two transactions that stood in each other's way: the whole batch may simply be tried again. */
export const isRetryable = (error: unknown): boolean => error instanceof pg.DatabaseError && ["40001", "40P01"].includes(error.code ?? "");
