import { io, type Socket } from "socket.io-client";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { call } from "../api/call.ts";
import type { AlarmChange, AlarmList } from "./alarmStore.ts";

/** `since` is the last sign of the service, in epoch ms by this computer's clock. */
export type ConnectionState = { kind: "connecting" } | { kind: "live" } | { kind: "lost"; since: number };

interface Page {
  items: AlarmView[];
  next: string | null;
}

const retryMs = 2000;
const snapshotWithinMs = 5000;

/**
 * Follows the service while the page is open and reports every change to the alarm store. It reconnects automatically.
 *
 * After each connect the service sends the open alarms of both lists, the first 500 of each as "alarms" and "technicalAlarms". This module
 * - reads the further pages by HTTP, and marks the last page as complete;
 * - reads a whole list by HTTP when the service has not sent it within 5 seconds, and again every 2 seconds until that succeeds;
 * - ignores an answer that belongs to an earlier connection: the service may have changed since.
 *
 * Example: the connection is lost at 02:10 and comes back at 02:12. `onConnection` reports lost, then live; `onChange` reports "connected"
 * and the snapshots. An alarm closed at 02:11 is in no snapshot, so the store removes it (see alarmStore).
 */
export function followAlarms(o: { onChange(change: AlarmChange): void; onConnection(state: ConnectionState): void }): { stop(): void } {
  const socket = io({ auth: { technical: true }, reconnectionDelay: 400, reconnectionDelayMax: 3000, timeout: 5000, autoConnect: false });
  let stopped = false;
  let connection = 0;
  const timers: Partial<Record<AlarmList | "connect", ReturnType<typeof setTimeout>>> = {};

  const later = (what: AlarmList | "connect", work: () => void, ms: number) => {
    clearTimeout(timers[what]);
    if (!stopped) timers[what] = setTimeout(work, ms);
  };
  const lastSign = lastSignOf(socket);
  const lose = () => o.onConnection({ kind: "lost", since: lastSign() });

  /** Reads a list from the cursor to its end; from its beginning when the cursor is null. */
  const readRest = async (list: AlarmList, cursor: string | null, mine: number): Promise<void> => {
    const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await call<Page>("GET", `/api/v1/alarms?state=open&list=${list}&limit=500${from}`);
    if (stopped || mine !== connection || !socket.connected) return;
    if (!answer.ok) return later(list, () => void readRest(list, null, mine), retryMs);
    o.onChange({ kind: "snapshot", list, items: answer.value.items, complete: answer.value.next === null });
    if (answer.value.next !== null) await readRest(list, answer.value.next, mine);
  };

  /** The service should now send both lists. A list that does not arrive in time is read by HTTP. */
  const expectSnapshots = (mine: number) => {
    for (const list of ["queue", "technical"] as const) later(list, () => void readRest(list, null, mine), snapshotWithinMs);
  };
  const takeFirstPage = (list: AlarmList, page: Page) => {
    clearTimeout(timers[list]);
    o.onChange({ kind: "snapshot", list, items: page.items, complete: page.next === null });
    if (page.next !== null) void readRest(list, page.next, connection);
  };

  socket.on("connect", () => {
    const mine = ++connection;
    o.onChange({ kind: "connected" });
    o.onConnection({ kind: "live" });
    expectSnapshots(mine);
  });
  socket.on("alarms", (page: Page) => takeFirstPage("queue", page));
  socket.on("technicalAlarms", (page: Page) => takeFirstPage("technical", page));
  for (const one of ["alarm", "technicalAlarm"]) socket.on(one, (alarm: AlarmView) => o.onChange({ kind: "alarm", alarm }));
  socket.on("unrecorded", (presses: UnrecordedPress[]) => o.onChange({ kind: "unrecorded", presses }));
  socket.on("incidents", (incidents: ServiceIncident[]) => o.onChange({ kind: "incidents", incidents }));
  socket.on("recording", (recording: boolean) => {
    o.onChange({ kind: "recording", recording });
    if (recording) expectSnapshots(connection);
  });
  socket.on("disconnect", () => {
    lose();
    if (!socket.active) later("connect", reconnect, retryMs);
  });
  socket.on("connect_error", () => {
    lose();
    // The service refused this screen. When the session has expired, the call of /me in reconnect() ends it.
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

/** When the service gave its last sign: a connect, a message, or the ping that it sends every few seconds. A frozen one is noticed only later. */
function lastSignOf(socket: Socket): () => number {
  let heardAt = Date.now();
  const heard = () => {
    heardAt = Date.now();
  };
  socket.on("connect", heard);
  socket.onAny(heard);
  socket.io.on("ping", heard);
  return () => heardAt;
}
