import type pg from "pg";
import { safeCell } from "./cells.ts";
import { type BulkKind, type Column, cellValueOf, fileKinds, keyColumns } from "./columns.ts";
import { homesAfter, type KnownHome, type KnownRow, membersOf } from "./knownRows.ts";

const homesInOneGo = 200;
/** A spreadsheet takes a file without it for Windows-1252. */
const byteOrderMark = "\ufeff";

export interface ExportOptions {
  kind: BulkKind;
  /** With access notes, key safes and NHS numbers. */
  withSecrets: boolean;
  /** Runs for each page of homes before its rows are read: no look without a trace. */
  recordLooks(homeIds: readonly string[]): Promise<void>;
}

/** The whole record of one kind as CSV (RFC 4180), in the columns that an import reads; homes whose service has ended are left out. */
export async function exportFile(pool: pg.Pool, { kind, withSecrets, recordLooks }: ExportOptions): Promise<string> {
  const columns = fileKinds[kind].columns.filter(({ secret }) => withSecrets || secret !== true);
  const lines = [lineOf([...keyColumns(kind), ...columns.map(({ name }) => name)])];
  let last: string | null = null;
  for (;;) {
    const homes = await homesAfter(pool, last, homesInOneGo);
    if (homes.length === 0) break;
    const ids = homes.map(({ id }) => id);
    await recordLooks(ids);
    const rows: readonly KnownRow[] = kind === "homes" ? homes : await membersOf(pool, kind, ids);
    const byId = new Map(homes.map((home) => [home.id, home]));
    for (const row of rows) lines.push(lineOf(cellsOf(kind, columns, row, byId.get(row.homeId))));
    last = homes.at(-1)?.id ?? null;
  }
  return `${byteOrderMark}${lines.join("\r\n")}\r\n`;
}

function cellsOf(kind: BulkKind, columns: readonly Column[], row: KnownRow, home: KnownHome | undefined): string[] {
  const fields = (fileKinds[kind].fields.safeParse(row.fields).data ?? row.fields) as Record<string, unknown>;
  const keys: Record<string, string> = {
    id: row.id,
    version: String(row.version),
    mode: home?.mode ?? "",
    homeReference: safeCell(home?.reference ?? ""),
    homeId: row.homeId,
    homeName: safeCell(home?.name ?? ""),
  };
  return [
    ...keyColumns(kind).map((name) => keys[name] ?? ""),
    ...columns.map((column) => column.format.write(cellValueOf(fields, column))),
  ];
}

const lineOf = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
