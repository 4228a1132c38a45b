import { io } from "socket.io-client";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { call } from "../api/call.ts";
import type { AlarmChange, AlarmList } from "./alarmStore.ts";

/** `since` in epoch ms of this computer. */
export type Link = { kind: "connecting" } | { kind: "live" } | { kind: "lost"; since: number };

interface Page {
  items: AlarmView[];
  next: string | null;
}

const retryMs = 2000;
const snapshotWithinMs = 5000;

/**
 * Follows the service for as long as the page is open: reconnects by itself, and after each connect brings the open
 * alarms up to date, by the snapshot that the service sends, and by asking where it is long or does not come.
 */
export function followAlarms(o: { onChange(change: AlarmChange): void; onLink(link: Link): void }): { stop(): void } {
  const socket = io({ auth: { technical: true }, reconnectionDelay: 400, reconnectionDelayMax: 3000, timeout: 5000, autoConnect: false });
  let stopped = false;
  let connection = 0;
  const timers: Partial<Record<AlarmList | "connect", ReturnType<typeof setTimeout>>> = {};

  const later = (what: AlarmList | "connect", work: () => void, ms: number) => {
    clearTimeout(timers[what]);
    if (!stopped) timers[what] = setTimeout(work, ms);
  };
  const lose = () => o.onLink({ kind: "lost", since: Date.now() });

  /** The rest of a list that did not fit one page, or all of it from a null cursor. */
  const readRest = async (list: AlarmList, cursor: string | null, mine: number): Promise<void> => {
    const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await call<Page>("GET", `/api/v1/alarms?state=open&list=${list}&limit=500${from}`);
    if (stopped || mine !== connection || !socket.connected) return;
    if (!answer.ok) return later(list, () => void readRest(list, null, mine), retryMs);
    o.onChange({ kind: "snapshot", list, items: answer.value.items, complete: answer.value.next === null });
    if (answer.value.next !== null) await readRest(list, answer.value.next, mine);
  };

  /** The service sends both lists by itself; where one does not come, it is asked for. */
  const lookAgain = (mine: number) => {
    for (const list of ["queue", "technical"] as const) later(list, () => void readRest(list, null, mine), snapshotWithinMs);
  };
  const takeFirst = (list: AlarmList, page: Page) => {
    clearTimeout(timers[list]);
    o.onChange({ kind: "snapshot", list, items: page.items, complete: page.next === null });
    if (page.next !== null) void readRest(list, page.next, connection);
  };

  socket.on("connect", () => {
    const mine = ++connection;
    o.onChange({ kind: "connected" });
    o.onLink({ kind: "live" });
    lookAgain(mine);
  });
  socket.on("alarms", (page: Page) => takeFirst("queue", page));
  socket.on("technicalAlarms", (page: Page) => takeFirst("technical", page));
  for (const one of ["alarm", "technicalAlarm"]) socket.on(one, (alarm: AlarmView) => o.onChange({ kind: "alarm", alarm }));
  socket.on("unrecorded", (presses: UnrecordedPress[]) => o.onChange({ kind: "unrecorded", presses }));
  socket.on("recording", (recording: boolean) => {
    o.onChange({ kind: "recording", recording });
    if (recording) lookAgain(connection);
  });
  socket.on("disconnect", () => {
    lose();
    if (!socket.active) later("connect", reconnect, retryMs);
  });
  socket.on("connect_error", () => {
    lose();
    // The service refused this screen: asking who we are ends the session where that is why.
    if (!socket.active) later("connect", reconnect, retryMs);
  });
  const reconnect = async () => {
    await call("GET", "/api/v1/me");
    if (!stopped) socket.connect();
  };
  socket.connect();

  return {
    stop() {
      stopped = true;
      for (const timer of Object.values(timers)) clearTimeout(timer);
      socket.disconnect();
    },
  };
}
