import { parse } from "csv-parse/sync";

/** A line of a CASAS recording, taken apart. Missing parts are undefined. */
export interface CasasRow extends Partial<Record<"room" | "sensor" | "said" | "place" | "type" | "label" | "turn", string>> {
  /** Null where the line does not begin with a date and a time. */
  wall: Temporal.PlainDateTime | null;
}

export interface NumberedRow {
  line: number;
  cells: readonly string[];
}

/** The lines that are not empty, in cells. A file separates them by commas, tabs or blanks; empty cells are left out. */
export function casasRows(text: string): NumberedRow[] {
  const lines = text.split("\n");
  const first = lines.find((row) => row.trim() !== "") ?? "";
  if (first.includes(",")) return commaRows(text);
  return lines.flatMap((row, index) => {
    const cells = row.includes("\t") ? row.split("\t") : row.split(" ");
    const filled = flattened(cells);
    return filled.length === 0 ? [] : [{ line: index + 1, cells: filled }];
  });
}

function commaRows(text: string): NumberedRow[] {
  const rows = parse(text, { info: true, relax_column_count: true, relax_quotes: true, quote: null, skip_empty_lines: true, trim: true });
  return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
    line: info.lines,
    cells: flattened(record),
  }));
}

/** Date and time may be in one cell: "2020-02-01 07:00:00" or "2020-02-01T07:00:00". */
function flattened([first = "", ...rest]: readonly string[]): string[] {
  const dated = /^\d{4}-\d\d-\d\dT/.test(first.trim()) ? first.trim().split("T") : first.trim().split(/\s+/);
  return [...dated, ...rest.map((cell) => cell.trim())].filter((cell) => cell !== "");
}

const words: ReadonlyMap<string, boolean> = new Map([
  ["ON", true],
  ["OFF", false],
  ["OPEN", true],
  ["OPENED", true],
  ["CLOSE", false],
  ["CLOSED", false],
  // An item that a person took from its place, and put back.
  ["ABSENT", true],
  ["PRESENT", false],
]);

/** What a value says: a state or a number; null where it is neither. */
export function readSaid(said: string): boolean | number | null {
  const word = words.get(said.toUpperCase());
  if (word !== undefined) return word;
  return isNumber(said) ? Number(said) : null;
}

const isWord = (cell: string): boolean => words.has(cell.toUpperCase());
const isNumber = (cell: string): boolean => /^-?\d{1,6}(\.\d{1,6})?$/.test(cell);

/** "M003", "LS013", "AD1-A": letters for the kind, and a number. */
export const sensorCode = /^([A-Z]{1,5})\d{1,4}(-[A-Z])?$/;

/**
 * The columns of a line: `date time`, then `[room] sensor value` or `sensor [room [place]] value`, then `[type] [label [turn]]`. `turn`
 * is "begin" or "end" of the label. A type is written like "Control4-Motion".
 */
export function casasRow({ cells }: Pick<NumberedRow, "cells">): CasasRow {
  const [date = "", time = "", ...columns] = cells;
  const wall = wallTime(date, time);
  const at = valueColumn(columns);
  if (at === null) return { wall, sensor: columns[1] ?? columns[0] };
  const [first = "", second, ...more] = columns.slice(0, at);
  const typed = columns[at + 1]?.startsWith(typeMark) ?? false;
  // The label may be in one cell: "Sleeping begin".
  const [label, turn] = columns.slice(typed ? at + 2 : at + 1).flatMap((cell) => cell.split(/\s+/));
  const [sensor, room, place] =
    second === undefined || sensorCode.test(first) ? [first, second, more[0]] : [[second, ...more].join(" "), first];
  return {
    wall,
    sensor,
    room: known(room),
    place: known(place),
    said: columns[at],
    type: typed ? columns[at + 1] : undefined,
    label,
    turn,
  };
}

const typeMark = "Control4-";
const known = (place = ""): string => (/^(ignore|unknown|none)$/i.test(place) ? "" : place);

/** The first word of a state, or else the first number, after one to three names; null where there is none. */
function valueColumn(columns: readonly string[]): number | null {
  const candidates = [1, 2, 3].filter((place) => place < columns.length);
  const found = candidates.find((place) => isWord(columns[place] ?? "")) ?? candidates.find((place) => isNumber(columns[place] ?? ""));
  if (found !== undefined) return found;
  const type = columns.findIndex((cell) => cell.startsWith(typeMark));
  if (type > 1) return type - 1;
  // A meter may say a word of its own: "F001 MED".
  return columns.length === 2 && sensorCode.test(columns[0] ?? "") ? 1 : null;
}

function wallTime(date: string, time: string): Temporal.PlainDateTime | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d:\d\d(\.\d{1,9})?$/.test(time)) return null;
  try {
    return Temporal.PlainDateTime.from(`${date}T${time}`);
  } catch {
    return null;
  }
}
