import { useCallback, useState } from "react";

/**
 * The notes that an operator is typing, by case id. A draft survives selecting another case, a lost connection, an expired session
 * and a reload. It is removed when the service confirms the note and when the operator signs out. Drafts stay in this tab.
 */
export type Drafts = Readonly<Record<string, string>>;

const storageKey = (userId: string) => `linkline.drafts.${userId}`;

export const forgetNoteDrafts = (userId: string): void => sessionStorage.removeItem(storageKey(userId));

export function useNoteDrafts(userId: string): { drafts: Drafts; write(caseId: string, text: string): void } {
  const [drafts, setDrafts] = useState<Drafts>(() => read(userId));
  const write = useCallback(
    (caseId: string, text: string) =>
      setDrafts((now) => {
        const { [caseId]: _, ...rest } = now;
        const next = text === "" ? rest : { ...rest, [caseId]: text };
        sessionStorage.setItem(storageKey(userId), JSON.stringify(next));
        return next;
      }),
    [userId],
  );
  return { drafts, write };
}

function read(userId: string): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey(userId)) ?? "{}") as Drafts;
  } catch {
    return {};
  }
}
