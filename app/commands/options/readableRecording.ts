import { loadRecording, type RecordingFormat } from "#device-sim/formats/recordingFile.ts";

const badLinesShown = 20;

/**
 * Reads a recording and shows the lines that cannot be read on standard error. With such lines and without `skipBadLines`, or without any
 * reading, it calls `refuse`, which does not return. Throws RecordingUnreadable.
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
  if (badLines.length > badLinesShown) console.error(`… and ${badLines.length - badLinesShown} more`);
  if (badLines.length > 0 && !o.skipBadLines)
    refuse(`${badLines.length} lines cannot be read, so nothing was done; use --skip-bad-lines to leave them out`);
  if (events.length === 0) refuse(`${file} holds no readings`);
  return recording;
}
