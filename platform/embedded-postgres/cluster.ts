import { spawnSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { StartFault } from "../startFault.ts";
import type { Binaries } from "./binaries.ts";
import type { DatabaseFolder } from "./databaseFolder.ts";

/** The only user inside the embedded PostgreSQL. */
export const superuser = "linkline";

/**
 * Makes the database cluster where there is none; else checks that this PostgreSQL can open it. A new cluster is made in a draft folder
 * and then renamed, so an interruption leaves a draft and never half a cluster. Throws StartFault where initdb fails, or where the
 * cluster belongs to another major version or another account.
 */
export function prepareCluster({ pgdata, account }: DatabaseFolder, { initdb, major }: Binaries, password: string): void {
  if (!existsSync(pgdata)) make();
  const found = versionOf(pgdata);
  if (found !== major) {
    throw new StartFault(
      `The database in ${pgdata} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}. Start the version of Link Line that made it, or set DATABASE_URL or another LINKLINE_DATA_DIR.`,
    );
  }

  function make(): void {
    const draft = mkdtempSync(`${pgdata}.new-`);
    try {
      const passwordFile = join(draft, "password");
      writeFileSync(passwordFile, password, { mode: 0o600 });
      if (account.uid !== undefined) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
      const made = spawnSync(
        initdb,
        [
          `--pgdata=${join(draft, "data")}`,
          `--username=${superuser}`,
          `--pwfile=${passwordFile}`,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
        ],
        { ...account, cwd: "/", env: postgresEnv, encoding: "utf8" },
      );
      if (made.status !== 0)
        throw new StartFault(
          `The embedded database could not be made in ${pgdata} (${lastLine(made.stderr)}). Mend that, or set LINKLINE_DATA_DIR or DATABASE_URL.`,
        );
      renameSync(join(draft, "data"), pgdata);
      flush(dirname(pgdata));
    } catch (error) {
      // Another service made the cluster in the meantime; that one is used.
      if (!existsSync(pgdata)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}

/** Removes drafts of interrupted starts. Call it only while this process holds the database. */
export function removeDrafts(pgdata: string): void {
  const draft = `${basename(pgdata)}.new-`;
  for (const name of readdirSync(dirname(pgdata))) {
    if (name.startsWith(draft)) rmSync(join(dirname(pgdata), name), { recursive: true, force: true });
  }
}

/** Without the variables of this process: PGPORT and others would change what PostgreSQL does. LC_ALL: its messages are parsed in English. */
export const postgresEnv = { PATH: process.env.PATH, LC_ALL: "C" };

function versionOf(pgdata: string): string {
  try {
    return readFileSync(join(pgdata, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    throw new StartFault(
      `The database in ${pgdata} cannot be read (${(error as Error).message}). Start Link Line with the account that made it.`,
      { cause: error },
    );
  }
}

function lastLine(output: string | null): string {
  return (output ?? "").trim().split("\n").at(-1) || "initdb gave no reason";
}

/** Makes the new name in this folder survive a power cut. */
function flush(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
