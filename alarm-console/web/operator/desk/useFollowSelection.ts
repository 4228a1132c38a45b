import { useEffect, useRef } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { call } from "../../shared/api/call.ts";
import { type AlarmState, findAlarm, openAlarms } from "../../shared/live/alarmStore.ts";
import type { Selection } from "./selection.ts";

interface FollowSelection {
  selection: Selection;
  select(next: Selection): void;
  state: AlarmState;
  live: readonly AlarmView[];
  presses: readonly UnrecordedPress[];
  take(alarm: AlarmView): void;
}

/**
 * Keeps the selection valid. It never replaces an alarm that an operator has selected.
 * - Nothing is selected: it selects the most urgent unclaimed alarm.
 * - An unrecorded press becomes an alarm: it selects that alarm.
 * - The selected alarm is closed and no longer sent: it reads the alarm once, to show the outcome.
 */
export function useFollowSelection({ selection, select, state, live, presses, take }: FollowSelection): void {
  const lastPress = useRef<UnrecordedPress | undefined>(undefined);

  useEffect(() => {
    if (selection !== null) return;
    const press = presses.find((one) => one.mode === "live");
    const alarm = live.find((one) => one.heldBy === null);
    if (press !== undefined) select({ kind: "press", readingKey: press.readingKey });
    else if (alarm !== undefined) select({ kind: "alarm", id: alarm.id });
  }, [selection, select, live, presses]);

  useEffect(() => {
    if (selection?.kind !== "press") return;
    const press = presses.find((one) => one.readingKey === selection.readingKey);
    if (press !== undefined) lastPress.current = press;
    if (press !== undefined || !state.upToDate) return;
    const key = lastPress.current?.alarmKey;
    const became = [...openAlarms(state, "live"), ...openAlarms(state, "test")].find((one) => one.key === key);
    select(became === undefined ? null : { kind: "alarm", id: became.id });
  }, [selection, select, presses, state]);

  const missing = selection?.kind === "alarm" && state.upToDate && findAlarm(state, selection.id) === undefined ? selection.id : null;
  useEffect(() => {
    if (missing === null) return;
    let cancelled = false;
    void call<AlarmView>("GET", `/api/v1/alarms/${missing}`).then((answer) => {
      if (cancelled) return;
      if (answer.ok) take(answer.value);
      else select(null);
    });
    return () => {
      cancelled = true;
    };
  }, [missing, take, select]);
}
