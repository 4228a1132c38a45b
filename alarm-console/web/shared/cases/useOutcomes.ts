import { useEffect, useState } from "react";
import { outcomeLabel, standardOutcomes } from "#domain/alarm.ts";
import { call } from "../api/call.ts";

export interface Outcome {
  code: string;
  label: string;
}

// Kept while the page is open: a case can then be closed with the centre's outcomes when the list cannot be read.
const known = new Map<boolean, readonly Outcome[]>();

/** The outcomes of this centre, in its order; with the retired ones where old cases are shown. Until they are read, those that every centre begins with. */
export function useOutcomes(retired = false): readonly Outcome[] {
  const [outcomes, setOutcomes] = useState(known.get(retired) ?? standardOutcomes);
  useEffect(() => {
    let cancelled = false;
    void call<{ items: Outcome[] }>("GET", `/api/v1/outcomes?retired=${retired}`).then((answer) => {
      if (!answer.ok || answer.value.items.length === 0) return;
      known.set(retired, answer.value.items);
      if (!cancelled) setOutcomes(answer.value.items);
    });
    return () => {
      cancelled = true;
    };
  }, [retired]);
  return outcomes;
}

/** An outcome in the words of this centre. */
export const outcomeText = (code: string, outcomes: readonly Outcome[]): string =>
  outcomes.find((one) => one.code === code)?.label ?? outcomeLabel(code);
