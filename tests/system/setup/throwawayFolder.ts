import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { knownPgdata } from "#platform/embedded-postgres/place.ts";

/** A folder for one test; `closed` keeps other accounts out, as root's own home does. Removed with the database it led to. */
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
