import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { knownPgdata } from "#platform/embedded-postgres/databaseFolder.ts";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { isRunning, readPostmaster } from "#platform/embedded-postgres/postmaster.ts";
import { createLog } from "#platform/log.ts";

/** A database that can be killed and starts again by itself. */
export interface KillableDatabase {
  url: string;
  /** SIGKILL of the server; with `whole`, of all its processes at once, as a power cut would. Null for a server that the run does not own. */
  kill: ((whole: boolean) => Promise<boolean>) | null;
  /** Ends the connection that the service writes by: with SIGKILL of its process, if the run owns the server. False where there is none now. */
  killWriter(): Promise<boolean>;
  /** Sends SIGSTOP, or SIGCONT, to all processes of the server; null for a server that the run does not own. */
  freeze: ((frozen: boolean) => Promise<void>) | null;
  stop(): Promise<void>;
}

/** An embedded PostgreSQL with fsync, in `dataDir`. It starts again after each kill. */
export async function ownDatabase(dataDir: string): Promise<KillableDatabase> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: createLog("silent") });
  return {
    url: postgres.url,
    async kill(whole) {
      const processes = await processesOf(dataDir);
      return (whole ? processes : processes.slice(0, 1)).map(killNow).includes(true);
    },
    async freeze(frozen) {
      for (const pid of await processesOf(dataDir)) process.kill(pid, frozen ? "SIGSTOP" : "SIGCONT");
    },
    async killWriter() {
      const pid = await ask(postgres.url, "SELECT pid AS answer FROM pg_stat_activity WHERE application_name = 'linkline writer' LIMIT 1");
      return typeof pid === "number" && killNow(pid);
    },
    stop: () => postgres.stop(),
  };
}

/** The server's process and its children; none where it does not run. */
async function processesOf(dataDir: string): Promise<number[]> {
  const pgdata = knownPgdata(dataDir);
  const postmaster = pgdata === null ? null : await readPostmaster(pgdata);
  // The process id in the file of a dead server may belong to another process now, even to this one.
  if (postmaster === null || !(await isRunning(postmaster))) return [];
  return [postmaster.pid, ...childrenOf(postmaster.pid)];
}

/** A database on a server that the run does not own: it can only end connections to it. */
export const foreignDatabase = (url: string): KillableDatabase => ({
  url,
  kill: null,
  freeze: null,
  killWriter: async () =>
    (await ask(
      url,
      `SELECT pg_terminate_backend(pid) AS answer FROM pg_stat_activity
       WHERE application_name = 'linkline writer' AND datname = current_database() LIMIT 1`,
    )) === true,
  stop: async () => {},
});

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000, query_timeout: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query<{ answer: unknown }>(question)).rows[0]?.answer;
  } catch {
    return undefined;
  } finally {
    void client.end().catch(() => {});
  }
}

function killNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** Read from /proc; on other systems the children notice by themselves that their server is dead. */
function childrenOf(parent: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    // "pid (name) state ppid …"; the name may hold anything, even brackets.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return null;
  }
}
