import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer } from "../api/call.ts";

/** The answer of every list of the API. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** Reads the page after `cursor`; the first page for null. Defined outside of a component, or it would be read again with each render. */
export type ReadPage<Item> = (query: string, cursor: string | null) => Promise<Answer<Page<Item>>>;

export interface Pages<Item> {
  /** What is read so far; of the query before while the first page of this one is being read. Null before the first answer. */
  items: readonly Item[] | null;
  /** `items` are of the present query. */
  current: boolean;
  fault: string | null;
  reading: boolean;
  more: boolean;
  /** Reads the next page, or repeats the request that failed. */
  readMore(): void;
}

/** A query that is being typed is sent when the typing has paused for this long. */
export const typingMs = 200;

/**
 * A list that is read a page at a time. A new query is sent `waitMs` after its last change; the answer to an older one is ignored.
 *
 * Example: "m", "mi", "mil" within 200 ms are one request, for "mil". If "mill" follows before its answer, that answer is never shown.
 */
export function usePages<Item>(query: string, read: ReadPage<Item>, waitMs = 0): Pages<Item> {
  const [found, setFound] = useState<({ query: string } & Page<Item>) | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [reading, setReading] = useState(true);
  const asked = useRef(0);

  const readPage = useCallback(
    async (before: Page<Item> | null) => {
      asked.current += 1;
      const mine = asked.current;
      setReading(true);
      const answer = await read(query, before?.next ?? null);
      if (mine !== asked.current) return;
      setReading(false);
      setFault(answer.ok ? null : answer.message);
      if (answer.ok) setFound({ query, items: [...(before?.items ?? []), ...answer.value.items], next: answer.value.next });
    },
    [query, read],
  );

  useEffect(() => {
    setReading(true);
    const timer = setTimeout(() => void readPage(null), waitMs);
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [readPage, waitMs]);

  const current = found !== null && found.query === query;
  return {
    items: found?.items ?? null,
    current,
    fault,
    reading,
    more: current && found.next !== null,
    readMore: () => {
      if (!reading) void readPage(current ? found : null);
    },
  };
}
