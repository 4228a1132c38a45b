import { execFile } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";

/** The PostgreSQL process that the lock file of a data folder names. It may be dead: see isRunning. */
export interface Postmaster {
  pid: number;
  /** As on the command line of PostgreSQL, which is recognised by it. */
  dataFolder: string;
  port: number;
  /** False while it starts, recovers or stops. */
  ready: boolean;
}

const lockFile = (pgdata: string): string => join(pgdata, "postmaster.pid");

/** Reads postmaster.pid (PostgreSQL documentation, "Database File Layout"). Null where there is no such file. */
export async function readPostmaster(pgdata: string): Promise<Postmaster | null> {
  const text = await readFile(lockFile(pgdata), "utf8").catch(() => "");
  const [pid, dataFolder, , port, , , , status] = text.split("\n");
  if (!pid || !dataFolder || !port) return null;
  return { pid: Number(pid), dataFolder, port: Number(port), ready: status?.trim() === "ready" };
}

/**
 * Whether the process is alive and is this PostgreSQL. The process id alone does not tell: after a power cut another program may have it,
 * and a killed server that its parent has not waited for (a zombie) still has it, without a command line.
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
 * Makes the lock file of a dead server harmless: writes the id of this process into it. PostgreSQL refuses to start while another
 * program has the id in the file. Without the file it would not check for left-over processes of the dead server. It ignores the id
 * of its parent, which is this process, and makes the check.
 */
export async function replaceDeadPid(pgdata: string, dead: Postmaster): Promise<void> {
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
