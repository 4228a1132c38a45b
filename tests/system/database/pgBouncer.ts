import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { postgresAccount } from "#platform/embedded-postgres/account.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";

const program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"].find((path) => existsSync(path));

/** Why a test with a real PgBouncer cannot run here; null where it can. */
export const noPgBouncer: string | null = program === undefined ? "PgBouncer is not installed (Debian: apt-get install pgbouncer)" : null;

export interface PgBouncer {
  url: string;
  /** Changes the mode while clients are connected, as an administrator does. */
  reloadIn(mode: PoolMode): Promise<void>;
  stop(): Promise<void>;
}

type PoolMode = "session" | "transaction" | "statement";

/** Starts a PgBouncer in front of a database, with the defaults of Debian beside these. It does not run as root, so it gets PostgreSQL's account. */
export async function startPgBouncer(databaseUrl: string, mode: PoolMode, settings: Record<string, string> = {}): Promise<PgBouncer> {
  const { hostname, port: databasePort, username, password, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), "linkline-pgbouncer-"));
  const account = postgresAccount(null);
  const port = await freePort();
  const ini = join(folder, "pgbouncer.ini");
  const logFile = join(folder, "pgbouncer.log");
  const write = (poolMode: PoolMode): void => {
    const all = {
      listen_addr: "127.0.0.1",
      listen_port: String(port),
      unix_socket_dir: "",
      auth_type: "trust",
      auth_file: join(folder, "users"),
      logfile: logFile,
      pool_mode: poolMode,
      default_pool_size: "40",
      server_login_retry: "1",
      ...settings,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
    writeFileSync(ini, ["[databases]", `* = host=${hostname} port=${databasePort || 5432}`, "[pgbouncer]", ...lines, ""].join("\n"));
  };
  writeFileSync(join(folder, "users"), `"${username}" "${decodeURIComponent(password)}"\n`);
  write(mode);
  chmodSync(folder, 0o755);
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  const child = spawn(program ?? "pgbouncer", ["-q", ini], { ...account, cwd: "/", stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await answers(port, () => (existsSync(logFile) ? readFileSync(logFile, "utf8") : ""));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  url.pathname = pathname;
  return {
    url: url.href,
    async reloadIn(changed) {
      write(changed);
      const sizeBefore = readFileSync(logFile, "utf8").length;
      child.kill("SIGHUP");
      while (!/SIGHUP/.test(readFileSync(logFile, "utf8").slice(sizeBefore))) await delay(20);
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    const up = await promise;
    socket.destroy();
    if (up) return;
    await delay(20);
  }
  throw new Error(`PgBouncer does not answer on port ${port}: ${log()}`);
}
