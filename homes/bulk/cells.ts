/** What a cell says, or why it cannot be read. */
export type ReadCell = { ok: true; value: unknown } | { ok: false; why: string };

/** How values of a field stand in a cell. An empty cell is null: the field then has its default. */
export interface CellFormat {
  read(cell: string): ReadCell;
  write(value: unknown): string;
}

const given = (value: unknown): ReadCell => ({ ok: true, value });
const textOf = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

/** A spreadsheet would calculate what begins with one of these. */
const formula = /^'*[=+\-@\t\r]/;
const guarded = /^'+[=+\-@\t\r]/;

/** An apostrophe in front keeps a spreadsheet from calculating a text. "+44 20 7946 0018" is written as "'+44 20 7946 0018". */
export const safeCell = (text: string): string => (formula.test(text) ? `'${text}` : text);
/** Takes that apostrophe away. So a text that really begins with "'=" comes back as well: it is written as "''=". */
export const plainCell = (cell: string): string => (guarded.test(cell) ? cell.slice(1) : cell);

export const text: CellFormat = { read: given, write: (value) => safeCell(textOf(value)) };

/** A text that is null where it is empty, such as a date. */
export const optionalText: CellFormat = { read: (cell) => given(cell.trim() === "" ? null : cell.trim()), write: text.write };

/** A minus sign in front of a number is no formula: such a cell is written as it is. */
export const number: CellFormat = {
  read(cell) {
    const trimmed = cell.trim().replace(",", ".");
    if (trimmed === "") return given(null);
    return /^-?\d+(\.\d+)?$/.test(trimmed) ? given(Number(trimmed)) : { ok: false, why: "write a number" };
  },
  write: textOf,
};

const flags: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false, "1": true, "0": false };

export const flag: CellFormat = {
  read(cell) {
    const trimmed = cell.trim().toLowerCase();
    if (trimmed === "") return given(null);
    return trimmed in flags ? given(flags[trimmed]) : { ok: false, why: "write yes or no" };
  },
  write: (value) => (value === true ? "yes" : "no"),
};

/** One part of an entry in a list: its name in the record, and whether it is a list of words itself. */
export interface EntryPart {
  name: string;
  words?: true;
  /** Where nothing is written. Left out: the part is left out as well. */
  empty?: unknown;
}

/**
 * A list: one entry a line of the cell, the parts of an entry with | between them, words of a part with commas between them. A backslash is
 * before a | or backslash that belongs to the text, and `\n` is a line break in it.
 *
 * Example: channels are "text|+447700900001" and, on the next line of the cell, "email|jonas@birch.example|alarms,devices".
 */
export const list = (parts: readonly EntryPart[]): CellFormat => ({
  read(cell) {
    const lines = cell.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
    const entries = lines.map((line) => line.split(/(?<=(?:^|[^\\])(?:\\\\)*)\|/));
    const long = entries.findIndex((entry) => entry.length > parts.length);
    if (long >= 0) return { ok: false, why: `entry ${long + 1} has ${entries[long]?.length} parts: write ${shapeOf(parts)}` };
    return given(entries.map((entry) => entryOf(parts, entry.map(unescaped))));
  },
  write: (value) => safeCell(((value ?? []) as Record<string, unknown>[]).map((entry) => lineOf(parts, entry)).join("\n")),
});

/** A list of words, one a line or with commas between them. */
export const words: CellFormat = {
  read: (cell) => given(wordsIn(cell.replaceAll(/[\r\n]+/g, ","))),
  write: (value) => ((value ?? []) as string[]).join(","),
};

const wordsIn = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

const shapeOf = (parts: readonly EntryPart[]): string => parts.map(({ name }) => name).join("|");

function entryOf(parts: readonly EntryPart[], texts: readonly string[]): Record<string, unknown> {
  const named = parts.map(({ name, words: isWords, empty }, place): [string, unknown] => {
    const part = texts[place]?.trim() ?? "";
    if (part === "") return [name, empty];
    return [name, isWords ? wordsIn(part) : part];
  });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

function lineOf(parts: readonly EntryPart[], entry: Record<string, unknown>): string {
  const texts = parts.map(({ name, words: isWords }) =>
    isWords ? ((entry[name] ?? []) as string[]).join(",") : escaped(textOf(entry[name])),
  );
  return texts.join("|").replace(/\|+$/, "");
}

const escaped = (text: string): string => text.replaceAll(/[\\|]/g, (mark) => `\\${mark}`).replaceAll(/\r\n|\r|\n/g, "\\n");
const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, (_, mark: string) => (mark === "n" ? "\n" : mark));
