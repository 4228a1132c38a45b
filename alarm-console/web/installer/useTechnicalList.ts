import { useCallback, useState } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { call } from "../shared/api/call.ts";
import { useWhileVisible } from "../shared/clock/useWhileVisible.ts";
import { technicalOrder } from "../shared/live/deskStore.ts";

const refreshMs = 30_000;

interface Page {
  items: AlarmView[];
  next: string | null;
}

/**
 * Open technical alarms, for a page without a live connection. They are read every 30 seconds while the page is visible; null before
 * the first answer.
 */
export function useTechnicalList(): { alarms: readonly AlarmView[] | null; fault: string | null } {
  const [alarms, setAlarms] = useState<readonly AlarmView[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(async () => {
    const answer = await readAll();
    if (typeof answer === "string") return setFault(answer);
    setAlarms(answer);
    setFault(null);
  }, []);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    refreshMs,
  );
  return { alarms, fault };
}

/** The whole list, page by page, or the message of the call that failed. */
async function readAll(): Promise<AlarmView[] | string> {
  const alarms: AlarmView[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await call<Page>("GET", `/api/v1/alarms?state=open&list=technical&limit=500${from}`);
    if (!answer.ok) return answer.message;
    alarms.push(...answer.value.items);
    cursor = answer.value.next;
  }
  return alarms.sort(technicalOrder);
}
