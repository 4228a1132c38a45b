import { useEffect, useRef } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { call } from "../../shared/api/call.ts";
import { type AlarmState, findAlarm, openAlarms } from "../../shared/live/alarmStore.ts";
import type { Chosen } from "./chosen.ts";

interface FollowChoice {
  chosen: Chosen;
  choose(next: Chosen): void;
  state: AlarmState;
  live: readonly AlarmView[];
  presses: readonly UnrecordedPress[];
  take(alarm: AlarmView): void;
}

/**
 * Keeps the choice meaningful without ever taking an alarm out of an operator's hands: an empty page shows the most
 * urgent that nobody holds, a press becomes its alarm, and an alarm closed elsewhere is read once more to say how.
 */
export function useFollowChoice({ chosen, choose, state, live, presses, take }: FollowChoice): void {
  const lastPress = useRef<UnrecordedPress | undefined>(undefined);

  useEffect(() => {
    if (chosen !== null) return;
    const press = presses.find((one) => one.mode === "live");
    const alarm = live.find((one) => one.heldBy === null);
    if (press !== undefined) choose({ kind: "press", readingKey: press.readingKey });
    else if (alarm !== undefined) choose({ kind: "alarm", id: alarm.id });
  }, [chosen, choose, live, presses]);

  useEffect(() => {
    if (chosen?.kind !== "press") return;
    const press = presses.find((one) => one.readingKey === chosen.readingKey);
    if (press !== undefined) lastPress.current = press;
    if (press !== undefined || !state.upToDate) return;
    const key = lastPress.current?.alarmKey;
    const became = [...openAlarms(state, "live"), ...openAlarms(state, "test")].find((one) => one.key === key);
    choose(became === undefined ? null : { kind: "alarm", id: became.id });
  }, [chosen, choose, presses, state]);

  const missing = chosen?.kind === "alarm" && state.upToDate && findAlarm(state, chosen.id) === undefined ? chosen.id : null;
  useEffect(() => {
    if (missing === null) return;
    let asking = true;
    void call<AlarmView>("GET", `/api/v1/alarms/${missing}`).then((answer) => {
      if (!asking) return;
      if (answer.ok) take(answer.value);
      else choose(null);
    });
    return () => {
      asking = false;
    };
  }, [missing, take, choose]);
}
