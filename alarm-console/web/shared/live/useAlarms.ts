import { useCallback, useEffect, useReducer, useState } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { type AlarmState, alarmStore, nothingKnown } from "./alarmStore.ts";
import { followAlarms, type Link } from "./connection.ts";

/** All that the page knows of alarms, kept up to date for as long as it is shown. */
export function useAlarms(): { state: AlarmState; link: Link; take(alarm: AlarmView): void } {
  const [state, change] = useReducer(alarmStore, nothingKnown);
  const [link, setLink] = useState<Link>({ kind: "connecting" });
  useEffect(() => {
    const onLink = (next: Link) => setLink((now) => (now.kind === "lost" && next.kind === "lost" ? now : next));
    const { stop } = followAlarms({ onChange: change, onLink });
    return stop;
  }, []);
  const take = useCallback((alarm: AlarmView) => change({ kind: "alarm", alarm }), []);
  return { state, link, take };
}
