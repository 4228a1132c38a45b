import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Acknowledgement } from "./deviceMessage.ts";

export interface AckLog {
  write(acknowledgement: Acknowledgement): void;
  close(): Promise<void>;
}

/** Writes one JSON line for each PUBACK: the readings that the service promised to hold. Rejects where the file cannot be opened. */
export async function openAckLog(path: string): Promise<AckLog> {
  const file = createWriteStream(path, { flags: "a" });
  await once(file, "open");
  return {
    write: (acknowledgement) => file.write(`${JSON.stringify(acknowledgement)}\n`),
    close: () => finished(file.end()),
  };
}
