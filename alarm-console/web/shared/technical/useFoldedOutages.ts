import { useCallback, useMemo, useState } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { call } from "../api/call.ts";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { foldOutages, type OutageLine } from "./foldOutages.ts";

const readEveryMs = 10_000;

/** The technical list with one line for each outage that lasts. What is out of date shows a silence by itself, or folded for ten seconds more. */
export function useFoldedOutages(alarms: readonly AlarmView[]): ReturnType<typeof foldOutages> {
  const [outages, setOutages] = useState<readonly OutageLine[]>([]);
  const read = useCallback(async () => {
    const answer = await call<{ items: OutageLine[] }>("GET", "/api/v1/outage-silences");
    if (answer.ok) setOutages(answer.value.items);
  }, []);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readEveryMs,
  );
  return useMemo(() => foldOutages(alarms, outages), [alarms, outages]);
}
