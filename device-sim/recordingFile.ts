import { readFile } from "node:fs/promises";
import { readCasas } from "./formats/casas.ts";
import { readKasteren } from "./formats/kasteren.ts";
import { type Recording, recordingBoot } from "./recording.ts";

export const recordingFormats = ["casas", "kasteren"] as const;
export type RecordingFormat = (typeof recordingFormats)[number];

/** A file of the recording cannot be read; the message names it. */
export class RecordingUnreadable extends Error {}

/** For kasteren, `path` is the file of intervals and its names are looked for beside it. Throws RecordingUnreadable. */
export async function loadRecording(path: string, format: RecordingFormat): Promise<Recording & { boot: string }> {
  const content = await textOf(path);
  const recording = format === "casas" ? readCasas(content) : readKasteren(content, await textOf(namesBeside(path)));
  return { ...recording, boot: recordingBoot(content) };
}

function namesBeside(path: string): string {
  if (!path.endsWith(".sensors")) throw new RecordingUnreadable(`${path}: a kasteren recording is the file that ends in .sensors`);
  return path.replace(/\.sensors$/, ".sensor_names");
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new RecordingUnreadable(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
