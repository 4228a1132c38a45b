import pg from "pg";
import type { Log } from "./log.ts";

const timestamptzOid = 1184;
const parseDate = pg.types.getTypeParser(timestamptzOid) as (text: string) => Date | number | null;

/** "2026-11-22 02:14:05.12+00" as epoch milliseconds; the short way serves a server on UTC, the other any offset. */
function epochMs(text: string): number {
  if (text.endsWith("+00") && text.length <= 29 && text[10] === " ") return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number(parseDate(text));
}

/** timestamptz as epoch milliseconds. */
export const timesInMilliseconds: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === timestamptzOid && format !== ("binary" as string)
      ? epochMs
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * A pool of connections. Rows carry bigint as decimal string (ids) and timestamptz as epoch milliseconds (number);
 * `times: "date"` is for libraries that want Date. A time is written by to_timestamp($1 / 1000.0) or as RFC 3339 text.
 * A connection that breaks is logged and replaced; whoever was using it gets the error.
 */
export function createPool(url: string, log: Log, { max = 10, times = "epochMs" as "epochMs" | "date" } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "linkline",
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // Ends the wait for a server that vanished without closing its connections.
    query_timeout: 20_000,
    // A transaction that its user forgot must not keep a row from those who ring alarms.
    idle_in_transaction_session_timeout: 5_000,
    keepAlive: true,
    ...(times === "epochMs" ? { types: timesInMilliseconds } : {}),
  });
  // The pool listens to idle connections only; one that breaks while lent out would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => log.warn({ err: error }, "a database connection broke"));
  return pool;
}

/**
 * Runs `work` in one transaction and resolves once it is committed. Throws what `work` or the database threw; where
 * COMMIT itself fails, whether it happened is unknown, so what is done in `work` must bear being done again.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== "COMMIT") throw new Error("the transaction had failed and was rolled back");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
