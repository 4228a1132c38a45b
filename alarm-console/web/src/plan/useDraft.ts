import { useCallback, useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { Edit } from "./planEdits.ts";

/** A plan as somebody is changing it, and the version that it began from. */
export interface Draft {
  base: number;
  plan: Plan;
}

const place = (homeId: string) => `linkline.plan.${homeId}`;

/**
 * Changes that are not live are kept in this tab: whoever is called to an alarm in the middle of them goes at once and
 * finds them again. Closing the tab asks first.
 */
export function useDraft(homeId: string, live: { version: number; plan: Plan } | null) {
  const [draft, setDraft] = useState<Draft | null>(() => read(homeId));

  useEffect(() => {
    if (draft === null) return sessionStorage.removeItem(place(homeId));
    sessionStorage.setItem(place(homeId), JSON.stringify(draft));
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [homeId, draft]);

  const edit = useCallback(
    (change: Edit) => setDraft((now) => (live === null ? now : { base: now?.base ?? live.version, plan: change(now?.plan ?? live.plan) })),
    [live],
  );
  const discard = useCallback(() => setDraft(null), []);
  /** After somebody has seen what another made live meanwhile. */
  const rebase = useCallback((version: number) => setDraft((now) => (now === null ? null : { ...now, base: version })), []);
  return { draft, edit, discard, rebase };
}

function read(homeId: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(homeId)) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}
