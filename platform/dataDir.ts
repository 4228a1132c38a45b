import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartFault } from "./startFault.ts";

/**
 * Makes the folder for the embedded database and for secrets, where it is not there yet; leaves a folder of somebody's
 * making as it is. One made by root can be passed through, not listed: PostgreSQL runs as another account.
 * Throws StartFault where it cannot be made.
 */
export function makeDataDir(dataDir: string): void {
  try {
    const made = mkdirSync(dataDir, { recursive: true });
    if (made !== undefined) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw new StartFault(`The data folder ${dataDir} cannot be made (${(error as Error).message}): set LINKLINE_DATA_DIR.`, {
      cause: error,
    });
  }
}

/** The secret kept under this name, made at random the first time: a file of mode 0600, complete or not there at all. */
export function keepSecret(dataDir: string, name: string, make = () => randomBytes(24).toString("base64url")): string {
  makeDataDir(dataDir);
  const path = join(dataDir, name);
  const known = readSecret(path);
  if (known !== null) return known;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, make(), { mode: 0o600, flush: true });
    // Fails where another service was first: then its secret counts.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw new StartFault(`The secret ${path} cannot be written: ${(error as Error).message}.`, { cause: error });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecret(path) ?? "";
}

/** null where there is none. Throws StartFault where it may not be read. */
export function readSecret(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new StartFault(`${path} cannot be read (${(error as Error).message}): start Link Line by the account that made it.`, {
      cause: error,
    });
  }
}
