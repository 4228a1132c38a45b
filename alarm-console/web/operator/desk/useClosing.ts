import { useCallback, useEffect, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";

/** For so long after a close the operator may take it back without a reason. */
const undoMs = 10_000;

export interface Closing {
  /** The case that this operator closed last, while the close can be undone. */
  justClosed: CaseView | null;
  /** By this computer's clock, epoch ms. */
  undoUntil: number;
  closed(one: CaseView): void;
  forget(): void;
}

export function useClosing(): Closing {
  const [last, setLast] = useState<{ one: CaseView; until: number } | null>(null);
  useEffect(() => {
    if (last === null) return;
    const timer = setTimeout(() => setLast(null), last.until - Date.now());
    return () => clearTimeout(timer);
  }, [last]);
  const closed = useCallback((one: CaseView) => setLast({ one, until: Date.now() + undoMs }), []);
  const forget = useCallback(() => setLast(null), []);
  return { justClosed: last?.one ?? null, undoUntil: last?.until ?? 0, closed, forget };
}
