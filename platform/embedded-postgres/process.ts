import { spawn } from "node:child_process";
import { closeSync, fchownSync, fstatSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { postgresEnv } from "./cluster.ts";
import type { Place } from "./place.ts";
import { isRunning, type Postmaster, readPostmaster } from "./postmaster.ts";

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // What an acknowledgement rests on.
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
/** For tests: quicker, and gone after a power cut. */
const throwawaySettings = { ...settings, fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const logLimitBytes = 10_000_000;
export const logPath = (pgdata: string): string => join(dirname(pgdata), "postgres.log");

/**
 * Starts PostgreSQL on this port of the loopback and resolves once it takes connections, however long it recovers:
 * with null, or with its last words where it ended instead. It runs in a session of its own, so that an interrupt
 * typed at the terminal ends the service first, and outlives a service that is killed.
 */
export async function runPostgres(
  { pgdata, account }: Place,
  { postgres }: Binaries,
  port: number,
  throwaway: boolean,
): Promise<string | null> {
  const output = openLog(logPath(pgdata));
  if (account.uid !== undefined) fchownSync(output, account.uid, account.gid);
  const saidBefore = fstatSync(output).size;
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
    ended ??= lastFault(pgdata, saidBefore);
  });
  child.unref();
  for (;;) {
    if (ended !== null) return ended;
    const postmaster = await readPostmaster(pgdata);
    if (postmaster?.pid === child.pid && postmaster?.ready) return null;
    await delay(20);
  }
}

/** Ends PostgreSQL and resolves when it has ended: connections are cut, what is committed is written out. */
export async function endPostgres(postmaster: Postmaster): Promise<void> {
  // "Fast" first; after half a minute "immediate", which costs a recovery at the next start and loses nothing.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!(await isRunning(postmaster))) return;
    process.kill(postmaster.pid, signal);
    for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt && (await isRunning(postmaster)); ) await delay(20);
  }
}

/** A port of the loopback that nobody has at this moment. */
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

/** Also called when it ends long after its start, then perhaps because its folder is gone. */
function lastFault(pgdata: string, saidBefore: number): string {
  let lines: string[] = [];
  try {
    lines = readFileSync(logPath(pgdata)).subarray(saidBefore).toString().split("\n");
  } catch (error) {
    lines = [(error as Error).message];
  }
  const fault = lines.findLast((line) => /(FATAL|PANIC|ERROR): /.test(line)) ?? lines.findLast((line) => line !== "") ?? "it said nothing";
  return fault.replace(/^.*?(FATAL|PANIC|ERROR): +/, "").trim();
}
