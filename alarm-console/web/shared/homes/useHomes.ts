import { useCallback, useEffect, useRef, useState } from "react";
import { type HomeSummary, readHomes } from "./homes.ts";

interface Found {
  search: string;
  homes: readonly HomeSummary[];
  next: string | null;
}

/** The search starts when the typing has paused for this long. */
const typingMs = 200;

/** The homes that match a search, a page at a time. `homes` is null before the first answer. */
export function useHomes(search: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [reading, setReading] = useState(true);
  const asked = useRef(0);

  const read = useCallback(async (find: string, before: Found | null) => {
    asked.current += 1;
    const mine = asked.current;
    setReading(true);
    const answer = await readHomes(find, before?.next ?? null);
    // This answer belongs to an older search.
    if (mine !== asked.current) return;
    setReading(false);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) setFound({ search: find, homes: [...(before?.homes ?? []), ...answer.value.items], next: answer.value.next });
  }, []);

  useEffect(() => {
    setReading(true);
    const timer = setTimeout(() => void read(search, null), search === "" ? 0 : typingMs);
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [search, read]);

  const current = found !== null && found.search === search;
  return {
    homes: found?.homes ?? null,
    fault,
    reading,
    more: current && found.next !== null,
    /** Reads the next page, or repeats the request that failed. */
    readMore: () => {
      if (!reading) void read(search, current ? found : null);
    },
  };
}
