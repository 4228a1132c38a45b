import { useCallback, useEffect, useReducer, useState } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { type AlarmState, alarmStore, emptyAlarmState } from "./alarmStore.ts";
import { type ConnectionState, followAlarms } from "./connection.ts";

/** The alarms that this page knows, kept up to date while the page is open. */
export function useAlarms(): { state: AlarmState; connection: ConnectionState; take(alarm: AlarmView): void } {
  const [state, change] = useReducer(alarmStore, emptyAlarmState);
  const [connection, setConnection] = useState<ConnectionState>({ kind: "connecting" });
  useEffect(() => {
    const onConnection = (next: ConnectionState) => setConnection((now) => (now.kind === "lost" && next.kind === "lost" ? now : next));
    const { stop } = followAlarms({ onChange: change, onConnection });
    return stop;
  }, []);
  const take = useCallback((alarm: AlarmView) => change({ kind: "alarm", alarm }), []);
  return { state, connection, take };
}
