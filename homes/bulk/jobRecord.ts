import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { BulkKind } from "./columns.ts";
import type { FileFault } from "./fileHeader.ts";
import type { Encoding, Separator } from "./readFile.ts";

/**
 * `checking` → `faulty`, or `checked` → `writing` → `done`. A checked file that is not applied is `discarded` by the next one. `interrupted`: the service
 * was stopped, or the database was away; `why` says it, and `written` what was done until then.
 */
export const jobStates = ["checking", "faulty", "checked", "writing", "done", "interrupted", "discarded"] as const;
export type JobState = (typeof jobStates)[number];

/** A job as the database has it. Times in epoch ms. */
export interface BulkJob {
  id: string;
  kind: BulkKind;
  fileName: string;
  encoding: Encoding;
  separator: Separator;
  state: JobState;
  total: number;
  checked: number;
  newRows: number;
  changedRows: number;
  sameRows: number;
  written: number;
  faults: FileFault[];
  faultCount: number;
  why: string;
  by: Author;
  startedAt: number;
  endedAt: number | null;
}

/** What a step of a job changes. */
export type JobProgress = Pick<
  BulkJob,
  "state" | "total" | "checked" | "newRows" | "changedRows" | "sameRows" | "faults" | "faultCount" | "why" | "endedAt"
>;

/** More faults than these are only counted. */
export const mostFaults = 200;

const columns = `id::text, kind, file_name AS "fileName", encoding, separator, state, total, checked, new_rows AS "newRows",
  changed_rows AS "changedRows", same_rows AS "sameRows", written, faults, fault_count AS "faultCount", why,
  jsonb_build_object('id', by_id, 'name', by_name) AS by, started_at AS "startedAt", ended_at AS "endedAt"`;
const insertJob = `INSERT INTO bulk_job (kind, file_name, encoding, separator, state, by_id, by_name, started_at)
  VALUES ($1, $2, $3, $4, 'checking', $5, $6, to_timestamp($7::float8 / 1000)) RETURNING id::text`;
const updateJob = `UPDATE bulk_job SET state = $2, total = $3, checked = $4, new_rows = $5, changed_rows = $6, same_rows = $7, faults = $8,
    fault_count = $9, why = $10, ended_at = to_timestamp($11::float8 / 1000)
  WHERE id = $1`;
const countWritten = `UPDATE bulk_job SET written = written + 1 WHERE id = $1`;
const selectJob = `SELECT ${columns} FROM bulk_job WHERE id = $1`;
const selectNewest = `SELECT ${columns} FROM bulk_job ORDER BY bulk_job.id DESC LIMIT $1`;
const endOld = `UPDATE bulk_job SET state = CASE state WHEN 'checked' THEN 'discarded' ELSE 'interrupted' END,
    why = CASE WHEN state = 'writing' THEN 'Stopped after row ' || written || ' of ' || new_rows + changed_rows || ' that change something. ' ELSE '' END || $1,
    ended_at = to_timestamp($2::float8 / 1000)
  WHERE state IN ('checking', 'checked', 'writing') AND ($3::bigint IS NULL OR id <> $3)`;

export type NewJob = Pick<BulkJob, "kind" | "fileName" | "encoding" | "separator" | "by" | "startedAt">;

/** Jobs in the database. */
export class JobRecord {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add({ kind, fileName, encoding, separator, by, startedAt }: NewJob): Promise<string> {
    const values = [kind, fileName, encoding, separator, by.id, by.name, startedAt];
    return (await this.#pool.query<{ id: string }>(insertJob, values)).rows[0]?.id ?? "";
  }

  async progress(id: string, o: JobProgress): Promise<void> {
    const faults = JSON.stringify(o.faults.slice(0, mostFaults));
    const counts = [o.total, o.checked, o.newRows, o.changedRows, o.sameRows];
    await this.#pool.query(updateJob, [id, o.state, ...counts, faults, o.faultCount, o.why, o.endedAt]);
  }

  /** One more row is written, in the transaction that writes it. */
  readonly countWritten =
    (id: string) =>
    (client: pg.ClientBase): Promise<unknown> =>
      client.query(countWritten, [id]);

  async get(id: string): Promise<BulkJob | null> {
    return (await this.#pool.query<BulkJob>(selectJob, [id])).rows[0] ?? null;
  }

  async newest(limit: number): Promise<BulkJob[]> {
    return (await this.#pool.query<BulkJob>(selectNewest, [limit])).rows;
  }

  /** Jobs that no process works on any more; all but `except`. */
  async endOthers(why: string, now: number, except: string | null): Promise<void> {
    await this.#pool.query(endOld, [why, now, except]);
  }
}
