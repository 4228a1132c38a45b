import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import { asHomeId } from "#domain/ids.ts";
import type { HomeFields } from "#domain/record/homeFields.ts";
import type { Prepare } from "../record/preparations.ts";
import type { Records } from "../record/records.ts";
import type { RecordKind } from "../record/recordTables.ts";
import type { Registry } from "../registry.ts";
import { type BulkKind, fileKinds } from "./columns.ts";
import type { FileFault } from "./fileHeader.ts";
import { faultAt, type PlannedRow } from "./plannedRow.ts";

export interface WriteNeeds {
  registry: Registry;
  records: Records;
  prepare: Readonly<Record<RecordKind, Prepare>>;
}

/**
 * Writes one row of a checked file by the calls that a single change uses, with its history. `also` runs in the same transaction. Gives what kept the
 * row from being written: another person changed it since the check, or the record does not allow it any more.
 */
export async function writeRow(
  { registry, records, prepare }: WriteNeeds,
  kind: BulkKind,
  row: PlannedRow,
  by: Author,
  also: (client: pg.ClientBase) => Promise<unknown>,
): Promise<FileFault[]> {
  const { kind: record, columns } = fileKinds[kind];
  if (row.homeId === null) {
    const added = await records.addHome(row.fields as HomeFields, row.mode ?? "live", by, also);
    return added.ok ? [] : [{ line: row.line, column: added.path, message: `left out: ${added.message}` }];
  }
  const home = registry.home(asHomeId(row.homeId));
  if (home === undefined) return [{ line: row.line, column: "", message: "left out: its home is not there any more" }];
  const of = { kind: record, homeId: home.id, by, also };
  const prepared = prepare[record](home, row.id, false);
  const answer =
    row.id === null
      ? await records.add(of, row.fields, prepared)
      : await records.change({ ...of, id: row.id, seen: row.version }, row.patch, prepared);
  if (answer.ok) return [];
  if (answer.why === "invalid")
    return answer.faults.map(({ path, message }) => ({ line: row.line, ...faultAt(columns, path, `left out: ${message}`) }));
  if (answer.why === "taken") return [{ line: row.line, column: answer.path, message: `left out: ${answer.message}` }];
  const why = answer.why === "stale" ? "another person changed it meanwhile" : "it is not there any more";
  return [{ line: row.line, column: "", message: `left out: ${why}` }];
}
