import { useCallback, useState } from "react";

/**
 * What an operator is typing, by alarm. It outlives choosing another alarm, a lost connection, an ended session and a
 * reload; only the service's answer or signing out removes it. It stays within this tab.
 */
export type Drafts = Readonly<Record<string, string>>;

const place = (userId: string) => `linkline.drafts.${userId}`;

export const forgetDrafts = (userId: string): void => sessionStorage.removeItem(place(userId));

export function useDrafts(userId: string): { drafts: Drafts; write(alarmId: string, text: string): void } {
  const [drafts, setDrafts] = useState<Drafts>(() => read(userId));
  const write = useCallback(
    (alarmId: string, text: string) =>
      setDrafts((now) => {
        const { [alarmId]: _, ...rest } = now;
        const next = text === "" ? rest : { ...rest, [alarmId]: text };
        sessionStorage.setItem(place(userId), JSON.stringify(next));
        return next;
      }),
    [userId],
  );
  return { drafts, write };
}

function read(userId: string): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(place(userId)) ?? "{}") as Drafts;
  } catch {
    return {};
  }
}
