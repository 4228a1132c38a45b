import { readFile } from "node:fs/promises";
import { readCasas } from "./casas.ts";
import { casasInBed } from "./casasBed.ts";
import { derivedBedNote, withDerivedBed } from "./derivedBed.ts";
import { readKasteren } from "./kasteren.ts";
import { kasterenInBed } from "./kasterenBed.ts";
import { type Recording, recordingBoot } from "./recording.ts";

export const recordingFormats = ["casas", "kasteren"] as const;
export type RecordingFormat = (typeof recordingFormats)[number];

/** A file of the recording cannot be read; the message names the file. */
export class RecordingUnreadable extends Error {}

/**
 * For kasteren, `path` is the file of intervals and its names are looked for beside it. With `deriveBed` the annotator's
 * in-bed label becomes a bed sensor, and `notes` says so; kasteren's label is in the .activities file beside it.
 * Throws RecordingUnreadable.
 */
export async function loadRecording(
  path: string,
  format: RecordingFormat,
  o: { deriveBed?: boolean } = {},
): Promise<Recording & { boot: string }> {
  const content = await textOf(path);
  const recording = format === "casas" ? readCasas(content) : readKasteren(content, await textOf(beside(path, ".sensor_names")));
  if (!o.deriveBed) return { ...recording, boot: recordingBoot(content) };
  const changes =
    format === "casas"
      ? casasInBed(content)
      : kasterenInBed(await textOf(beside(path, ".activities")), await textOf(beside(path, ".activity_names")));
  if (changes.length === 0)
    throw new RecordingUnreadable(`${path}: no label says that a person is in bed, so no bed sensor can be derived`);
  return {
    ...recording,
    events: withDerivedBed(recording.events, changes),
    notes: [...recording.notes, derivedBedNote],
    boot: recordingBoot(`${content}\nbed derived\n${JSON.stringify(changes)}`),
  };
}

function beside(path: string, ending: string): string {
  if (!path.endsWith(".sensors")) throw new RecordingUnreadable(`${path}: a kasteren recording is the file that ends in .sensors`);
  return path.replace(/\.sensors$/, ending);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new RecordingUnreadable(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
