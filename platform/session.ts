import pg from "pg";

/**
 * The database can be reached and Link Line cannot work with this session. `message` completes the sentence "The database cannot be used:";
 * it says why and what to do.
 */
export class DatabaseUnfit extends Error {
  override readonly name = "DatabaseUnfit";
}

/**
 * What Link Line relies on in every session, also where the defaults of server, database or role are different.
 *
 * - Times are read as "2026-11-22 02:14:05.12+00". With the style "German" they would all be in 1970.
 * - Positions in the journal are float8: with fewer digits they would be rounded.
 * - Arrays, bytes and strings are written in the form that these settings name.
 * - A transaction sees what others committed before each statement; the writer's check and ON CONFLICT need that.
 * - The service has its own limits of time, and the writer's session must stay open while nothing happens.
 */
const reliedOn: Record<string, string> = {
  DateStyle: "ISO, MDY",
  TimeZone: "UTC",
  IntervalStyle: "postgres",
  extra_float_digits: "1",
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
  bytea_output: "hex",
  array_nulls: "on",
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_session_timeout: "0",
  // Since PostgreSQL 17.
  transaction_timeout: "0",
};

const set = `SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS wanted (name, value)
  WHERE current_setting(name, true) IS NOT NULL`;
const findUnset = `SELECT name, current_setting(name, true) AS value FROM unnest($1::text[], $2::text[]) AS wanted (name, value)
  WHERE current_setting(name, true) <> value`;

/**
 * Sets and checks what Link Line relies on, and what this caller adds. With SET and not with start-up parameters, because PgBouncer refuses
 * parameters that it does not know. Throws DatabaseUnfit for a setting that stays as it is.
 */
export async function prepareSession(client: pg.ClientBase, more: Record<string, string> = {}): Promise<void> {
  const wanted = { ...reliedOn, ...more };
  const values = [Object.keys(wanted), Object.values(wanted)];
  await client.query(set, values);
  const { rows } = await client.query<{ name: string; value: string }>(findUnset, values);
  const [unset] = rows;
  if (unset === undefined) return;
  throw new DatabaseUnfit(
    `${unset.name} stays "${unset.value}" although Link Line sets it to "${wanted[unset.name]}": let its role and what is in front of it accept SET`,
  );
}

const canWrite = "SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS \"readOnly\"";

/** Throws DatabaseUnfit for a database that can be read and not written: a standby, or one that was made read-only. */
export async function requireWritable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; readOnly: boolean }>(canWrite);
  if (rows[0]?.standby) throw new DatabaseUnfit("it is a standby and can only be read: let DATABASE_URL name the primary");
  if (rows[0]?.readOnly) throw new DatabaseUnfit("it is read-only (transaction_read_only is on): make it writable");
}

const ownBackend = "SELECT pg_backend_pid() AS backend";
const tries = 4;
const patienceMs = 4_000;

/**
 * Throws DatabaseUnfit if another client can get the session of this one, as behind a connection pooler in transaction mode. Settings, the
 * writer lock and prepared statements belong to a session, so each connection needs its own.
 *
 * A second client begins a transaction, so that its session is taken. In transaction mode either it got this client's session, or this client
 * now gets another one, or, where the pooler has a single session, this client waits until the transaction ends.
 *
 * Example: PgBouncer with `pool_mode = transaction`. This client asks for its process: 4711. The second client's BEGIN gets the session that was
 * used last: 4711. With `pool_mode = session` this client has 4711 and the second 4712, each time.
 */
export async function requireOwnSession(client: pg.Client, url: string): Promise<void> {
  const other = new pg.Client({
    connectionString: url,
    application_name: "linkline session check",
    connectionTimeoutMillis: 5_000,
    query_timeout: 2 * patienceMs,
  });
  other.on("error", () => {});
  await other.connect();
  try {
    const mine = await backendOf(client);
    for (let seen = 0; seen < tries; seen += 1) if (await sharesSession(client, other, mine)) throw shared();
  } catch (error) {
    if (/statement pooling/.test((error as Error).message)) throw shared();
    throw error;
  } finally {
    await other.end().catch(() => {});
  }
}

async function sharesSession(client: pg.Client, other: pg.Client, mine: number): Promise<boolean> {
  await other.query("BEGIN");
  const theirs = await backendOf(other);
  const asked = backendOf(client);
  // Awaited below; until then a failure must not count as an unhandled rejection.
  asked.catch(() => {});
  const now = await Promise.race([asked, new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref())]);
  await other.query("COMMIT");
  return now === null ? (await asked) !== null : theirs === mine || now !== mine;
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ backend: number }>(ownBackend);
  return rows[0]?.backend ?? 0;
}

const shared = (): DatabaseUnfit =>
  new DatabaseUnfit(
    "a connection pooler in front of it gives one session to several clients, and each connection of Link Line needs its own session: set pool_mode = session in PgBouncer, or let DATABASE_URL name PostgreSQL itself",
  );
