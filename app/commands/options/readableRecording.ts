import type { Command } from "commander";
import {
  exampleLines,
  type LoadedRecording,
  loadRecording,
  type RecordingFormat,
  RecordingUnreadable,
  wrongFormat,
} from "#device-sim/formats/recordingFile.ts";
import { sensorMapText } from "#device-sim/formats/sensors/sensorMap.ts";
import { sensorLines } from "../text/sensorText.ts";
import { tryWriting, writeText } from "./writableFile.ts";

export interface RecordingOptions {
  format: RecordingFormat;
  deriveBed?: boolean;
  skipBadLines?: boolean;
  sensors?: string;
  writeSensors?: string;
}

/** How the lines and sensors of a recording are read. */
export function withRecordingOptions(command: Command): Command {
  return command
    .option("--derive-bed", "derive a bed sensor from the annotator's in-bed label; the report says so")
    .option("--skip-bad-lines", "leave out the lines that cannot be read")
    .option("--write-sensors <file>", "write to this JSON file what each sensor is taken for, and do nothing else")
    .option("--sensors <file>", "take the sensors for what this JSON file says; --write-sensors writes one to begin with");
}

/**
 * Reads a recording. Lines that cannot be read are one error with an example line,
 * unless `skipBadLines` leaves them out. Throws FileUnreadable, SensorMapUnreadable, FileUnwritable.
 */
export async function readableRecording(file: string, o: RecordingOptions): Promise<LoadedRecording> {
  if (o.writeSensors !== undefined) await tryWriting(o.writeSensors);
  const recording = await loadRecording(file, o.format, { deriveBed: o.deriveBed === true, sensors: o.sensors });
  const { events } = recording;
  const wrong = badLinesText(file, o.format, recording);
  if (wrong !== null && !o.skipBadLines) throw new RecordingUnreadable(wrong);
  if (events.length === 0 && o.writeSensors === undefined) throw new RecordingUnreadable(noReadingsText(file, recording));
  return recording;
}

/** Prints on standard error how the recording was read, once the command can no longer be refused: a refusal is one sentence alone. */
export function printHowRead(file: string, recording: LoadedRecording): void {
  const { badLines, notes, sensors } = recording;
  for (const note of notes) console.error(`${file}: ${note}`);
  if (badLines.length > 0) console.error(`${file}: ${linesText(recording)} left out, the first is line ${badLines[0]?.line}`);
  for (const line of sensorLines(file, sensors)) console.error(line);
}

/** With --write-sensors: writes the map of the sensors. True where that was asked, and the command has nothing else to do. Throws FileUnwritable. */
export async function wroteSensors({ writeSensors }: RecordingOptions, { sensors }: LoadedRecording): Promise<boolean> {
  if (writeSensors === undefined) return false;
  await writeText(writeSensors, sensorMapText(sensors));
  console.error(`${writeSensors}: ${sensors.length} sensors; correct it, and use it with --sensors ${writeSensors}`);
  return true;
}

/** Everything about the lines that cannot be read, in one error; null where there is none. */
function badLinesText(file: string, format: RecordingFormat, recording: LoadedRecording): string | null {
  const { badLines, lines, looksLike, unfinished } = recording;
  const [first] = badLines;
  if (first === undefined) return null;
  if (badLines.length > lines / 2 && looksLike !== null && looksLike !== format) return wrongFormat(file, format, looksLike);
  const at = `${file}:${first.line}: ${first.why}`;
  const example = `A line of the format ${format} looks like this: ${exampleLines[format]}.`;
  if (badLines.length === lines) return `${at}. No line of the file can be read as ${format}. ${example}`;
  const skip = "Nothing was done; --skip-bad-lines leaves such lines out";
  const onlyTheLast = badLines.length === 1 && first.line === unfinished;
  if (onlyTheLast) return `${at}. This is the last line, and it is cut off. ${example} ${skip}`;
  const cut = badLines.at(-1)?.line === unfinished ? ", and the last line is cut off" : "";
  return `${at}. ${linesText(recording)} cannot be read${cut}. ${example} ${skip}`;
}

const linesText = ({ badLines, lines }: LoadedRecording): string => `${badLines.length} of ${lines} lines`;

function noReadingsText(file: string, { sensors }: LoadedRecording): string {
  if (sensors.length === 0) return `${file} holds no readings`;
  return `${file}: none of its ${sensors.length} sensors is used (${sensors[0]?.sensor} and others): write a map with --write-sensors, correct it, and give it with --sensors`;
}
