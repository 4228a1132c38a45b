import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { Log } from "#platform/log.ts";
import type { BulkKind } from "./columns.ts";
import { FileCheck } from "./fileCheck.ts";
import { type BulkJob, type JobProgress, JobRecord } from "./jobRecord.ts";
import type { PlannedRow } from "./plannedRow.ts";
import { readFile } from "./readFile.ts";
import { type WriteNeeds, writeRow } from "./writeRow.ts";

export interface BulkNeeds extends WriteNeeds {
  pool: pg.Pool;
  /** Epoch ms. */
  now: () => number;
  log: Pick<Log, "error">;
}

export type Started =
  | { ok: true; id: string }
  /** It is no file that can be read; `message` says why in plain words. */
  | { ok: false; why: "unreadable"; message: string }
  /** Another file is being checked or written. */
  | { ok: false; why: "busy"; job: string };

export interface GivenFile {
  kind: BulkKind;
  fileName: string;
  by: Author;
  /** Write it at once where the check finds no fault. */
  applies: boolean;
}

interface Running {
  id: string;
  kind: BulkKind;
  by: Author;
  progress: JobProgress;
  rows: PlannedRow[];
}

const nothingYet: JobProgress = {
  ...{ state: "checking", total: 0, checked: 0, newRows: 0, changedRows: 0, sameRows: 0 },
  ...{ faults: [], faultCount: 0, why: "", endedAt: null },
};
/** So many rows are written between two looks at whether the service stops. */
const saveEvery = 50;

/**
 * Bulk imports: a file is checked whole, then applied. One at a time, in the background: the caller may go away. Nothing is written where the check
 * found a fault. Each row is one transaction with its history, so the database knows at any moment what is written; a file that is applied again
 * finds those rows and writes none of them twice.
 *
 * Example: a file of 900 people is checked (850 the same, 40 changed, 10 new) and applied. The service is killed after 30 rows. The job is
 * `interrupted` with `written` 30; the same file again finds 880 the same and writes 20.
 */
export class BulkJobs {
  readonly #needs: BulkNeeds;
  readonly #record: JobRecord;
  #current: Running | null = null;
  #work: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(needs: BulkNeeds) {
    this.#needs = needs;
    this.#record = new JobRecord(needs.pool);
  }

  /** Jobs of a process that is gone are interrupted. */
  begin(): Promise<void> {
    return this.#record.endOthers(
      "Link Line was stopped meanwhile. Choose the same file again: what is written already stays, and nothing is written twice.",
      this.#needs.now(),
      null,
    );
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#work;
  }

  async start({ kind, fileName, by, applies }: GivenFile, bytes: Uint8Array): Promise<Started> {
    if (this.#isBusy()) return { ok: false, why: "busy", job: this.#current?.id ?? "" };
    const file = readFile(bytes);
    if (!file.ok) return { ok: false, why: "unreadable", message: file.why };
    const job: Running = { id: "", kind, by, progress: nothingYet, rows: [] };
    const former = this.#current;
    // Before the first await: of two files at the same moment one is refused.
    this.#current = job;
    try {
      const { encoding, separator } = file;
      job.id = await this.#record.add({ kind, fileName, encoding, separator, by, startedAt: this.#needs.now() });
      await this.#record.endOthers("Another file was chosen before this one was applied.", this.#needs.now(), job.id);
    } catch (error) {
      this.#current = former;
      throw error;
    }
    this.#work = this.#inBackground(job, async () => {
      await this.#check(job, file.text, file.separator);
      if (applies && job.progress.state === "checked") await this.#write(job);
    });
    return { ok: true, id: job.id };
  }

  /** Writes a checked file. False where the job is not `checked`, or not any more. */
  apply(id: string): boolean {
    const job = this.#current;
    if (job?.id !== id || job.progress.state !== "checked" || this.#isStopping) return false;
    this.#advance(job, { ...job.progress, state: "writing" });
    this.#work = this.#inBackground(job, () => this.#write(job));
    return true;
  }

  async get(id: string): Promise<BulkJob | null> {
    const job = await this.#record.get(id);
    return job === null ? null : this.#asKnown(job);
  }

  /** Newest first. */
  async newest(limit: number): Promise<BulkJob[]> {
    return (await this.#record.newest(limit)).map((job) => this.#asKnown(job));
  }

  /** What this process knows is newer than what it has saved. */
  readonly #asKnown = (job: BulkJob): BulkJob => (job.id === this.#current?.id ? { ...job, ...this.#current.progress } : job);

  #isBusy(): boolean {
    const state = this.#current?.progress.state;
    return this.#isStopping || state === "checking" || state === "writing";
  }

  async #check(job: Running, text: string, separator: Parameters<FileCheck["run"]>[1]): Promise<void> {
    const check = new FileCheck(this.#needs, job.kind);
    const counted = (): Omit<JobProgress, "endedAt"> => {
      const { total, rows, ended } = check.checked;
      const count = (does: PlannedRow["does"]): number => rows.filter((row) => row.does === does).length;
      const faults = [...ended, ...check.checked.faults.toSorted((a, b) => a.line - b.line)];
      return {
        ...{ state: "checking", total, checked: total, why: "", faults, faultCount: faults.length },
        ...{ newRows: count("new"), changedRows: count("changed"), sameRows: count("same") },
      };
    };
    const { rows } = await check.run(text, separator, async () => {
      this.#advance(job, counted());
      return !this.#isStopping;
    });
    if (this.#isStopping) return this.#interrupt(job, "Link Line was stopped during the check. Nothing was written.");
    const after = counted();
    job.rows = after.faultCount > 0 ? [] : inOrderOfWriting(job.kind, rows);
    this.#advance(job, { ...after, state: after.faultCount > 0 ? "faulty" : "checked" });
  }

  async #write(job: Running): Promise<void> {
    this.#advance(job, { ...job.progress, state: "writing" });
    await this.#save(job);
    for (const [place, row] of job.rows.entries()) {
      if (this.#isStopping) return this.#interrupt(job, "Link Line was stopped. Choose the same file again to write the rest.");
      const faults = await writeRow(this.#needs, job.kind, row, job.by, this.#record.countWritten(job.id));
      if (faults.length > 0) {
        const all = [...job.progress.faults, ...faults];
        this.#advance(job, { ...job.progress, faults: all, faultCount: all.length });
      }
      if (place % saveEvery === 0) await this.#save(job);
    }
    this.#advance(job, { ...job.progress, state: "done" });
  }

  #advance(job: Running, progress: Omit<JobProgress, "endedAt">): void {
    const isOver = progress.state !== "checking" && progress.state !== "checked" && progress.state !== "writing";
    job.progress = { ...progress, endedAt: isOver ? this.#needs.now() : null };
  }

  #interrupt(job: Running, why: string): void {
    this.#advance(job, { ...job.progress, state: "interrupted", why });
  }

  async #inBackground(job: Running, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#needs.log.error({ err: error, job: job.id }, "a bulk import was interrupted; the same file can be applied again");
      this.#interrupt(
        job,
        "The database did not answer, or the service has a fault; the log says which. Choose the same file again: nothing is written twice.",
      );
    }
    if (job.progress.state !== "checked") job.rows = [];
    // The database may be away. This process still knows the state, and the next start finds the job interrupted.
    await this.#save(job).catch((error: unknown) =>
      this.#needs.log.error({ err: error, job: job.id }, "the state of a bulk import was not saved"),
    );
  }

  #save(job: Running): Promise<void> {
    return this.#record.progress(job.id, job.progress);
  }
}

/** Rows that change something. Contacts by their places: the first of a home is put first, then the second. */
function inOrderOfWriting(kind: BulkKind, rows: readonly PlannedRow[]): PlannedRow[] {
  const changing = rows.filter(({ does }) => does !== "same");
  if (kind !== "contacts") return changing;
  const placeOf = ({ fields }: PlannedRow): number => (fields.place as number | undefined) ?? Number.MAX_SAFE_INTEGER;
  const homeOf = ({ homeId }: PlannedRow): number => Number(homeId);
  return changing.sort((a, b) => homeOf(a) - homeOf(b) || placeOf(a) - placeOf(b) || a.line - b.line);
}
