import { type CasasRow, casasRow, casasRows, readSaid, sensorCode } from "./casasColumns.ts";
import type { BadLine, Recording } from "./recording.ts";
import type { SensorGuess, SensorKind } from "./sensors/sensorGuess.ts";
import { asWords, isOutsideDoorName, kindByName } from "./sensors/sensorNames.ts";
import { recordingOf, type SensorMap, type SensorReport } from "./sensors/takenSensors.ts";

/**
 * The recordings of the CASAS smart homes, in local wall time: `date time [room] sensor value [label…]`, or `date time sensor room place value
 * type`, separated by commas, tabs or blanks. The annotator's label after the value is the answer to score against, so it is not
 * read here (but see casasBed.ts).
 */
export function readCasas(text: string, map?: SensorMap): Recording {
  const guesses = new Map<string, SensorGuess>();
  const reports: SensorReport[] = [];
  const badLines: BadLine[] = [];
  const notes: string[] = [];
  for (const { line, cells } of casasRows(text)) {
    const row = casasRow({ cells });
    const { wall, room = "", sensor, said, place } = row;
    if (line === 1 && isHeading(cells)) continue;
    if (wall === null || sensor === undefined || said === undefined) {
      badLines.push({
        line,
        why: wall === null ? "it does not begin with a date and a time" : "a sensor and a value are expected after the time",
      });
      continue;
    }
    const name = room === "" || sensorCode.test(sensor) ? sensor : `${room}/${sensor}`;
    const guess = guesses.get(name) ?? guessOf(row, sensor);
    const read = readSaid(said);
    if (read === null && guess.kind !== "unused") {
      badLines.push({ line, why: `the value "${said.slice(0, 20)}" is not ON, OFF, OPEN, CLOSE or a number` });
      continue;
    }
    if (!guesses.has(name)) {
      guesses.set(name, guess);
      if (`${room}${place ?? ""}` === "" && guess.outside)
        notes.push(`line ${line}: door ${sensor} has no room and is taken for an outside door`);
    }
    reports.push({ line, seq: line, sensor: name, wall, said: read ?? said });
  }
  return recordingOf({ reports, guesses, badLines, notes }, map);
}

const isHeading = (cells: readonly string[]): boolean => /^(date|time|timestamp|datetime)$/i.test(cells[0] ?? "");

/** What the letters of a sensor's code mean; only T is a thermometer. */
const codes: ReadonlyMap<string, SensorKind | { measures: string }> = new Map<string, SensorKind | { measures: string }>([
  ["M", "motion"],
  ["MA", "motion"],
  ["D", "door"],
  ["T", "temperature"],
  ["L", { measures: "light" }],
  ["LL", { measures: "light" }],
  ["LA", { measures: "light" }],
  ["LS", { measures: "light level" }],
  ["A", { measures: "meter" }],
  ["AD", { measures: "meter" }],
  ["P", { measures: "power or telephone" }],
  ["E", { measures: "electricity" }],
  ["F", { measures: "fan" }],
  ["I", { measures: "item" }],
  ["BAT", { measures: "battery" }],
  ["BATP", { measures: "battery" }],
  ["BATV", { measures: "battery" }],
]);

function guessOf({ room = "", place = "", said = "", type }: CasasRow, sensor: string): SensorGuess {
  const kind = kindOf(sensor, said, type);
  const name = sensor === room ? "Motion sensor" : asWords(sensor);
  const device = { name, room: asWords(room) };
  if (typeof kind === "object") return { ...device, kind: "unused", outside: false, ...kind };
  const nowhere = `${room}${place}` === "";
  return { ...device, kind, outside: kind === "door" && (nowhere || isOutside(`${room} ${place}`, sensor)) };
}

const isOutside = (place: string, sensor: string): boolean =>
  /front|back|main|outside/i.test(`${place} ${sensor}`) || isOutsideDoorName(sensorCode.test(sensor) ? "" : sensor, place);

function kindOf(sensor: string, said: string, type = ""): SensorKind | { measures: string } {
  if (/temperature/i.test(type)) return "temperature";
  if (/motion/i.test(type)) return "motion";
  if (/door/i.test(type)) return "door";
  if (type !== "") return { measures: type.replace(/^.*?-/, "") };
  const known = codes.get(/^([A-Z]{1,5})(\d{1,4}(-[A-Z])?)?$/.exec(sensor)?.[1] ?? "");
  if (known !== undefined) return known;
  const read = readSaid(said);
  if (typeof read === "number")
    return /temp|thermo/i.test(sensor) ? "temperature" : { measures: /light|lux/i.test(sensor) ? "light level" : "numbers" };
  if (/^(open|close)/i.test(said)) return "door";
  const byName = kindByName(sensor);
  // Lights and closets also send ON and OFF; each change shows that a person moves.
  return byName === "bed" || byName === "chair" ? byName : "motion";
}
