import { useEffect, useRef } from "react";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { call } from "../../shared/api/call.ts";
import { type DeskState, findCase, recordedAs } from "../../shared/live/deskStore.ts";
import type { Selection } from "./selection.ts";

interface FollowSelection {
  selection: Selection;
  select(next: Selection): void;
  state: DeskState;
  waiting: readonly CaseView[];
  presses: readonly UnrecordedPress[];
  take(changed: CaseView): void;
}

/**
 * Keeps the selection valid. It never replaces a case that an operator has selected.
 * - Nothing is selected: it selects the most urgent waiting case.
 * - An unrecorded press becomes a case: it selects that case.
 * - The selected case is not in the queue, because it is closed or technical: it reads the case, and a technical one again at each change.
 */
export function useFollowSelection({ selection, select, state, waiting, presses, take }: FollowSelection): void {
  const lastPress = useRef<UnrecordedPress | undefined>(undefined);

  useEffect(() => {
    if (selection !== null) return;
    const press = presses.find((one) => one.mode === "live");
    const first = waiting[0];
    if (press !== undefined) select({ kind: "press", readingKey: press.readingKey });
    else if (first !== undefined) select({ kind: "case", id: first.id });
  }, [selection, select, waiting, presses]);

  useEffect(() => {
    if (selection?.kind !== "press") return;
    const press = presses.find((one) => one.readingKey === selection.readingKey);
    if (press !== undefined) lastPress.current = press;
    if (press !== undefined || !state.upToDate) return;
    const became = lastPress.current === undefined ? undefined : recordedAs(state, lastPress.current);
    select(became === undefined ? null : { kind: "case", id: became.id });
  }, [selection, select, presses, state]);

  const missing = selection?.kind === "case" && state.upToDate && isMissing(state, selection.id) ? selection.id : null;
  useEffect(() => {
    if (missing === null) return;
    let cancelled = false;
    void call<CaseView>("GET", `/api/v1/cases/${missing}`).then((answer) => {
      if (cancelled) return;
      if (answer.ok) take(answer.value);
      else select(null);
    });
    return () => {
      cancelled = true;
    };
  }, [missing, take, select]);
}

/** The screen does not know the case, or knows that its technical alarm has changed since. */
function isMissing(state: DeskState, id: string): boolean {
  const known = findCase(state, id);
  if (known === undefined) return true;
  if (!known.technical) return false;
  for (const { item } of state.technical.values()) if (item.caseId === id && item.version > known.version) return true;
  return false;
}
