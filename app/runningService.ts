import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const addresses = z.object({ pid: z.number(), httpUrl: z.string(), mqttUrl: z.string() });
export type Addresses = z.infer<typeof addresses>;

const fileOf = (dataDir: string): string => join(dataDir, "service.json");

/** Leaves word of where this service answers, for commands run beside it. */
export function announce(dataDir: string, at: { httpUrl: string; mqttUrl: string }): void {
  writeFileSync(fileOf(dataDir), JSON.stringify({ pid: process.pid, httpUrl: at.httpUrl, mqttUrl: at.mqttUrl }));
}

export function withdraw(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Where a service on this data folder answers, or null; a word left by one that died does not count. */
export function findRunning(dataDir: string): Addresses | null {
  try {
    const found = addresses.parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8")));
    process.kill(found.pid, 0);
    return found;
  } catch (error) {
    // A process of another account lives, though it may not be signalled.
    if ((error as NodeJS.ErrnoException).code === "EPERM") return addresses.parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8")));
    return null;
  }
}
