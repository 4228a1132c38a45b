import { type AlarmView, priorities, type UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { type KnownItems, withItems, withoutUnconfirmed } from "./knownItems.ts";
import type { Colleague } from "./liveEvents.ts";
import { isRing } from "./timelineRings.ts";

/**
 * The cases and technical alarms that this screen knows, as a pure reducer. Messages may arrive late, twice or in the wrong order; the result
 * is the same.
 * - A version only grows. A message with an older version changes nothing.
 * - A complete snapshot says which cases are open. An open case that no message has confirmed since the last resync is removed. A case that a
 *   change brought while the snapshot was on its way stays, because the snapshot may be older than the change.
 * - The newest 200 closed cases stay, so that a late message cannot open them again and their page can still be read.
 *
 * Example: cases 1 and 2 are open when the connection is lost. Case 1 is closed meanwhile.
 *   connected                a resync begins; upToDate is false; the screen still shows 1 and 2
 *   case 3, version 1        3 is confirmed in this resync
 *   snapshot [2], complete   2 is confirmed; 1 is not, so it is removed; upToDate is true; the screen shows 2 and 3
 */
export interface DeskState {
  /** Also technical cases that this screen has opened. */
  cases: KnownItems<CaseView>;
  technical: KnownItems<AlarmView>;
  /** How often changes may have been missed: the first connect, each reconnect, and each time that recording starts again. */
  resyncs: number;
  /** A complete snapshot of the cases has arrived since the last resync began. */
  upToDate: boolean;
  unrecorded: readonly UnrecordedPress[];
  /** False while the service cannot reach its database. */
  recording: boolean;
  /** What went wrong with the service itself in the last day, newest first. */
  incidents: readonly ServiceIncident[];
  onDuty: readonly Colleague[];
}

export type DeskChange =
  | { kind: "connected" }
  /** One page of a list. `complete` is true for the last page: no open item of that list is missing then. */
  | { kind: "cases"; items: readonly CaseView[]; complete: boolean }
  | { kind: "technicalAlarms"; items: readonly AlarmView[]; complete: boolean }
  | { kind: "case"; changed: CaseView }
  | { kind: "technicalAlarm"; alarm: AlarmView }
  | { kind: "unrecorded"; presses: readonly UnrecordedPress[] }
  | { kind: "recording"; recording: boolean }
  | { kind: "incidents"; incidents: readonly ServiceIncident[] }
  | { kind: "onDuty"; people: readonly Colleague[] };

export const emptyDeskState: DeskState = {
  cases: new Map(),
  technical: new Map(),
  resyncs: 0,
  upToDate: false,
  unrecorded: [],
  recording: true,
  incidents: [],
  onDuty: [],
};

/** Several changes at once, in the order in which they arrived. */
export const deskStore = (state: DeskState, changes: readonly DeskChange[]): DeskState => changes.reduce(afterChange, state);

function afterChange(state: DeskState, change: DeskChange): DeskState {
  switch (change.kind) {
    case "connected":
      return startResync(state);
    case "cases": {
      const cases = withItems(state.cases, change.items, state.resyncs);
      if (!change.complete) return { ...state, cases };
      return { ...state, cases: withoutUnconfirmed(cases, state.resyncs, ({ technical }) => !technical), upToDate: true };
    }
    case "technicalAlarms": {
      const technical = withItems(state.technical, change.items, state.resyncs);
      return { ...state, technical: change.complete ? withoutUnconfirmed(technical, state.resyncs, () => true) : technical };
    }
    case "case":
      return { ...state, cases: withItems(state.cases, [change.changed], state.resyncs) };
    case "technicalAlarm":
      return { ...state, technical: withItems(state.technical, [change.alarm], state.resyncs) };
    case "unrecorded":
      return { ...state, unrecorded: change.presses };
    case "incidents":
      return { ...state, incidents: change.incidents };
    case "onDuty":
      return { ...state, onDuty: change.people };
    case "recording":
      // While the database was away, another process may have changed cases without a message to this screen.
      return change.recording && !state.recording ? { ...startResync(state), recording: true } : { ...state, recording: change.recording };
  }
}

const startResync = (state: DeskState): DeskState => ({ ...state, resyncs: state.resyncs + 1, upToDate: false });

export const findCase = (state: DeskState, id: string): CaseView | undefined => state.cases.get(id)?.item;

/** Open cases of live homes, or of those that ring no operator, in queue order, without technical ones. */
export function openCases(state: DeskState, mode: "live" | "silent"): CaseView[] {
  const open: CaseView[] = [];
  for (const { item } of state.cases.values())
    if (item.state !== "closed" && (item.mode === "live") === (mode === "live") && !item.technical) open.push(item);
  return open.sort(byQueueOrder);
}

/** Since when a case waits for an operator, RFC 3339: since it came to the centre; without that, since it was opened. */
export const waitsSince = ({ centreSince, openedAt }: Pick<CaseView, "centreSince" | "openedAt">): string => centreSince ?? openedAt;

/** Highest priority first, then longest waiting, then lowest id. Times are all in UTC with milliseconds, so they compare as text. */
export function byQueueOrder(a: CaseView, b: CaseView): number {
  const byPriority = priorities.indexOf(b.priority) - priorities.indexOf(a.priority);
  if (byPriority !== 0) return byPriority;
  const [one, other] = [waitsSince(a), waitsSince(b)];
  return one === other ? Number(a.id) - Number(b.id) : one < other ? -1 : 1;
}

/** Open technical alarms: live homes first, then the newest. */
export function technicalAlarms(state: DeskState): AlarmView[] {
  const open: AlarmView[] = [];
  for (const { item } of state.technical.values()) if (item.state === "open") open.push(item);
  return open.sort(technicalOrder);
}

export const technicalOrder = (a: AlarmView, b: AlarmView): number =>
  Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(b.raisedAt) - Date.parse(a.raisedAt);

/** The newest case with this press in its timeline, if any. */
export function recordedAs(state: DeskState, press: UnrecordedPress): CaseView | undefined {
  const at = Date.parse(press.at);
  let found: CaseView | undefined;
  for (const { item } of state.cases.values()) {
    if (item.homeId !== press.homeId || Number(item.id) < Number(found?.id ?? 0)) continue;
    const alarms = item.alarms.filter(({ key }) => key === press.alarmKey).map(({ id }) => id);
    if (item.timeline.some((entry) => isRing(entry) && alarms.includes(entry.alarmId ?? "") && Date.parse(entry.at) === at)) found = item;
  }
  return found;
}

/** Presses that are not part of a case yet: live homes first, then the longest waiting. */
export function waitingPresses(state: DeskState): UnrecordedPress[] {
  return state.unrecorded
    .filter((press) => recordedAs(state, press) === undefined)
    .sort((a, b) => Number(b.mode === "live") - Number(a.mode === "live") || Date.parse(a.at) - Date.parse(b.at));
}
