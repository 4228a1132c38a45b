import { useCallback, useEffect, useState } from "react";
import { call } from "../api/call.ts";
import type { HomeDetail } from "./home.ts";

// Kept while the page is open, so that the phone numbers of a home already looked at stay in reach when the service is not.
const seen = new Map<string, HomeDetail>();
const refreshMs = 30_000;

export interface HomeOnScreen {
  home: HomeDetail | null;
  fault: string | null;
  again(): void;
}

/** The home's people, contacts and devices; read again when `version` changes and every half minute. */
export function useHome(homeId: string | null, version: number): HomeOnScreen {
  const [, redraw] = useState(0);
  const [fault, setFault] = useState<{ homeId: string; text: string } | null>(null);

  const read = useCallback(async () => {
    if (homeId === null) return;
    const answer = await call<HomeDetail>("GET", `/api/v1/homes/${homeId}`);
    if (answer.ok) seen.set(homeId, answer.value);
    setFault(answer.ok ? null : { homeId, text: answer.message });
    redraw((count) => count + 1);
  }, [homeId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the alarm is what makes it read again
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), refreshMs);
    return () => clearInterval(timer);
  }, [read, version]);

  return {
    home: homeId === null ? null : (seen.get(homeId) ?? null),
    fault: fault !== null && fault.homeId === homeId ? fault.text : null,
    again: () => void read(),
  };
}
