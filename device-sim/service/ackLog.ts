import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Acknowledged } from "./unitClient.ts";

export interface AckLog {
  write(acknowledged: Acknowledged): void;
  close(): Promise<void>;
}

/** One JSON line for each PUBACK: what the service has promised to hold. Rejects when the file cannot be opened. */
export async function openAckLog(path: string): Promise<AckLog> {
  const file = createWriteStream(path, { flags: "a" });
  await once(file, "open");
  return {
    write: (acknowledged) => file.write(`${JSON.stringify(acknowledged)}\n`),
    close: () => finished(file.end()),
  };
}
