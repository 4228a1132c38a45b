import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const pastRecord = z.object({
  /** When the recorded fortnight begins, epoch ms. */
  from: z.number(),
  /** All of the fortnight is recorded. */
  complete: z.boolean(),
  /** Where the life of the test homes continues, epoch ms by their own clock. */
  testClock: z.number(),
});
export type PastRecord = z.infer<typeof pastRecord>;

const fileOf = (dataDir: string): string => join(dataDir, "demo-past.json");

/** How far the demos on this data folder have come; null before the first one. */
export function readPast(dataDir: string): PastRecord | null {
  try {
    return pastRecord.parse(JSON.parse(readFileSync(fileOf(dataDir), "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export const writePast = (dataDir: string, record: PastRecord): void => writeFileSync(fileOf(dataDir), JSON.stringify(record));
