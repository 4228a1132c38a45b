import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDataDir } from "../dataDir.ts";
import type { Log } from "../log.ts";
import { StartFault } from "../startFault.ts";
import { type Account, mayEnter, postgresAccount } from "./account.ts";

/** Holds what PostgreSQL's account could not reach in a closed data folder. Used only where this process is root. */
export const sharedDir = "/var/lib/linkline";

export interface DatabaseFolder {
  /** PostgreSQL's data directory. It may not exist yet. */
  pgdata: string;
  account: Account;
}

/** A file in the data folder that names the folder of the database, where that is elsewhere. It moves with the data folder. */
const pointer = (dataDir: string): string => join(dataDir, "postgres-is-at");

/** The folder of this data folder's database, or null where it has none yet. */
export function knownPgdata(dataDir: string): string | null {
  const inside = join(dataDir, "postgres");
  if (existsSync(inside)) return inside;
  return existsSync(pointer(dataDir)) ? readFileSync(pointer(dataDir), "utf8").trim() : null;
}

/**
 * Decides once where the database of this data folder is: inside it, or under /var/lib/linkline where PostgreSQL's account cannot enter
 * the folder. (Link Line does not open a folder of root to other accounts.)
 */
export function chooseDatabaseFolder(dataDir: string, log: Log): DatabaseFolder {
  makeDataDir(dataDir);
  const known = knownPgdata(dataDir);
  if (known !== null) {
    const account = postgresAccount(existsSync(known) ? statSync(known) : null);
    if (account.uid !== undefined && !mayEnter(known, account) && existsSync(known)) {
      throw new StartFault(
        `The account that owns the database in ${known} cannot reach it. Let that account pass through the folders above (chmod o+x), or set LINKLINE_DATA_DIR.`,
      );
    }
    return { pgdata: known, account };
  }
  const account = postgresAccount(null);
  if (account.uid === undefined || mayEnter(dataDir, account)) return { pgdata: join(dataDir, "postgres"), account };

  const pgdata = join(newFolder(dataDir), "postgres");
  writeFileSync(pointer(dataDir), `${pgdata}\n`, { flush: true });
  log.info({ pgdata }, `PostgreSQL's account cannot enter ${dataDir}, so the database is in the folder \`pgdata\``);
  return { pgdata, account };
}

/** Makes a folder under `sharedDir`. It never reuses the folder of an earlier, removed data folder with the same path. */
function newFolder(dataDir: string): string {
  try {
    mkdirSync(sharedDir, { recursive: true });
    chmodSync(sharedDir, 0o755);
  } catch (error) {
    throw new StartFault(
      `PostgreSQL's account cannot enter ${dataDir}, and ${sharedDir} cannot be made (${(error as Error).message}). Set LINKLINE_DATA_DIR or DATABASE_URL.`,
      { cause: error },
    );
  }
  const name = join(sharedDir, createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
  for (let attempt = 1; ; attempt += 1) {
    const folder = attempt === 1 ? name : `${name}-${attempt}`;
    try {
      mkdirSync(folder);
      chmodSync(folder, 0o711);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
