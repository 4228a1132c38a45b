import { useCallback, useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { Edit } from "./planEdits.ts";

/** A plan as somebody is changing it, and the version that it began from. */
export interface Draft {
  base: number;
  plan: Plan;
}

const placesOf = (userId: string) => `linkline.plan.${userId}.`;

/** Whoever signs in next at this desk must not find another's changes. */
export function forgetPlanDrafts(userId: string): void {
  for (const place of Object.keys(sessionStorage)) if (place.startsWith(placesOf(userId))) sessionStorage.removeItem(place);
}

/**
 * Changes that are not live are kept in this tab: whoever is called to an alarm in the middle of them goes at once and
 * finds them again. Closing the tab asks first.
 */
export function useDraft(userId: string, homeId: string, live: { version: number; plan: Plan } | null) {
  const place = placesOf(userId) + homeId;
  const [draft, setDraft] = useState<Draft | null>(() => read(place));

  useEffect(() => {
    if (draft === null) return sessionStorage.removeItem(place);
    sessionStorage.setItem(place, JSON.stringify(draft));
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [place, draft]);

  const edit = useCallback(
    (change: Edit) => setDraft((now) => (live === null ? now : { base: now?.base ?? live.version, plan: change(now?.plan ?? live.plan) })),
    [live],
  );
  const discard = useCallback(() => setDraft(null), []);
  /** After somebody has seen what another made live meanwhile. */
  const rebase = useCallback((version: number) => setDraft((now) => (now === null ? null : { ...now, base: version })), []);
  return { draft, edit, discard, rebase };
}

function read(place: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}
