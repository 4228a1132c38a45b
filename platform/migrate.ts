import { resolve } from "node:path";
import { runner } from "node-pg-migrate";
import pg from "pg";
import type { Log } from "./log.ts";
import { prepareSession, requireOwnSession, requireWritable } from "./session.ts";
import { StartFault } from "./startFault.ts";

const migrationsDir = resolve(import.meta.dirname, "../migrations");

/** The runner logs the name of each migration; its errors do not contain it. */
const announced = /### MIGRATION (\S+) \(UP\)/;

/**
 * Applies the missing `migrations/*.sql` to the database at `url`, each in one transaction. Of services that start at the same
 * time, one migrates and the others wait. Throws StartFault that names the host or the migration, never the password; also for a database
 * that can only be read, and for one behind a connection pooler in transaction mode.
 */
export async function migrate(url: string, log: Log): Promise<void> {
  const client = await connect(url, log);
  let running = "";
  const quiet = (line: string) => {
    running = announced.exec(line)?.[1] ?? running;
    log.debug(line);
  };
  try {
    const done = await runner({
      dbClient: client,
      dir: migrationsDir,
      ignorePattern: "(?!.*\\.sql$).*",
      direction: "up",
      migrationsTable: "migration",
      singleTransaction: false,
      advisoryLockMode: "wait",
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    if (done.length > 0) log.info({ migrations: done.map((one) => one.name) }, "database migrated");
  } catch (error) {
    throw new StartFault(`The migration ${running === "" ? "of the database" : running} failed: ${oneLine(error)}.`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

async function connect(url: string, log: Log): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "linkline migrations", connectionTimeoutMillis: 5_000 });
  client.on("error", (error) =>
    log.warn({ err: error }, "the connection for migrations broke; start again to continue with the migration that was running"),
  );
  client.on("notice", (notice) => (notice.severity === "WARNING" ? log.warn(notice.message) : log.debug(notice.message)));
  try {
    await client.connect();
    await requireOwnSession(client, url);
    await prepareSession(client);
    await requireWritable(client);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw new StartFault(`The database at ${client.host}:${client.port} cannot be used: ${oneLine(error)}.`, { cause: error });
  }
}

/** The error message on one line. A refused connection to several addresses is an AggregateError with an empty message. */
function oneLine(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const text = first instanceof Error ? first.message : String(first);
  return text.replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
