import { spawn } from "node:child_process";
import { closeSync, fchownSync, fstatSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { postgresEnv } from "./cluster.ts";
import type { DatabaseFolder } from "./databaseFolder.ts";
import { isRunning, type Postmaster, readPostmaster } from "./postmaster.ts";

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Acknowledged readings must survive a power cut (docs/guarantees.md, 1).
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
  max_connections: "100",
  max_wal_size: "1GB",
  jit: "off",
  TimeZone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};
/** For tests: faster, for several services at once, and loses data in a power cut. */
const throwawaySettings = { ...settings, max_connections: "300", fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const logLimitBytes = 10_000_000;
export const logPath = (pgdata: string): string => join(dirname(pgdata), "postgres.log");

/**
 * Starts PostgreSQL on this port of the loopback address. Resolves with null once it accepts connections, however long it recovers; or
 * with its error message where it ended. It runs in its own process session: Ctrl-C at the terminal stops the service first, and PostgreSQL
 * outlives a killed service.
 */
export async function runPostgres(
  { pgdata, account }: DatabaseFolder,
  { postgres }: Binaries,
  port: number,
  throwaway: boolean,
): Promise<string | null> {
  const output = openLog(logPath(pgdata));
  if (account.uid !== undefined) fchownSync(output, account.uid, account.gid);
  const sizeBefore = fstatSync(output).size;
  const chosen = Object.entries({ ...(throwaway ? throwawaySettings : settings), port: String(port) });
  const child = spawn(postgres, ["-D", pgdata, ...chosen.flatMap(([name, value]) => ["-c", `${name}=${value}`])], {
    ...account,
    cwd: "/",
    env: postgresEnv,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  let ended: string | null = null;
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", () => {
    ended ??= lastFault(pgdata, sizeBefore);
  });
  child.unref();
  for (;;) {
    if (ended !== null) return ended;
    const postmaster = await readPostmaster(pgdata);
    if (postmaster?.pid === child.pid && postmaster?.ready) return null;
    await delay(20);
  }
}

/** Stops PostgreSQL and resolves when it has ended. It cuts connections and writes committed data to disk. */
export async function endPostgres(postmaster: Postmaster): Promise<void> {
  // A "fast" shutdown; after 30 seconds an "immediate" one, which makes the next start recover and loses no data.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!(await isRunning(postmaster))) return;
    process.kill(postmaster.pid, signal);
    for (const giveUpAt = performance.now() + 30_000; performance.now() < giveUpAt && (await isRunning(postmaster)); ) await delay(20);
  }
}

/** A port of the loopback address that is free at this moment. */
export async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
  });
  return promise;
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

/** Why PostgreSQL ended, from its log. The log file may be gone together with its folder. */
function lastFault(pgdata: string, sizeBefore: number): string {
  let lines: string[] = [];
  try {
    lines = readFileSync(logPath(pgdata)).subarray(sizeBefore).toString().split("\n");
  } catch (error) {
    lines = [(error as Error).message];
  }
  const fault =
    lines.findLast((line) => /(FATAL|PANIC|ERROR): /.test(line)) ?? lines.findLast((line) => line !== "") ?? "it gave no reason";
  return fault.replace(/^.*?(FATAL|PANIC|ERROR): +/, "").trim();
}
