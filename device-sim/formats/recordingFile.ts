import { readCasas } from "./casas.ts";
import { casasInBed } from "./casasBed.ts";
import { casasRow, casasRows, readSaid } from "./casasColumns.ts";
import { derivedBedNote, withDerivedBed } from "./derivedBed.ts";
import { kasterenInterval, readKasteren } from "./kasteren.ts";
import { kasterenInBed } from "./kasterenBed.ts";
import { type Recording, recordingBoot } from "./recording.ts";
import { checkSensorMap, readSensorMap } from "./sensors/sensorMap.ts";
import { FileUnreadable, readTextFile } from "./textFile.ts";
import { readUciAdl, uciAdlRow } from "./uciAdl.ts";

export const recordingFormats = ["casas", "kasteren", "uci-adl"] as const;
export type RecordingFormat = (typeof recordingFormats)[number];

/** A line of the right form, for the error of a file that has another form. */
export const exampleLines: Readonly<Record<RecordingFormat, string>> = {
  casas: "2020-02-01 07:00:00.25 Kitchen Kitchen ON, or 2020-02-01 07:00:00.25 M003 ON",
  kasteren: "1580554800<tab>45<tab>8, which is the start in seconds, the length in seconds and the sensor's id",
  "uci-adl": "2020-02-01 07:00:00 2020-02-01 07:00:45 Fridge Magnetic Kitchen",
};

/** The file is no recording of its format. */
export class RecordingUnreadable extends FileUnreadable {}

export interface LoadedRecording extends Recording {
  boot: string;
  /** Lines that are not empty. */
  lines: number;
  /** The format in which most of its first lines can be read. */
  looksLike: RecordingFormat | null;
  /** The last line, where no line end follows it. */
  unfinished: number | null;
}

/**
 * For kasteren, `path` is the file of intervals and its names are looked for beside it. With `deriveBed` the annotator's
 * in-bed label becomes a bed sensor, and `notes` says so; kasteren's label is in the .activities file beside it. `sensors` is a JSON
 * file that corrects what the reader takes the sensors for. Throws FileUnreadable, SensorMapUnreadable.
 */
export async function loadRecording(
  path: string,
  format: RecordingFormat,
  { deriveBed = false, sensors }: { deriveBed?: boolean; sensors?: string | undefined } = {},
): Promise<LoadedRecording> {
  const { text, encoding } = await readTextFile(path);
  const map = sensors === undefined ? undefined : await readSensorMap(sensors);
  const read = await readAs(format, path, text, map);
  if (sensors !== undefined && map !== undefined) checkSensorMap(sensors, map, read.sensors);
  const rows = text.split("\n");
  const recording = {
    ...read,
    notes: [...(encoding === null ? [] : [encoding]), ...read.notes],
    lines: rows.filter((row) => row.trim() !== "").length,
    looksLike: formatOf(text),
    unfinished: rows.at(-1)?.trim() ? rows.length : null,
  };
  const content = map === undefined ? text : `${text}\nsensors\n${JSON.stringify([...map])}`;
  if (!deriveBed) return { ...recording, boot: recordingBoot(content) };
  const changes = await inBedChanges(format, path, text);
  if (changes.length === 0)
    throw new RecordingUnreadable(`${path}: no label says that a person is in bed, so no bed sensor can be derived`);
  return {
    ...recording,
    events: withDerivedBed(recording.events, changes),
    notes: [...recording.notes, derivedBedNote],
    boot: recordingBoot(`${content}\nbed derived\n${JSON.stringify(changes)}`),
  };
}

type SensorMapOrNone = Parameters<typeof readCasas>[1];

async function readAs(format: RecordingFormat, path: string, text: string, map: SensorMapOrNone): Promise<Recording> {
  if (format === "casas") return readCasas(text, map);
  if (format === "uci-adl") return readUciAdl(text, map);
  return readKasteren(text, await textBeside(path, ".sensor_names", text), map);
}

async function inBedChanges(format: RecordingFormat, path: string, text: string) {
  if (format === "casas") return casasInBed(text);
  if (format === "uci-adl")
    throw new RecordingUnreadable(`${path}: a recording of the format uci-adl has bed sensors of its own, so none is derived`);
  return kasterenInBed(await textBeside(path, ".activities", text), await textBeside(path, ".activity_names", text));
}

async function textBeside(path: string, ending: string, text: string): Promise<string> {
  const other = formatOf(text);
  if (other !== null && other !== "kasteren") throw new RecordingUnreadable(wrongFormat(path, "kasteren", other));
  if (!path.endsWith(".sensors")) throw new RecordingUnreadable(`${path}: a kasteren recording is the file that ends in .sensors`);
  return (await readTextFile(path.replace(/\.sensors$/, ending))).text;
}

/** "june.data is a recording of the format casas, not kasteren: use --format casas." */
export const wrongFormat = (path: string, given: RecordingFormat, found: RecordingFormat): string =>
  `${path} has the form of ${found}, not of ${given}: use --format ${found}`;

const readable: Readonly<Record<RecordingFormat, (row: string) => boolean>> = {
  casas(row) {
    const [cells] = casasRows(row);
    const { wall, said } = cells === undefined ? { wall: null } : casasRow(cells);
    return wall !== null && said !== undefined && readSaid(said) !== null;
  },
  kasteren: (row) => kasterenInterval(row) !== null,
  "uci-adl": (row) => !("why" in uciAdlRow(row)),
};

const rowsLookedAt = 40;

/** The format in which most of the first lines can be read; null where that is none. */
function formatOf(text: string): RecordingFormat | null {
  const rows = text
    .split("\n", 4 * rowsLookedAt)
    .filter((row) => row.trim() !== "")
    .slice(0, rowsLookedAt);
  return recordingFormats.find((format) => rows.filter(readable[format]).length > rows.length / 2) ?? null;
}
