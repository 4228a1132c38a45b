import { type AlarmView, byQueueOrder, type UnrecordedPress } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { isRing } from "./timelineRings.ts";

/**
 * The alarms that this screen knows, as a pure reducer. Messages may arrive late, twice or in the wrong order; the result is the same.
 * - An alarm's version only grows. A message with an older version changes nothing.
 * - A complete snapshot says which alarms are open. An open alarm that no message has confirmed since the last resync is removed. An alarm
 *   that a change brought while the snapshot was on its way stays, because the snapshot may be older than the change.
 * - The newest 200 closed alarms stay, so that a late message cannot open them again and their page can still be read.
 *
 * Example: alarms 1 and 2 are open when the connection is lost. Alarm 1 is closed meanwhile.
 *   connected                a resync begins; upToDate is false; the screen still shows 1 and 2
 *   alarm 3, version 1       3 is confirmed in this resync
 *   snapshot [2], complete   2 is confirmed; 1 is not, so it is removed; upToDate is true; the screen shows 2 and 3
 */
export interface AlarmState {
  alarms: ReadonlyMap<string, KnownAlarm>;
  /** How often changes may have been missed: the first connect, each reconnect, and each time that recording starts again. */
  resyncs: number;
  /** A complete snapshot of the queue has arrived since the last resync began. */
  upToDate: boolean;
  unrecorded: readonly UnrecordedPress[];
  /** False while the service cannot reach its database. */
  recording: boolean;
  /** What went wrong with the service itself in the last day, newest first. */
  incidents: readonly ServiceIncident[];
}

/** Technical alarms have their own list and do not ring. */
export type AlarmList = "queue" | "technical";

interface KnownAlarm {
  alarm: AlarmView;
  /** The resync in which a message last named this alarm. */
  confirmedIn: number;
}

export type AlarmChange =
  | { kind: "connected" }
  /** One page of a list. `complete` is true for the last page: no open alarm of that list is missing then. */
  | { kind: "snapshot"; list: AlarmList; items: readonly AlarmView[]; complete: boolean }
  | { kind: "alarm"; alarm: AlarmView }
  | { kind: "unrecorded"; presses: readonly UnrecordedPress[] }
  | { kind: "recording"; recording: boolean }
  | { kind: "incidents"; incidents: readonly ServiceIncident[] };

export const emptyAlarmState: AlarmState = {
  alarms: new Map(),
  resyncs: 0,
  upToDate: false,
  unrecorded: [],
  recording: true,
  incidents: [],
};

const closedAlarmsKept = 200;

export function alarmStore(state: AlarmState, change: AlarmChange): AlarmState {
  switch (change.kind) {
    case "connected":
      return startResync(state);
    case "snapshot":
      return takeSnapshot(state, change);
    case "alarm": {
      const alarms = new Map(state.alarms);
      merge(alarms, change.alarm, state.resyncs);
      if (change.alarm.state === "closed") removeOldestClosed(alarms);
      return { ...state, alarms };
    }
    case "unrecorded":
      return { ...state, unrecorded: change.presses };
    case "incidents":
      return { ...state, incidents: change.incidents };
    case "recording":
      // While the database was away, another process may have changed alarms without a message to this screen.
      return change.recording && !state.recording ? { ...startResync(state), recording: true } : { ...state, recording: change.recording };
  }
}

const startResync = (state: AlarmState): AlarmState => ({ ...state, resyncs: state.resyncs + 1, upToDate: false });

function takeSnapshot(state: AlarmState, { list, items, complete }: Extract<AlarmChange, { kind: "snapshot" }>): AlarmState {
  const alarms = new Map(state.alarms);
  for (const alarm of items) merge(alarms, alarm, state.resyncs);
  if (complete) {
    for (const [id, known] of alarms) {
      const confirmed = known.confirmedIn === state.resyncs || listOf(known.alarm) !== list;
      if (known.alarm.state === "open" && !confirmed) alarms.delete(id);
    }
  }
  return { ...state, alarms, upToDate: state.upToDate || (complete && list === "queue") };
}

function merge(alarms: Map<string, KnownAlarm>, alarm: AlarmView, resyncs: number): void {
  const known = alarms.get(alarm.id);
  const newest = known !== undefined && known.alarm.version >= alarm.version ? known.alarm : alarm;
  // A closed alarm moves to the end of the map, so that the map is in the order in which alarms closed.
  if (newest.state === "closed" && known?.alarm.state !== "closed") alarms.delete(alarm.id);
  alarms.set(alarm.id, { alarm: newest, confirmedIn: resyncs });
}

function removeOldestClosed(alarms: Map<string, KnownAlarm>): void {
  const closed = [...alarms.values()].filter((known) => known.alarm.state === "closed");
  for (const known of closed.slice(0, Math.max(0, closed.length - closedAlarmsKept))) alarms.delete(known.alarm.id);
}

const listOf = (alarm: AlarmView): AlarmList => (alarm.technical ? "technical" : "queue");

/** Open alarms of live or of test homes in queue order, without technical alarms. */
export function openAlarms(state: AlarmState, mode: HomeMode): AlarmView[] {
  const open: AlarmView[] = [];
  for (const { alarm } of state.alarms.values()) if (alarm.state === "open" && alarm.mode === mode && !alarm.technical) open.push(alarm);
  return open.sort(byQueueOrder);
}

/** Open technical alarms: live homes first, then the newest. */
export function technicalAlarms(state: AlarmState): AlarmView[] {
  const open: AlarmView[] = [];
  for (const { alarm } of state.alarms.values()) if (alarm.state === "open" && alarm.technical) open.push(alarm);
  return open.sort(technicalOrder);
}

export const technicalOrder = (a: AlarmView, b: AlarmView): number =>
  Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(b.raisedAt) - Date.parse(a.raisedAt);

export const findAlarm = (state: AlarmState, id: string): AlarmView | undefined => state.alarms.get(id)?.alarm;

/** The newest alarm with this press in its timeline, if any. */
function recordedAs(state: AlarmState, press: UnrecordedPress): AlarmView | undefined {
  const at = Date.parse(press.at);
  let found: AlarmView | undefined;
  for (const { alarm } of state.alarms.values()) {
    if (alarm.key !== press.alarmKey || Number(alarm.id) < Number(found?.id ?? 0)) continue;
    if (alarm.timeline.some((entry) => isRing(entry) && Date.parse(entry.at) === at)) found = alarm;
  }
  return found;
}

/** Presses that are not part of an alarm yet: live homes first, then the longest waiting. */
export function waitingPresses(state: AlarmState): UnrecordedPress[] {
  return state.unrecorded
    .filter((press) => recordedAs(state, press) === undefined)
    .sort((a, b) => Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(a.at) - Date.parse(b.at));
}
