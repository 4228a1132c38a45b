import { type Answer, call } from "../../api/call.ts";
import type { Page } from "../../lists/usePages.ts";
import type { Field, Values } from "./fields.ts";

export interface RecordChange {
  id: string;
  kind: "home" | "person" | "contact" | "device";
  recordId: string;
  before: Values | null;
  after: Values | null;
  by: string;
  at: string;
}

const isEmpty = (value: unknown): boolean => value === "" || value === undefined || (Array.isArray(value) && value.length === 0);

/** What changed, as a merge patch: a field that was emptied is null, so that it has its default. */
export function patchOf(fields: readonly Field[], before: Values, after: Values): Values {
  const changed = fields.filter(({ name }) => JSON.stringify(after[name] ?? null) !== JSON.stringify(before[name] ?? null));
  return Object.fromEntries(changed.map(({ name }) => [name, isEmpty(after[name]) ? null : after[name]]));
}

const seen = (version: number): Record<string, string> => ({ "if-match": `"${version}"` });

export const correct = (path: string, version: number, patch: Values): Promise<Answer<unknown>> =>
  call("PATCH", path, patch, undefined, seen(version));
/** What was left empty has its default. */
export const add = (path: string, values: Values): Promise<Answer<unknown>> =>
  call(
    "POST",
    path,
    Object.fromEntries(Object.entries(values).filter(([name, value]) => name === "name" || (value !== "" && value !== null))),
  );
export const remove = (path: string, version: number): Promise<Answer<unknown>> =>
  call("DELETE", path, undefined, undefined, seen(version));

export const readChanges = (homeId: string): Promise<Answer<Page<RecordChange>>> => call("GET", `/api/v1/homes/${homeId}/changes?limit=20`);
