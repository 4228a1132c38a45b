import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { findRunning } from "#app/runningService.ts";
import { createServiceApi, type ServiceApi } from "#device-sim/service/serviceApi.ts";
import { knownPgdata } from "#platform/embedded-postgres/databaseFolder.ts";
import { embeddedPostgresUrl } from "#platform/embedded-postgres/embeddedPostgres.ts";
import type { Address } from "./rawClient.ts";

/** The whole service as users start it, in a child process, on an embedded PostgreSQL with fsync. */
export interface BenchService extends AsyncDisposable {
  httpUrl: string;
  mqtt: Address;
  token: string;
  api: ServiceApi;
  /** Into the service's own database. */
  database: pg.Client;
  /** Of the service's own process, without PostgreSQL's. */
  cpuSeconds(): Promise<number>;
}

const commandLine = resolve(import.meta.dirname, "../../../app/linkline.ts");
/** As `npm start` has it: what waits for a commit outlives a small nursery, and is copied again and again. */
const nursery = "--max-semi-space-size=64";
const startPatienceMs = 60_000;

/** `more`: further variables of its environment. `profileFolder`: where node leaves a CPU profile of the service when it stops. */
export async function startBenchService(profileFolder: string | null, more: Record<string, string> = {}): Promise<BenchService> {
  // Not in the folder for temporary files, which may be memory: a commit has to reach a disk.
  const dataDir = await mkdtemp("/var/tmp/linkline-bench-");
  await chmod(dataDir, 0o711);
  const env = {
    PATH: process.env.PATH,
    LINKLINE_CANARY: "off",
    LINKLINE_DATA_DIR: dataDir,
    LINKLINE_HTTP_PORT: "0",
    LINKLINE_MQTT_PORT: "0",
    LINKLINE_ADMIN_PASSWORD: "only-for-the-benchmark",
    LOG_LEVEL: "warn",
    ...more,
  };
  const profiling = profileFolder === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`];
  const child = spawn(process.execPath, [nursery, ...profiling, commandLine, "start"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const orphan = (): boolean => child.kill("SIGTERM");
  process.once("exit", orphan);
  const stop = async (): Promise<void> => {
    process.off("exit", orphan);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    const pgdata = knownPgdata(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    if (pgdata !== null) await rm(dirname(pgdata), { recursive: true, force: true });
  };

  try {
    await new Promise<void>((ready, failed) => {
      setTimeout(() => failed(new Error("the service did not start in time")), startPatienceMs).unref();
      child.once("exit", (code) => failed(new Error(`the service ended with ${code}`)));
      child.stdout.on("data", (said: Buffer) => {
        if (said.includes("Devices connect to")) ready();
      });
    });
    const addresses = findRunning(dataDir);
    const databaseUrl = await embeddedPostgresUrl(dataDir);
    if (addresses === null || databaseUrl === null) throw new Error("the service does not say where it answers");
    const { httpUrl, mqttUrl } = addresses;
    const { stdout } = await promisify(execFile)(process.execPath, [commandLine, "token", "create", "--role", "admin"], { env });
    const token = stdout.trim();
    const database = new pg.Client({ connectionString: databaseUrl, application_name: "bench" });
    database.on("error", () => {});
    await database.connect();
    const { hostname, port } = new URL(mqttUrl);
    return {
      httpUrl,
      mqtt: { host: hostname, port: Number(port) },
      token,
      api: createServiceApi({ httpUrl, token }),
      database,
      cpuSeconds: () => readCpuSeconds(httpUrl, token),
      async [Symbol.asyncDispose]() {
        await database.end().catch(() => {});
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readCpuSeconds(httpUrl: string, token: string): Promise<number> {
  const response = await fetch(new URL("/metrics", httpUrl), { headers: { authorization: `Bearer ${token}` } });
  return Number(/^process_cpu_seconds_total ([\d.e+-]+)/m.exec(await response.text())?.[1]);
}
