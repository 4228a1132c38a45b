import pg from "pg";
import { type Log, onceAMinute } from "./log.ts";
import { prepareSession } from "./session.ts";

const timestamptzOid = 1184;
const parseDate = pg.types.getTypeParser(timestamptzOid) as (text: string) => Date | number | null;

/** "2026-11-22 02:14:05.12+00" as epoch milliseconds. The first line is a fast path for a session on UTC; the second reads any offset. */
function epochMs(text: string): number {
  if (text.endsWith("+00") && text.length <= 29 && text[10] === " ") return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number(parseDate(text));
}

/** Reads timestamptz as epoch milliseconds. */
export const timesInMilliseconds: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === timestamptzOid && format !== ("binary" as string)
      ? epochMs
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * A pool of connections. Rows hold bigint as a decimal string (ids) and timestamptz as a number, epoch milliseconds; `times: "date"` is
 * for libraries that need Date. Write a time with to_timestamp($1 / 1000.0) or as RFC 3339 text. The pool replaces a broken connection
 * and logs it; the query that was using it fails.
 */
export function createPool(url: string, log: Log, { max = 10, times = "epochMs" as "epochMs" | "date" } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "linkline",
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // A server that vanished never closes its connections; without this, a query would wait for ever.
    query_timeout: 20_000,
    keepAlive: true,
    onConnect: prepare,
    ...(times === "epochMs" ? { types: timesInMilliseconds } : {}),
  });
  // The pool handles errors of idle connections only. Without a listener, an error of one in use would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const warn = onceAMinute((error: Error) => log.warn({ fault: error.message }, "database connections broke; the pool makes new ones"));
  pool.on("error", warn);
  return pool;
}

/** A transaction that was left open must not lock a row that an alarm needs. */
const prepare = (client: pg.ClientBase): Promise<void> => prepareSession(client, { idle_in_transaction_session_timeout: "5s" });

/**
 * Runs `work` in one transaction and resolves once it is committed. Rejects with the error of `work` or of the database. Where COMMIT
 * itself fails it is unknown whether the transaction was committed, so doing `work` twice must be harmless.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, and with no error.
    if (command !== "COMMIT") throw new Error("the transaction failed and was rolled back");
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
