import { type BulkKind, bulkKinds, type Column, fileKinds, keyColumns } from "./columns.ts";

/** What is wrong with a file, in plain words. `column` is empty where the whole line is meant. */
export interface FileFault {
  line: number;
  column: string;
  message: string;
}

/** A column of the file, in the order of the file: a key by its name, or a field. */
export type HeaderCell = { key: string } | { column: Column };

export type ReadHeader = { ok: true; cells: HeaderCell[] } | { ok: false; faults: FileFault[] };

const wanted: Readonly<Record<BulkKind, string>> = {
  homes: "`reference` or `id`",
  people: "`homeReference` or `homeId`",
  contacts: "`homeReference` or `homeId`",
  devices: "`homeReference` or `homeId`",
};

const namesOf = (kind: BulkKind): string[] => [...keyColumns(kind), ...fileKinds[kind].columns.map(({ name }) => name)];
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");

/** The first line of a file. Names of columns may be written in any case, with blanks, hyphens and underscores. */
export function readHeader(kind: BulkKind, line: number, names: readonly string[]): ReadHeader {
  const faults: FileFault[] = [];
  const seen = new Set<string>();
  const cells = names.flatMap((name): HeaderCell[] => {
    const known = namesOf(kind).find((one) => plain(one) === plain(name));
    if (known === undefined) {
      faults.push({ line, column: name, message: name.trim() === "" ? "a column has no name" : "there is no column of this name" });
      return [];
    }
    if (seen.has(known)) faults.push({ line, column: known, message: "this column is there twice" });
    seen.add(known);
    const column = fileKinds[kind].columns.find((one) => one.name === known);
    return [column === undefined ? { key: known } : { column }];
  });
  if (cells.length === 0) return { ok: false, faults: [{ line, column: "", message: noColumns(kind, names) }] };
  const has = (...any: string[]): boolean => any.some((name) => seen.has(name));
  if (kind === "homes" ? !has("reference", "id") : !has("homeReference", "homeId"))
    faults.push({ line, column: "", message: `a column is missing: ${wanted[kind]} says which home is meant` });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, cells };
}

function noColumns(kind: BulkKind, names: readonly string[]): string {
  const matches = (one: BulkKind): number => names.filter((name) => namesOf(one).some((known) => plain(known) === plain(name))).length;
  const other = bulkKinds.reduce((most, one) => (matches(one) > matches(most) ? one : most), kind);
  if (other !== kind) return `this looks like a file of ${other}, and you chose ${kind}`;
  return `the first line must have the names of the columns: ${namesOf(kind).join(", ")}`;
}
