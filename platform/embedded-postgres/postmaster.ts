import { execFile } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";

/** The PostgreSQL that a data folder says is running in it. */
export interface Postmaster {
  pid: number;
  /** As it was given to PostgreSQL, so that its command line can be told. */
  dataFolder: string;
  port: number;
  /** False while it starts, recovers or stops. */
  ready: boolean;
}

const lockFile = (pgdata: string): string => join(pgdata, "postmaster.pid");

/** What postmaster.pid says (PostgreSQL documentation, "Database File Layout"), or null where none runs or ever ran. */
export async function readPostmaster(pgdata: string): Promise<Postmaster | null> {
  const text = await readFile(lockFile(pgdata), "utf8").catch(() => "");
  const [pid, dataFolder, , port, , , , status] = text.split("\n");
  if (!pid || !dataFolder || !port) return null;
  return { pid: Number(pid), dataFolder, port: Number(port), ready: status?.trim() === "ready" };
}

/**
 * Whether that process lives and is this PostgreSQL. The number alone proves nothing: after a power cut another
 * program may have it, and a killed server that nobody has waited for (a zombie) keeps it, with no command line.
 */
export async function isRunning({ pid, dataFolder }: Postmaster): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const [program = "", ...words] = await commandLine(pid);
  return basename(program) === "postgres" && words.includes(dataFolder);
}

/**
 * Makes a lock file of a dead server harmless. PostgreSQL would refuse to start while another program has the number
 * in it, and would skip its check for processes left over from the dead server if the file were gone; a number that
 * belongs to the new server's parent, us, it passes over and still checks.
 */
export async function disown(pgdata: string, dead: Postmaster): Promise<void> {
  const file = await open(lockFile(pgdata), "r+");
  try {
    const [pid, ...rest] = (await file.readFile("utf8")).split("\n");
    if (pid !== String(dead.pid)) return;
    await file.truncate();
    await file.write([process.pid, ...rest].join("\n"), 0);
  } finally {
    await file.close();
  }
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim().split(" ");
}
