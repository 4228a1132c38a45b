import { mergePatch } from "#domain/record/mergePatch.ts";
import { plainCell } from "./cells.ts";
import { type BulkKind, type Column, cellValueOf, fileKinds, patchFrom } from "./columns.ts";
import type { CsvRow } from "./csvRows.ts";
import type { FileFault, HeaderCell } from "./fileHeader.ts";
import type { KnownRow } from "./knownRows.ts";
import { plainMessage } from "./plainMessage.ts";

/** A row of the file with its cells read. */
export interface FileRow {
  line: number;
  /** `id`, `version`, `homeReference` and the like; empty where the file has no such column. */
  keys: Readonly<Record<string, string>>;
  patch: Record<string, unknown>;
}

/** What a row of the file does to the record. */
export interface PlannedRow {
  line: number;
  does: "new" | "changed" | "same";
  /** Null: a new home. */
  homeId: string | null;
  /** Null for a new row. */
  id: string | null;
  /** The version that was seen when the file was checked. */
  version: number;
  patch: Record<string, unknown>;
  /** The whole row as its schema reads it. */
  fields: Record<string, unknown>;
  /** Of a new home. */
  mode?: "live" | "test";
}

/** Reads the cells of a line, or says what is wrong with them. */
export function readRow({ line, cells }: CsvRow, header: readonly HeaderCell[]): { row: FileRow; faults: FileFault[] } {
  const faults: FileFault[] = [];
  const keys: Record<string, string> = {};
  const values: [Column, unknown][] = [];
  const extra = cells.slice(header.length).some((cell) => cell.trim() !== "");
  if (extra || cells.length < header.length)
    faults.push({ line, column: "", message: `this line has ${cells.length} cells, and the first line ${header.length}` });
  for (const [place, cell] of header.entries()) {
    const text = plainCell(cells[place] ?? "");
    if ("key" in cell) {
      keys[cell.key] = text.trim();
      continue;
    }
    const read = cell.column.format.read(text);
    if (read.ok) values.push([cell.column, read.value]);
    else faults.push({ line, column: cell.column.name, message: read.why });
  }
  const reference = values.find(([{ name }]) => name === "reference")?.[1];
  if (typeof reference === "string") keys.reference = reference.trim();
  return { row: { line, keys, patch: patchFrom(values) }, faults };
}

/** The whole row as it will be, or its faults. `known` null: it is new. */
export function planRow(
  kind: BulkKind,
  row: FileRow,
  known: KnownRow | null,
  defaults: object,
): { fields: Record<string, unknown> | null; faults: FileFault[] } {
  const { fields, columns } = fileKinds[kind];
  const schema = known === null && kind === "contacts" ? fields.partial({ place: true }) : fields;
  const read = schema.safeParse(mergePatch(known?.fields ?? defaults, row.patch));
  if (read.success) return { fields: read.data as Record<string, unknown>, faults: [] };
  const faults = read.error.issues.map((issue): FileFault => {
    const path = issue.path.map(String).join(".");
    return { line: row.line, ...faultAt(columns, path, plainMessage(issue)) };
  });
  return { fields: null, faults };
}

/**
 * What is wrong with the cells of a row that means no row of the record, such as one whose home is missing: who mends the file needs all of it at once.
 * Only of what is written: what is left out may be in the record. `known`: the faults that are named already.
 */
export function faultsOfCells(kind: BulkKind, row: FileRow, known: readonly FileFault[]): FileFault[] {
  const { columns } = fileKinds[kind];
  const named = new Set(known.map(({ column }) => column));
  const isWritten = ({ column }: FileFault): boolean => {
    const [field = ""] = columns.find(({ name }) => name === column)?.field.split(".") ?? [];
    return row.patch[field] !== undefined && row.patch[field] !== null;
  };
  return planRow(kind, row, null, {}).faults.filter((fault) => !named.has(fault.column) && isWritten(fault));
}

/** Names the column of a path of the record: "risks.2.note" is entry 3 of the column risks. */
export function faultAt(columns: readonly Column[], path: string, message: string): Pick<FileFault, "column" | "message"> {
  const [name = "", place] = path.split(".");
  const exact = columns.find(({ field }) => field === path) ?? columns.find(({ field }) => field === name || field.startsWith(`${name}.`));
  const entry = place !== undefined && /^\d+$/.test(place) ? `entry ${Number(place) + 1}: ` : "";
  return { column: exact?.name ?? "", message: `${entry}${message}` };
}

/** Whether the row changes nothing, by the columns of the file. */
export const isSame = (columns: readonly Column[], before: Record<string, unknown>, after: Record<string, unknown>): boolean =>
  columns.every((column) => canonical(cellValueOf(before, column)) === canonical(cellValueOf(after, column)));

/** PostgreSQL does not keep the order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
