import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { keepSecret, readSecret } from "../dataDir.ts";
import type { Log } from "../log.ts";
import { StartFault } from "../startFault.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { prepareCluster, removeDrafts, superuser } from "./cluster.ts";
import { choosePlace, knownPgdata, type Place, sharedDir } from "./place.ts";
import { disown, isRunning, type Postmaster, readPostmaster } from "./postmaster.ts";
import { endPostgres, freePort, logPath, runPostgres } from "./process.ts";

export interface EmbeddedPostgres {
  /** Of the database `linkline`; the same for as long as this service runs. */
  url: string;
  /** Ends PostgreSQL, also one that was found running, and resolves when it has ended. */
  stop(): Promise<void>;
}

interface Embedded extends Place, Binaries {
  dataDir: string;
  password: string;
  throwaway: boolean;
}

const secretName = "postgres-password";
const database = "linkline";

/**
 * Starts the PostgreSQL of this data folder, or takes over one that a killed service left running, and starts it again
 * when it ends by itself. `throwaway` trades safety in a power cut for speed, for tests.
 * Throws StartFault, also where another Link Line holds the folder.
 */
export async function startEmbeddedPostgres(o: { dataDir: string; log: Log; throwaway?: boolean }): Promise<EmbeddedPostgres> {
  const { log, throwaway = false } = o;
  const dataDir = resolve(o.dataDir);
  const place = choosePlace(dataDir, log);
  const binaries = await findBinaries(place.account, sharedDir, log);
  const password = keepSecret(dataDir, secretName);
  prepareCluster(place, binaries, password);
  const embedded: Embedded = { ...place, ...binaries, dataDir, password, throwaway };

  let held = await hold(embedded, null);
  removeDrafts(place.pgdata);
  await ensureDatabase(held.keeper);
  const { port } = held.postmaster;
  log.info({ pgdata: place.pgdata, port, pid: held.postmaster.pid }, "embedded PostgreSQL runs");

  let stopping = false;
  let reviving = Promise.resolve();
  watch();

  /** The keeper's connection ends when PostgreSQL does, whoever started it. */
  function watch(): void {
    held.keeper.once("end", () => {
      if (!stopping) reviving = revive();
    });
  }

  async function revive(): Promise<void> {
    log.error({ log: logPath(place.pgdata) }, "embedded PostgreSQL has ended; starting it again");
    while (!stopping) {
      try {
        held = await hold(embedded, port);
        watch();
        log.info({ pid: held.postmaster.pid }, "embedded PostgreSQL runs again");
        return;
      } catch (error) {
        log.error({ err: error }, "embedded PostgreSQL could not be started again; trying on");
        await delay(1_000);
      }
    }
  }

  return {
    url: urlOf(port, password, database),
    async stop() {
      stopping = true;
      await reviving;
      await held.keeper.end().catch(() => {});
      await endPostgres(held.postmaster);
    },
  };
}

/** Of the PostgreSQL that runs in this data folder, for the command line beside the service; null where none does. */
export async function embeddedPostgresUrl(dataDir: string): Promise<string | null> {
  const pgdata = knownPgdata(resolve(dataDir));
  if (pgdata === null) return null;
  const password = readSecret(join(resolve(dataDir), secretName));
  const postmaster = await readPostmaster(pgdata);
  if (password === null || postmaster === null || !(await isRunning(postmaster))) return null;
  return urlOf(postmaster.port, password, database);
}

/** sslmode, because PGSSLMODE in the environment would ask for what a loopback server has not. */
function urlOf(port: number, password: string, name: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${name}?sslmode=disable`;
}

interface Held {
  postmaster: Postmaster;
  /** Holds the lock that tells a second service that this folder is taken; gone with this process. */
  keeper: pg.Client;
}

/** What passes by itself: processes of a killed server still ending, a second service that was quicker, a port just taken. */
const passing = /shared memory|lock file|could not create any TCP\/IP sockets|could not bind/;
const patienceMs = 20_000;

/** Finds or starts PostgreSQL, on `port` where one is given, and takes it for this process. */
async function hold(embedded: Embedded, port: number | null): Promise<Held> {
  const { pgdata } = embedded;
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = await readPostmaster(pgdata);
    if (found !== null && (await isRunning(found))) {
      const keeper = found.ready ? await connect(embedded, found.port) : null;
      if (keeper !== null) {
        await lock(keeper, embedded.dataDir);
        return { postmaster: found, keeper };
      }
      if (found.ready && Date.now() > giveUpAt) {
        throw new StartFault(`The embedded PostgreSQL (process ${found.pid}) does not answer: see ${logPath(pgdata)}.`);
      }
    } else {
      if (found !== null) await disown(pgdata, found);
      const fault = await runPostgres(embedded, embedded, port ?? (await freePort()), embedded.throwaway);
      if (fault === null) continue;
      if (!passing.test(fault) || Date.now() > giveUpAt) {
        throw new StartFault(`The embedded PostgreSQL did not start (${fault}): see ${logPath(pgdata)}.`);
      }
    }
    await delay(100);
  }
}

/** null while it does not answer. Throws StartFault where it knows another password. */
async function connect({ dataDir, password }: Embedded, port: number): Promise<pg.Client | null> {
  const client = new pg.Client({
    connectionString: urlOf(port, password, "postgres"),
    application_name: "linkline keeper",
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  // An end is heard by "end"; without a listener an error would end the service.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    void client.end().catch(() => {});
    if ((error as { code?: string }).code !== "28P01") return null;
    throw new StartFault(
      `The embedded PostgreSQL does not know the password in ${join(dataDir, secretName)}: bring back the file that belongs to it.`,
    );
  }
}

/** A killed service's lock goes with its connection, which the server may notice a moment later. */
async function lock(keeper: pg.Client, dataDir: string): Promise<void> {
  for (const giveUpAt = Date.now() + 3_000; ; await delay(100)) {
    const { rows } = await keeper.query<{ held: boolean }>("SELECT pg_try_advisory_lock(hashtext('linkline:data folder')) AS held");
    if (rows[0]?.held) return;
    if (Date.now() > giveUpAt) break;
  }
  await keeper.end().catch(() => {});
  throw new StartFault(`Another Link Line is using the data folder ${dataDir}: end that one, or set another LINKLINE_DATA_DIR.`);
}

async function ensureDatabase(keeper: pg.Client): Promise<void> {
  const { rowCount } = await keeper.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount === 0) await keeper.query(`CREATE DATABASE ${database}`);
}
