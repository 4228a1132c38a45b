import { io, type Socket } from "socket.io-client";
import type { AlarmView } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { call } from "../api/call.ts";
import type { DeskChange } from "./deskStore.ts";
import type { Page, ScreenEvents, ServiceEvents } from "./liveEvents.ts";

/** `since` is the last sign of the service, in epoch ms by this computer's clock. */
export type ConnectionState = { kind: "connecting" } | { kind: "live" } | { kind: "lost"; since: number };

export interface LiveConnection {
  /** Tells the service whether the operator can hear this desk, now and after each reconnect. */
  canHear(canHear: boolean): void;
  stop(): void;
}

type List = "cases" | "technicalAlarms";

const retryMs = 2000;
const snapshotWithinMs = 5000;
const settings = {
  auth: { technical: true, alarms: false },
  reconnectionDelay: 400,
  reconnectionDelayMax: 3000,
  timeout: 5000,
  autoConnect: false,
};
const addresses: Readonly<Record<List, string>> = {
  cases: "/api/v1/cases?state=open&limit=500",
  technicalAlarms: "/api/v1/alarms?state=open&list=technical&limit=500",
};

/**
 * Follows the service while the page is open and reports every change to the store. It reconnects automatically.
 *
 * After each connect the service sends the open cases and technical alarms, the first 500 of each. This module
 * - reads the further pages by HTTP, and marks the last page as complete;
 * - reads a whole list by HTTP when the service has not sent it within 5 seconds, and again every 2 seconds until that succeeds;
 * - ignores an answer that belongs to an earlier connection: the service may have changed since.
 *
 * Example: the connection is lost at 02:10 and comes back at 02:12. `onConnection` reports lost, then live; `onChange` reports "connected"
 * and the snapshots. A case closed at 02:11 is in no snapshot, so the store removes it (see deskStore).
 */
export function followService(o: { onChange(change: DeskChange): void; onConnection(state: ConnectionState): void }): LiveConnection {
  const socket: Socket<ServiceEvents, ScreenEvents> = io(settings);
  let stopped = false;
  let connection = 0;
  let heard = false;
  const timers: Partial<Record<List | "connect", ReturnType<typeof setTimeout>>> = {};

  const later = (what: List | "connect", work: () => void, ms: number) => {
    clearTimeout(timers[what]);
    if (!stopped) timers[what] = setTimeout(work, ms);
  };
  const lastSign = lastSignOf(socket);
  const lose = () => {
    o.onConnection({ kind: "lost", since: lastSign() });
    // The service refused this screen. When the session has expired, the call of /me in reconnect() ends it.
    if (!socket.active) later("connect", reconnect, retryMs);
  };

  const take = (list: List, page: Page<CaseView | AlarmView>) =>
    o.onChange({ kind: list, items: page.items, complete: page.next === null } as DeskChange);
  /** Reads a list from the cursor to its end; from its beginning when the cursor is null. */
  const readRest = async (list: List, cursor: string | null, mine: number): Promise<void> => {
    const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await call<Page<CaseView | AlarmView>>("GET", addresses[list] + from);
    if (stopped || mine !== connection || !socket.connected) return;
    if (!answer.ok) return later(list, () => void readRest(list, null, mine), retryMs);
    take(list, answer.value);
    if (answer.value.next !== null) await readRest(list, answer.value.next, mine);
  };
  /** The service should now send both lists. A list that does not arrive in time is read by HTTP. */
  const expectSnapshots = (mine: number) => {
    for (const list of ["cases", "technicalAlarms"] as const) later(list, () => void readRest(list, null, mine), snapshotWithinMs);
  };
  const takeFirstPage = (list: List) => (page: Page<CaseView | AlarmView>) => {
    clearTimeout(timers[list]);
    take(list, page);
    if (page.next !== null) void readRest(list, page.next, connection);
  };
  const reconnect = async () => {
    await call("GET", "/api/v1/me");
    if (!stopped) socket.connect();
  };

  socket.on("connect", () => {
    const mine = ++connection;
    o.onChange({ kind: "connected" });
    o.onConnection({ kind: "live" });
    if (heard) socket.emit("sound", true);
    expectSnapshots(mine);
  });
  socket.on("cases", takeFirstPage("cases"));
  socket.on("technicalAlarms", takeFirstPage("technicalAlarms"));
  socket.on("recording", (recording) => {
    o.onChange({ kind: "recording", recording });
    if (recording) expectSnapshots(connection);
  });
  passOn(socket, o.onChange);
  socket.on("disconnect", lose);
  socket.on("connect_error", lose);
  socket.connect();

  return {
    canHear(canHear) {
      heard = canHear;
      if (socket.connected) socket.emit("sound", canHear);
    },
    stop() {
      stopped = true;
      for (const timer of Object.values(timers)) clearTimeout(timer);
      socket.disconnect();
    },
  };
}

/** The events that need nothing but the store. */
function passOn(socket: Socket<ServiceEvents, ScreenEvents>, onChange: (change: DeskChange) => void): void {
  socket.on("case", (changed) => onChange({ kind: "case", changed }));
  socket.on("technicalAlarm", (alarm) => onChange({ kind: "technicalAlarm", alarm }));
  socket.on("unrecorded", (presses) => onChange({ kind: "unrecorded", presses }));
  socket.on("incidents", (incidents) => onChange({ kind: "incidents", incidents }));
  socket.on("onDuty", (people) => onChange({ kind: "onDuty", people }));
}

/** When the service gave its last sign: a connect, a message, or the ping that it sends every few seconds. A frozen one is noticed only later. */
function lastSignOf(socket: Socket<ServiceEvents, ScreenEvents>): () => number {
  let heardAt = Date.now();
  const heard = () => {
    heardAt = Date.now();
  };
  socket.on("connect", heard);
  socket.onAny(heard);
  socket.io.on("ping", heard);
  return () => heardAt;
}
