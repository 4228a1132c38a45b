import { useCallback, useEffect, useRef, useState } from "react";
import { type HomeSummary, readHomes } from "./homes.ts";

interface Found {
  wanted: string;
  homes: readonly HomeSummary[];
  next: string | null;
}

/** Whoever types goes on typing: only what stands still for so long is looked for. */
const typingMs = 200;

/** Homes that fit what is wanted, a page at a time; `found` is null before any answer. */
export function useHomes(wanted: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [reading, setReading] = useState(true);
  const asked = useRef(0);

  const read = useCallback(async (find: string, before: Found | null) => {
    asked.current += 1;
    const mine = asked.current;
    setReading(true);
    const answer = await readHomes(find, before?.next ?? null);
    // An answer to what is not asked any more.
    if (mine !== asked.current) return;
    setReading(false);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) setFound({ wanted: find, homes: [...(before?.homes ?? []), ...answer.value.items], next: answer.value.next });
  }, []);

  useEffect(() => {
    setReading(true);
    const timer = setTimeout(() => void read(wanted, null), wanted === "" ? 0 : typingMs);
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [wanted, read]);

  const current = found !== null && found.wanted === wanted;
  return {
    homes: found?.homes ?? null,
    fault,
    reading,
    more: current && found.next !== null,
    /** Reads the next page, or again what failed. */
    readOn: () => {
      if (!reading) void read(wanted, current ? found : null);
    },
  };
}
