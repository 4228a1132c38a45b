import { Readable } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { CsvError, parse } from "csv-parse";
import { type Separator, separators } from "./readFile.ts";

/** A line of the file with its cells. Lines are counted from 1, as an editor shows them; a cell with line breaks takes several. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** The file cannot be read any further. */
export class UnreadableCsv extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const chunkSize = 65_536;
/** So many rows are read in one go. Then readings of devices have their turn. */
const rowsInOneGo = 100;
/** The longest line, in characters. */
const longestRow = 200_000;

const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark opens here and never closes",
  INVALID_OPENING_QUOTE: "a quotation mark is in the middle of a cell: write the whole cell in quotation marks, and each mark in it twice",
  CSV_INVALID_CLOSING_QUOTE: "text follows a closing quotation mark: write a quotation mark inside a cell twice",
  CSV_MAX_RECORD_SIZE: "this line is too long: a quotation mark may not be closed",
};

/** The rows of a CSV file (RFC 4180) that are not empty. Throws UnreadableCsv. */
export async function* csvRows(text: string, separator: Separator): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: separators[separator],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: longestRow,
  });
  let read = 0;
  let lines = 0;
  try {
    for await (const { record, info } of Readable.from(chunksOf(text)).compose(parser) as AsyncIterable<Parsed>) {
      lines = info.lines;
      yield { line: info.lines - breaksIn(record), cells: record };
      read += 1;
      if (read % rowsInOneGo === 0) await breathe();
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = Number((error as { lines?: unknown }).lines);
    // Of a mark that is never closed the parser names the end of the file.
    const isOpen = error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE";
    throw new UnreadableCsv(isOpen || !Number.isFinite(at) ? lines + 1 : at, faults[error.code] ?? "this line cannot be read as CSV");
  }
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += chunkSize) yield text.slice(from, from + chunkSize);
}

const breaksIn = (cells: readonly string[]): number => cells.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
