import { useCallback, useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { Edit } from "./planEdits.ts";

/** A plan that a supervisor is changing, and the version that the changes are based on. */
export interface Draft {
  base: number;
  plan: Plan;
}

const storagePrefix = (userId: string) => `linkline.plan.${userId}.`;

/** Called at sign-out: the next person at this tab must not see these drafts. */
export function forgetPlanDrafts(userId: string): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(storagePrefix(userId))) sessionStorage.removeItem(key);
}

/**
 * The draft of one home's plan. It stays in this tab, so a supervisor can leave for an alarm and find the draft again afterwards. The browser asks
 * before it closes or reloads the tab with a draft.
 */
export function useDraft(userId: string, homeId: string, live: { version: number; plan: Plan } | null) {
  const key = storagePrefix(userId) + homeId;
  const [draft, setDraft] = useState<Draft | null>(() => read(key));

  useEffect(() => {
    if (draft === null) return sessionStorage.removeItem(key);
    sessionStorage.setItem(key, JSON.stringify(draft));
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [key, draft]);

  const edit = useCallback(
    (change: Edit) => setDraft((now) => (live === null ? now : { base: now?.base ?? live.version, plan: change(now?.plan ?? live.plan) })),
    [live],
  );
  const discard = useCallback(() => setDraft(null), []);
  /** Bases the draft on a newer version, after the supervisor has seen that version. */
  const rebase = useCallback((version: number) => setDraft((now) => (now === null ? null : { ...now, base: version })), []);
  return { draft, edit, discard, rebase };
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}
