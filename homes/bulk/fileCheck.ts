import type pg from "pg";
import { asHomeId } from "#domain/ids.ts";
import type { Prepare } from "../record/preparations.ts";
import type { RecordKind } from "../record/recordTables.ts";
import type { Registry } from "../registry.ts";
import { type BulkKind, fileKinds } from "./columns.ts";
import { type CsvRow, csvRows, UnreadableCsv } from "./csvRows.ts";
import { type FileFault, type HeaderCell, readHeader } from "./fileHeader.ts";
import { type KnownHome, type KnownRow, membersOf, namedHomes } from "./knownRows.ts";
import { type FileRow, faultAt, faultsOfCells, isSame, type PlannedRow, planRow, readRow } from "./plannedRow.ts";
import type { Separator } from "./readFile.ts";
import { RowIdentity } from "./rowIdentity.ts";

/** A file has at most so many rows. */
export const mostRows = 20_000;
const batchSize = 200;

export interface CheckNeeds {
  pool: pg.Pool;
  registry: Registry;
  prepare: Readonly<Record<RecordKind, Prepare>>;
}

export interface CheckedFile {
  total: number;
  rows: PlannedRow[];
  faults: FileFault[];
  /** Why the file was not read to its end. */
  ended: FileFault[];
}

/**
 * Checks a whole file against the record, and writes nothing: which rows are new, which change something, which are the same, and every fault by
 * its line and column.
 */
export class FileCheck {
  readonly #needs: CheckNeeds;
  readonly #kind: BulkKind;
  readonly #identity: RowIdentity;
  readonly checked: CheckedFile = { total: 0, rows: [], faults: [], ended: [] };
  #header: HeaderCell[] | null = null;

  constructor(needs: CheckNeeds, kind: BulkKind) {
    this.#needs = needs;
    this.#kind = kind;
    this.#identity = new RowIdentity(kind);
  }

  /** `progress` runs after each batch; where it gives false, the check ends early. */
  async run(text: string, separator: Separator, progress: () => Promise<boolean>): Promise<CheckedFile> {
    const batch: CsvRow[] = [];
    const flush = async (): Promise<boolean> => {
      await this.#checkBatch(batch.splice(0));
      return progress();
    };
    try {
      for await (const row of csvRows(text, separator)) {
        if (this.#header === null) {
          const read = readHeader(this.#kind, row.line, row.cells);
          if (!read.ok) return this.#ended(...read.faults);
          this.#header = read.cells;
        } else if (this.checked.total >= mostRows) {
          return this.#ended({
            line: row.line,
            column: "",
            message: `a file may have ${mostRows.toLocaleString("en-GB")} rows: divide it`,
          });
        } else {
          this.checked.total += 1;
          batch.push(row);
          if (batch.length >= batchSize && !(await flush())) return this.checked;
        }
      }
      await flush();
    } catch (error) {
      if (!(error instanceof UnreadableCsv)) throw error;
      await flush();
      return this.#ended({ line: error.line, column: "", message: `${error.message}. The lines after it were not read` });
    }
    if (this.checked.total === 0) return this.#ended({ line: 1, column: "", message: "the file has no rows after its first line" });
    return this.checked;
  }

  #ended(...faults: FileFault[]): CheckedFile {
    this.checked.ended.push(...faults);
    return this.checked;
  }

  async #checkBatch(batch: readonly CsvRow[]): Promise<void> {
    if (batch.length === 0) return;
    const client = await this.#needs.pool.connect();
    try {
      const read = batch.map((row) => readRow(row, this.#header ?? []));
      const keysOf = (name: string): string[] => [...new Set(read.map(({ row }) => row.keys[name] ?? "").filter((key) => key !== ""))];
      const isHomes = this.#kind === "homes";
      const homes = await namedHomes(client, keysOf(isHomes ? "id" : "homeId"), keysOf(isHomes ? "reference" : "homeReference"));
      const homeIds = homes.map(({ id }) => id);
      const rows = this.#kind === "homes" ? homes : await membersOf(client, this.#kind, homeIds);
      for (const { row, faults } of read) {
        const found = await this.#checkRow(row, homes, rows, client);
        this.checked.faults.push(...faults, ...found);
      }
    } finally {
      client.release();
    }
  }

  async #checkRow(row: FileRow, homes: readonly KnownHome[], rows: readonly KnownRow[], client: pg.ClientBase): Promise<FileFault[]> {
    const identity = this.#identity.of(row, homes, rows);
    if (!identity.ok) return [...identity.faults, ...faultsOfCells(this.#kind, row, identity.faults)];
    const { home, known } = identity;
    const { kind, columns } = fileKinds[this.#kind];
    const defaults = kind === "home" ? { timezone: this.#needs.registry.timezone } : {};
    const planned = planRow(this.#kind, row, known, defaults);
    if (planned.fields === null) return planned.faults;
    const facts = home === null ? undefined : this.#needs.registry.home(asHomeId(home.id));
    const prepare = facts && this.#needs.prepare[kind](facts, known?.id ?? null, false);
    const { fields, faults } = (await prepare?.(planned.fields, client)) ?? { fields: planned.fields, faults: [] };
    if (faults.length > 0) return faults.map(({ path, message }) => ({ line: row.line, ...faultAt(columns, path, message) }));
    const before = known === null ? null : (fileKinds[this.#kind].fields.safeParse(known.fields).data ?? known.fields);
    this.checked.rows.push({
      line: row.line,
      does: before === null ? "new" : isSame(columns, before as Record<string, unknown>, fields) ? "same" : "changed",
      homeId: home?.id ?? null,
      id: known?.id ?? null,
      version: known?.version ?? 0,
      patch: row.patch,
      fields,
      ...(kind === "home" && home === null ? { mode: row.keys.mode === "test" ? ("test" as const) : ("live" as const) } : {}),
    });
    return [];
  }
}
