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
import type { Place } from "./place.ts";

/** The one account inside the embedded PostgreSQL. */
export const superuser = "linkline";

/**
 * Makes the database cluster where there is none, and checks that one that is there can be opened. It is made beside
 * its place and renamed, so that being interrupted leaves a draft and never half a cluster.
 * Throws StartFault where initdb fails or the cluster is another major version's or another account's.
 */
export function prepareCluster({ pgdata, account }: Place, { initdb, major }: Binaries, password: string): void {
  if (!existsSync(pgdata)) make();
  const found = versionOf(pgdata);
  if (found !== major) {
    throw new StartFault(
      `The database in ${pgdata} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}: start the Link Line that made it, or set DATABASE_URL or another LINKLINE_DATA_DIR.`,
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
      if (made.status !== 0) throw new StartFault(`The embedded database could not be made in ${pgdata}: ${lastWords(made.stderr)}.`);
      renameSync(join(draft, "data"), pgdata);
      flush(dirname(pgdata));
    } catch (error) {
      // Another service made it meanwhile: that one counts.
      if (!existsSync(pgdata)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}

/** Removes what interrupted starts have left; only for whoever holds the database. */
export function removeDrafts(pgdata: string): void {
  const draft = `${basename(pgdata)}.new-`;
  for (const name of readdirSync(dirname(pgdata))) {
    if (name.startsWith(draft)) rmSync(join(dirname(pgdata), name), { recursive: true, force: true });
  }
}

/** Nothing of ours: PGPORT and its kin would lead it astray, and its messages are read in English. */
export const postgresEnv = { PATH: process.env.PATH, LC_ALL: "C" };

function versionOf(pgdata: string): string {
  try {
    return readFileSync(join(pgdata, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    throw new StartFault(
      `The database in ${pgdata} cannot be read (${(error as Error).message}): start Link Line by the account that made it.`,
      { cause: error },
    );
  }
}

function lastWords(output: string | null): string {
  return (output ?? "").trim().split("\n").at(-1) || "initdb said nothing";
}

/** So that the new name survives a power cut as surely as what is written under it. */
function flush(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
