import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const addresses = z.object({ pid: z.number(), httpUrl: z.string(), mqttUrl: z.string() });
export type Addresses = z.infer<typeof addresses>;

const fileOf = (dataDir: string): string => join(dataDir, "service.json");

/** Writes the addresses of this service to the data folder, for commands on the same machine. */
export function announce(dataDir: string, at: { httpUrl: string; mqttUrl: string }): void {
  writeFileSync(fileOf(dataDir), JSON.stringify({ pid: process.pid, httpUrl: at.httpUrl, mqttUrl: at.mqttUrl }));
}

export function withdraw(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** The addresses of the service that runs on this data folder, or null. A file that a dead service left does not count. */
export function findRunning(dataDir: string): Addresses | null {
  try {
    const found = addresses.parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8")));
    process.kill(found.pid, 0);
    return found;
  } catch (error) {
    // The process belongs to another account: it runs, but this one may not signal it.
    if ((error as NodeJS.ErrnoException).code === "EPERM") return addresses.parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8")));
    return null;
  }
}
