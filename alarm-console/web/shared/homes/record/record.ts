import { type Answer, call } from "../../api/call.ts";
import type { HomeDetail } from "../../homeDetails/home.ts";
import type { Page } from "../../lists/usePages.ts";
import type { Field, Row, Values } from "./form/fields.ts";

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

/** Headers of a change to a row, with the version that was seen. */
export const seen = (version: number): Record<string, string> => ({ "if-match": `"${version}"` });

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

/** The row as it is now, and what others changed since the version that was seen, newest first. Null: it could not be read. */
export async function readRowAgain(
  homeId: string,
  rowIn: (home: HomeDetail) => Row | null,
  seenRow: { id: string; version: number },
): Promise<{ row: Row | null; changes: RecordChange[] } | null> {
  const [home, changes] = await Promise.all([call<HomeDetail>("GET", `/api/v1/homes/${homeId}`), readChanges(homeId)]);
  if (!home.ok) return null;
  const row = rowIn(home.value);
  const ofRow = changes.ok ? changes.value.items.filter(({ recordId }) => recordId === seenRow.id) : [];
  // Each change makes a new version.
  return { row, changes: ofRow.slice(0, Math.max(1, (row?.version ?? seenRow.version) - seenRow.version)) };
}
