import { loadRecording, type RecordingFormat } from "#device-sim/formats/recordingFile.ts";

const badLinesShown = 20;

/**
 * A recording of which every line could be read, or the rest was asked for; says on standard error what could not, and
 * calls `refuse`, which does not return, for what nothing can be done with. Throws RecordingUnreadable.
 */
export async function readableRecording(
  file: string,
  o: { format: RecordingFormat; deriveBed?: boolean; skipBadLines?: boolean },
  refuse: (why: string) => never,
): ReturnType<typeof loadRecording> {
  const recording = await loadRecording(file, o.format, { deriveBed: o.deriveBed === true });
  const { badLines, events, notes } = recording;
  for (const note of notes) console.error(`${file}: ${note}`);
  for (const { line, why } of badLines.slice(0, badLinesShown)) console.error(`${file}:${line}: ${why}`);
  if (badLines.length > badLinesShown) console.error(`… and ${badLines.length - badLinesShown} bad lines more`);
  if (badLines.length > 0 && !o.skipBadLines)
    refuse(`${badLines.length} lines cannot be read, so nothing was sent; --skip-bad-lines takes the rest`);
  if (events.length === 0) refuse(`${file} holds no readings`);
  return recording;
}
