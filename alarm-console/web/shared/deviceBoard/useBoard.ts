import { useCallback, useEffect, useRef, useState } from "react";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { type BoardPage, readBoard } from "./board.ts";

const readEveryMs = 10_000;
const rowsAtFirst = 100;
/** More than a person reads; the API gives no more at once. */
export const mostRows = 1_000;

export interface Board {
  /** Of the present query; null before the first answer. */
  page: BoardPage | null;
  fault: string | null;
  more: (() => void) | null;
}

/** The first rows of the board, read again each ten seconds while the page is visible. */
export function useBoard(query: string): Board {
  const [found, setFound] = useState<{ query: string; page: BoardPage } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [wanted, setWanted] = useState({ query, rows: rowsAtFirst });
  const rows = wanted.query === query ? wanted.rows : rowsAtFirst;
  const asked = useRef(0);

  const read = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    const answer = await readBoard(query, rows);
    if (mine !== asked.current) return;
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) setFound({ query, page: answer.value });
  }, [query, rows]);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readEveryMs,
  );
  useEffect(
    () => () => {
      asked.current += 1;
    },
    [],
  );

  const page = found !== null && found.query === query ? found.page : null;
  const hasMore = page !== null && page.next !== null && rows < mostRows;
  return { page, fault, more: hasMore ? () => setWanted({ query, rows: Math.min(rows + rowsAtFirst, mostRows) }) : null };
}
