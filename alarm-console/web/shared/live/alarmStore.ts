import { type AlarmView, byQueueOrder, type UnrecordedPress } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import { isRing } from "../../operator/alarm/ringLines.ts";

/**
 * What this screen knows of alarms, as a pure reducer.
 * - An alarm only ever moves to a greater version: messages may overtake each other, the newest fact stays.
 * - A complete snapshot is the truth about what is open: an open alarm not named since the last look is gone. One that a
 *   change brought while the snapshot was on its way is kept, since the snapshot may be older than the change.
 * - Closed alarms are remembered for a while, so that an old message cannot open them again and their page can be read.
 */
export interface AlarmState {
  alarms: ReadonlyMap<string, Known>;
  /** Counts the times when changes may have been missed; each alarm carries the count at which it was last named. */
  sight: number;
  /** Whether a complete snapshot has been taken in since. */
  upToDate: boolean;
  unrecorded: readonly UnrecordedPress[];
  /** False while the service cannot reach its database. */
  recording: boolean;
}

/** Technical alarms stand in a list of their own: they ring nobody. */
export type AlarmList = "queue" | "technical";

interface Known {
  alarm: AlarmView;
  sight: number;
}

export type AlarmChange =
  | { kind: "connected" }
  /** Of the queue, or of the technical list. `complete` with the last page, when nothing that is open there is missing. */
  | { kind: "snapshot"; list: AlarmList; items: readonly AlarmView[]; complete: boolean }
  | { kind: "alarm"; alarm: AlarmView }
  | { kind: "unrecorded"; presses: readonly UnrecordedPress[] }
  | { kind: "recording"; recording: boolean };

export const nothingKnown: AlarmState = { alarms: new Map(), sight: 0, upToDate: false, unrecorded: [], recording: true };

const closedRemembered = 200;

export function alarmStore(state: AlarmState, change: AlarmChange): AlarmState {
  switch (change.kind) {
    case "connected":
      return lookAgain(state);
    case "snapshot":
      return takeSnapshot(state, change);
    case "alarm": {
      const alarms = new Map(state.alarms);
      merge(alarms, change.alarm, state.sight);
      if (change.alarm.state === "closed") forgetOldest(alarms);
      return { ...state, alarms };
    }
    case "unrecorded":
      return { ...state, unrecorded: change.presses };
    case "recording":
      // While the database was away, another process may have changed what this one could not tell of.
      return change.recording && !state.recording ? { ...lookAgain(state), recording: true } : { ...state, recording: change.recording };
  }
}

const lookAgain = (state: AlarmState): AlarmState => ({ ...state, sight: state.sight + 1, upToDate: false });

function takeSnapshot(state: AlarmState, { list, items, complete }: Extract<AlarmChange, { kind: "snapshot" }>): AlarmState {
  const alarms = new Map(state.alarms);
  for (const alarm of items) merge(alarms, alarm, state.sight);
  if (complete) {
    for (const [id, known] of alarms) {
      const named = known.sight === state.sight || listOf(known.alarm) !== list;
      if (known.alarm.state === "open" && !named) alarms.delete(id);
    }
  }
  return { ...state, alarms, upToDate: state.upToDate || (complete && list === "queue") };
}

function merge(alarms: Map<string, Known>, alarm: AlarmView, sight: number): void {
  const known = alarms.get(alarm.id);
  const newest = known !== undefined && known.alarm.version >= alarm.version ? known.alarm : alarm;
  // Closed ones go to the end, so that the map is in order of forgetting.
  if (newest.state === "closed" && known?.alarm.state !== "closed") alarms.delete(alarm.id);
  alarms.set(alarm.id, { alarm: newest, sight });
}

function forgetOldest(alarms: Map<string, Known>): void {
  const closed = [...alarms.values()].filter((known) => known.alarm.state === "closed");
  for (const known of closed.slice(0, Math.max(0, closed.length - closedRemembered))) alarms.delete(known.alarm.id);
}

const listOf = (alarm: AlarmView): AlarmList => (alarm.technical ? "technical" : "queue");

/** Open alarms of live or of test homes, in queue order; technical ones are not among them. */
export function openAlarms(state: AlarmState, mode: HomeMode): AlarmView[] {
  const open: AlarmView[] = [];
  for (const { alarm } of state.alarms.values()) if (alarm.state === "open" && alarm.mode === mode && !alarm.technical) open.push(alarm);
  return open.sort(byQueueOrder);
}

/** What is wrong with devices: live homes first, then the newest. */
export function technicalAlarms(state: AlarmState): AlarmView[] {
  const open: AlarmView[] = [];
  for (const { alarm } of state.alarms.values()) if (alarm.state === "open" && alarm.technical) open.push(alarm);
  return open.sort(technicalOrder);
}

export const technicalOrder = (a: AlarmView, b: AlarmView): number =>
  Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(b.raisedAt) - Date.parse(a.raisedAt);

export const findAlarm = (state: AlarmState, id: string): AlarmView | undefined => state.alarms.get(id)?.alarm;

/** The newest alarm that has this press in its timeline, if there is one. */
export function recordedAs(state: AlarmState, press: UnrecordedPress): AlarmView | undefined {
  const at = Date.parse(press.at);
  let found: AlarmView | undefined;
  for (const { alarm } of state.alarms.values()) {
    if (alarm.key !== press.alarmKey || Number(alarm.id) < Number(found?.id ?? 0)) continue;
    if (alarm.timeline.some((line) => isRing(line) && Date.parse(line.at) === at)) found = alarm;
  }
  return found;
}

/** Presses that are in no alarm yet, live homes first, then the longest waiting. */
export function waitingPresses(state: AlarmState): UnrecordedPress[] {
  return state.unrecorded
    .filter((press) => recordedAs(state, press) === undefined)
    .sort((a, b) => Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(a.at) - Date.parse(b.at));
}
