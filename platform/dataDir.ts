import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartFault } from "./startFault.ts";

/**
 * Makes the folder for the embedded database and for secrets, and leaves an existing folder as it is. Where root makes it, other accounts
 * may pass through it and not list it, because PostgreSQL runs under another account. Throws StartFault where it cannot be made.
 */
export function makeDataDir(dataDir: string): void {
  try {
    const made = mkdirSync(dataDir, { recursive: true });
    if (made !== undefined) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw new StartFault(
      `The data folder ${dataDir} cannot be made (${(error as Error).message}). Set LINKLINE_DATA_DIR to a folder that this account may write to.`,
      {
        cause: error,
      },
    );
  }
}

/** Reads the secret with this name; the first time it makes one, at random unless `make` is given. The file has mode 0600 and is never written in part. */
export function readOrMakeSecret(dataDir: string, name: string, make = () => randomBytes(24).toString("base64url")): string {
  makeDataDir(dataDir);
  const path = join(dataDir, name);
  const known = readSecret(path);
  if (known !== null) return known;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, make(), { mode: 0o600, flush: true });
    // Fails where another service wrote it first; then that secret is used.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw new StartFault(
        `The secret ${path} cannot be written (${(error as Error).message}). Let this account write to the folder, or set LINKLINE_DATA_DIR to another.`,
        { cause: error },
      );
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecret(path) ?? "";
}

/** Null where there is none. Throws StartFault where this account may not read it. */
export function readSecret(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new StartFault(
      `The secret ${path} cannot be read (${(error as Error).message}). Start Link Line with the account that made it.`,
      {
        cause: error,
      },
    );
  }
}
