import { useState } from "react";
import type { Answer, CallFailure } from "../../../api/call.ts";
import type { RecordChange } from "../record.ts";
import type { Field, Row, Values } from "./fields.ts";

/** What others changed while a form was open. */
export interface OthersChanges {
  /** Newest first; empty where their history could not be read. */
  changes: readonly RecordChange[];
  /** The titles of the fields that both changed. */
  both: readonly string[];
  /** The row was removed. */
  isGone: boolean;
}

export interface FormSubject {
  /** What the form corrects; null: a new row, which begins with `empty`. */
  row: Row | null;
  empty: Values;
  save(row: Row | null, values: Values): Promise<Answer<unknown>>;
  /** The row as it is now, and what others changed since `version`. Null: it could not be read. */
  readAgain(version: number): Promise<{ row: Row | null; changes: readonly RecordChange[] } | null>;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * The row of the others with what was typed in its place.
 *
 * Example: the form began with a phone "1" and a contract "North". Dana saved "South", Robin typed the phone "2": "2" and "South". Where both changed a
 * field, what was typed stays in the form, and the field is named in `both`.
 */
export function rebase(fields: readonly Field[], began: Values, typed: Values, now: Values): { values: Values; both: string[] } {
  const touched = fields.filter(({ name }) => !isSame(typed[name], began[name]));
  const both = touched.filter(({ name }) => !isSame(now[name], began[name]) && !isSame(now[name], typed[name]));
  const values = { ...now, ...Object.fromEntries(touched.map(({ name }) => [name, typed[name]])) };
  return { values, both: both.map(({ title }) => title) };
}

/** The state of a form over a row of the record. After a refusal because of a newer version (412) it continues from that version. */
export function useRecordForm({ row: given, empty, save, readAgain, fields, onDone }: FormSubject & FormOfRow) {
  const [row, setRow] = useState(given);
  const [values, setValues] = useState(given?.values ?? empty);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [meanwhile, setMeanwhile] = useState<OthersChanges | null>(null);
  const [busy, setBusy] = useState(false);

  const takeChangesOfOthers = async (refused: CallFailure) => {
    const found = row === null ? null : await readAgain(row.version);
    if (row === null || found === null) return setFailure(refused);
    const { values: merged, both } = rebase(fields, row.values, values, found.row?.values ?? values);
    setFailure(null);
    setMeanwhile({ changes: found.changes, both, isGone: found.row === null });
    setValues(merged);
    setRow(found.row ?? row);
  };
  const run = async (work: () => Promise<Answer<unknown>>) => {
    setBusy(true);
    const answer = await work();
    if (answer.ok) onDone(answer.value);
    else if (answer.status === 412) await takeChangesOfOthers(answer);
    else setFailure(answer);
    setBusy(false);
  };
  return {
    ...{ values, row, failure, meanwhile, busy, run },
    set: (name: string, value: unknown) => setValues((before) => ({ ...before, [name]: value })),
    save: () => void run(() => save(row, values)),
  };
}

interface FormOfRow {
  fields: readonly Field[];
  onDone(answer: unknown): void;
}
