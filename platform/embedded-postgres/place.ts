import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDataDir } from "../dataDir.ts";
import type { Log } from "../log.ts";
import { StartFault } from "../startFault.ts";
import { type Account, mayEnter, postgresAccount } from "./account.ts";

/** Where root keeps what PostgreSQL's account could not reach in a closed folder. */
export const sharedDir = "/var/lib/linkline";

export interface Place {
  /** The folder that PostgreSQL calls its data directory. May not be there yet. */
  pgdata: string;
  account: Account;
}

/** Names the place elsewhere, and moves along when the data folder is moved. */
const pointer = (dataDir: string): string => join(dataDir, "postgres-is-at");

/** Where this data folder's database is, or null where it has none yet. */
export function knownPgdata(dataDir: string): string | null {
  const inside = join(dataDir, "postgres");
  if (existsSync(inside)) return inside;
  return existsSync(pointer(dataDir)) ? readFileSync(pointer(dataDir), "utf8").trim() : null;
}

/**
 * Decides once where the database of this data folder is: inside it, or, where root keeps the folder closed to
 * PostgreSQL's account, under /var/lib/linkline, because nobody's folder is opened to others for our sake.
 */
export function choosePlace(dataDir: string, log: Log): Place {
  makeDataDir(dataDir);
  const known = knownPgdata(dataDir);
  if (known !== null) {
    const account = postgresAccount(existsSync(known) ? statSync(known) : null);
    if (account.uid !== undefined && !mayEnter(known, account) && existsSync(known)) {
      throw new StartFault(
        `The database in ${known} cannot be reached by the account that owns it: open the folders above it, or set LINKLINE_DATA_DIR.`,
      );
    }
    return { pgdata: known, account };
  }
  const account = postgresAccount(null);
  if (account.uid === undefined || mayEnter(dataDir, account)) return { pgdata: join(dataDir, "postgres"), account };

  const pgdata = join(newPlace(dataDir), "postgres");
  writeFileSync(pointer(dataDir), `${pgdata}\n`, { flush: true });
  log.info({ pgdata }, `${dataDir} is closed to PostgreSQL's account: the database is kept elsewhere`);
  return { pgdata, account };
}

/** A folder of its own under `sharedDir`: what a removed data folder of the same path has left behind is neither used nor touched. */
function newPlace(dataDir: string): string {
  try {
    mkdirSync(sharedDir, { recursive: true });
    chmodSync(sharedDir, 0o755);
  } catch (error) {
    throw new StartFault(
      `${dataDir} is closed to PostgreSQL's account and ${sharedDir} cannot be made (${(error as Error).message}): set LINKLINE_DATA_DIR or DATABASE_URL.`,
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
