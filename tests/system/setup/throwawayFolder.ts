import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { knownPgdata } from "#platform/embedded-postgres/databaseFolder.ts";

/** A folder for one test. `closed`: other accounts cannot enter it, as in root's home. `remove` also removes a database elsewhere that it names. */
export function throwawayFolder({ closed = false } = {}): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "linkline-"));
  if (!closed) chmodSync(path, 0o755);
  return {
    path,
    remove() {
      const pgdata = knownPgdata(path);
      rmSync(path, { recursive: true, force: true });
      if (pgdata !== null) rmSync(dirname(pgdata), { recursive: true, force: true });
    },
  };
}
