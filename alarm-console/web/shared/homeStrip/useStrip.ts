import { useCallback, useState } from "react";
import type { HomeStrip } from "#domain/answering/homeStrip.ts";
import { call } from "../api/call.ts";
import { useWhileVisible } from "../clock/useWhileVisible.ts";

const refreshMs = 30_000;

/** The last hours of a home; null until they are read. */
export function useStrip(homeId: string): { strip: HomeStrip | null; fault: string | null } {
  const [known, setKnown] = useState<{ homeId: string; strip: HomeStrip } | null>(null);
  const [fault, setFault] = useState<{ homeId: string; text: string } | null>(null);
  const read = useCallback(async () => {
    const answer = await call<HomeStrip>("GET", `/api/v1/homes/${homeId}/strip`);
    setFault(answer.ok ? null : { homeId, text: answer.message });
    if (answer.ok) setKnown({ homeId, strip: answer.value });
  }, [homeId]);
  const reload = useCallback(() => void read(), [read]);
  useWhileVisible(reload, refreshMs);
  return { strip: known?.homeId === homeId ? known.strip : null, fault: fault?.homeId === homeId ? fault.text : null };
}
