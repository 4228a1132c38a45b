import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { readOrMakeSecret, readSecret } from "../dataDir.ts";
import { type Log, onceAMinute } from "../log.ts";
import { StartFault } from "../startFault.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { prepareCluster, removeDrafts, superuser } from "./cluster.ts";
import { chooseDatabaseFolder, type DatabaseFolder, knownPgdata, sharedDir } from "./databaseFolder.ts";
import { isRunning, type Postmaster, readPostmaster, replaceDeadPid } from "./postmaster.ts";
import { endPostgres, freePort, logPath, runPostgres } from "./process.ts";

export interface EmbeddedPostgres {
  /** The URL of the database `linkline`. It does not change while this service runs. */
  url: string;
  /** Stops PostgreSQL, also one that was found running, and resolves when it has ended. */
  stop(): Promise<void>;
}

interface Embedded extends DatabaseFolder, Binaries {
  dataDir: string;
  password: string;
  throwaway: boolean;
}

const secretName = "postgres-password";
const database = "linkline";

/**
 * Starts the PostgreSQL of this data folder, or takes over one that a killed service left running. If PostgreSQL ends while the service
 * runs, it is started again. `throwaway` is faster and loses data in a power cut; it is for tests. Throws StartFault, also where another
 * Link Line uses the folder.
 */
export async function startEmbeddedPostgres(o: { dataDir: string; log: Log; throwaway?: boolean }): Promise<EmbeddedPostgres> {
  const { log, throwaway = false } = o;
  const dataDir = resolve(o.dataDir);
  const folder = chooseDatabaseFolder(dataDir, log);
  const binaries = await findBinaries(folder.account, sharedDir, log);
  const password = readOrMakeSecret(dataDir, secretName);
  prepareCluster(folder, binaries, password);
  const embedded: Embedded = { ...folder, ...binaries, dataDir, password, throwaway };

  let attached = await attach(embedded, null);
  removeDrafts(folder.pgdata);
  await ensureDatabase(attached.keeper);
  const { port } = attached.postmaster;
  log.info({ pgdata: folder.pgdata, port, pid: attached.postmaster.pid }, "embedded PostgreSQL is running");

  let stopping = false;
  let reviving = Promise.resolve();
  watch();

  /** The keeper's connection ends when PostgreSQL ends, also where another process started it. */
  function watch(): void {
    attached.keeper.once("end", () => {
      if (!stopping) reviving = revive();
    });
  }

  async function revive(): Promise<void> {
    log.error({ log: logPath(folder.pgdata) }, "embedded PostgreSQL has ended; starting it again; the file `log` says why it ended");
    const notStarted = onceAMinute((error: unknown) =>
      log.error(
        { err: error },
        "embedded PostgreSQL could not be started again; nothing is recorded until it runs; trying again each second",
      ),
    );
    while (!stopping) {
      try {
        attached = await attach(embedded, port);
        watch();
        log.info({ pid: attached.postmaster.pid }, "embedded PostgreSQL is running again");
        return;
      } catch (error) {
        notStarted(error);
        await delay(1_000);
      }
    }
  }

  return {
    url: urlOf(port, password, database),
    async stop() {
      stopping = true;
      await reviving;
      await attached.keeper.end().catch(() => {});
      await endPostgres(attached.postmaster);
    },
  };
}

/** The URL of the PostgreSQL that runs in this data folder, for commands beside the service; null where none runs. */
export async function embeddedPostgresUrl(dataDir: string): Promise<string | null> {
  const pgdata = knownPgdata(resolve(dataDir));
  if (pgdata === null) return null;
  const password = readSecret(join(resolve(dataDir), secretName));
  const postmaster = await readPostmaster(pgdata);
  if (password === null || postmaster === null || !(await isRunning(postmaster))) return null;
  return urlOf(postmaster.port, password, database);
}

/** With sslmode, because PGSSLMODE in the environment could ask for TLS, which this server on the loopback does not have. */
function urlOf(port: number, password: string, name: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${name}?sslmode=disable`;
}

interface Attached {
  postmaster: Postmaster;
  /** Holds the lock that tells a second service that this folder is in use. It ends with this process. */
  keeper: pg.Client;
}

/** Faults that pass by themselves: processes of a killed server that are still ending, a second service that was faster, a port just taken. */
const passingFault = /shared memory|lock file|could not create any TCP\/IP sockets|could not bind/;
const patienceMs = 20_000;

/** Finds PostgreSQL or starts it, on `port` where one is given, and locks its folder for this process. */
async function attach(embedded: Embedded, port: number | null): Promise<Attached> {
  const { pgdata } = embedded;
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const found = await readPostmaster(pgdata);
    if (found !== null && (await isRunning(found))) {
      const keeper = found.ready ? await connect(embedded, found.port) : null;
      if (keeper !== null) {
        await lock(keeper, embedded.dataDir);
        return { postmaster: found, keeper };
      }
      if (found.ready && performance.now() > giveUpAt) {
        throw new StartFault(
          `The embedded PostgreSQL (process ${found.pid}) does not answer. Read ${logPath(pgdata)}; if it hangs, end that process and start again.`,
        );
      }
    } else {
      if (found !== null) await replaceDeadPid(pgdata, found);
      const fault = await runPostgres(embedded, embedded, port ?? (await freePort()), embedded.throwaway);
      if (fault === null) continue;
      if (!passingFault.test(fault) || performance.now() > giveUpAt) {
        throw new StartFault(`The embedded PostgreSQL did not start (${fault}). Read ${logPath(pgdata)}.`);
      }
    }
    await delay(100);
  }
}

/** Null while PostgreSQL does not answer. Throws StartFault where it has another password. */
async function connect({ dataDir, password }: Embedded, port: number): Promise<pg.Client | null> {
  const client = new pg.Client({
    connectionString: urlOf(port, password, "postgres"),
    application_name: "linkline keeper",
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  // The listener for "end" handles a broken connection. Without a listener for "error", the error would end the service.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    void client.end().catch(() => {});
    if ((error as { code?: string }).code !== "28P01") return null;
    throw new StartFault(
      `The embedded PostgreSQL does not accept the password in ${join(dataDir, secretName)}. Restore that file from a backup of the data folder.`,
    );
  }
}

/** The lock of a killed service ends with its connection. The server may notice that a moment later, so this tries for three seconds. */
async function lock(keeper: pg.Client, dataDir: string): Promise<void> {
  for (const giveUpAt = performance.now() + 3_000; ; await delay(100)) {
    const { rows } = await keeper.query<{ locked: boolean }>("SELECT pg_try_advisory_lock(hashtext('linkline:data folder')) AS locked");
    if (rows[0]?.locked) return;
    if (performance.now() > giveUpAt) break;
  }
  await keeper.end().catch(() => {});
  throw new StartFault(`Another Link Line is using the data folder ${dataDir}. Stop that one, or set another LINKLINE_DATA_DIR.`);
}

async function ensureDatabase(keeper: pg.Client): Promise<void> {
  const { rowCount } = await keeper.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount === 0) await keeper.query(`CREATE DATABASE ${database}`);
}
