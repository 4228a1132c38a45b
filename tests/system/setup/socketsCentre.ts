import type pg from "pg";
import { asyncScheduler, EMPTY } from "rxjs";
import { io, type Socket } from "socket.io-client";
import { type Console, createConsole } from "#alarm-console/console.ts";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { alarmsOfCase, type CaseView } from "#domain/answering/case.ts";
import { Registry } from "#homes/registry.ts";
import { createPool, inTransaction } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";
import { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import type { AlarmDesk } from "#response/case/alarmDesk.ts";
import type { AlarmList } from "#response/case/alarmLists.ts";
import { casesByCause } from "#response/case/caseViews.ts";
import { ContactLinks } from "#response/notify/contactLinks.ts";
import { createResponse } from "#response/response.ts";
import { type DatabaseProxy, databaseProxy } from "./databaseProxy.ts";
import { testDatabase } from "./testDatabase.ts";

/** The console alone on a real database, with the pens of its feed in the test's hand. */
export interface Centre {
  url: string;
  pool: pg.Pool;
  console: Console;
  desk: AlarmDesk;
  feed: AlarmFeedWriter;
  registry: Registry;
  wire: DatabaseProxy;
  /** Runs after each list of alarms was read and before it is given out. */
  betweenListAndAnswer: () => Promise<void>;
  /** Opens an alarm as ingest would. */
  raise(mode: "live" | "test", list?: AlarmList): Promise<AlarmView>;
  /** `technical` also asks for the technical list; `alarms: false` declines the queue alarm by alarm. */
  connect(o: {
    token?: unknown;
    technical?: boolean;
    alarms?: boolean;
    headers?: Record<string, string>;
    transports?: string[];
  }): HeardSocket;
  stop(): Promise<void>;
}

export interface HeardSocket {
  socket: Socket;
  /** What it heard, in order. */
  heard: (
    | ["alarms", { items: AlarmView[] }]
    | ["technicalAlarms", { items: AlarmView[] }]
    | ["alarm", AlarmView]
    | ["cases", { items: CaseView[] }]
    | ["case", CaseView]
    | ["technicalAlarm", AlarmView]
    | ["unrecorded", UnrecordedPress[]]
    | ["recording", boolean]
  )[];
  /** Why it was refused. */
  refused: Promise<{ code: string; message: string }>;
  closed: Promise<string>;
}

/** The same desk, which waits after it has read a list. */
const pausing = (desk: AlarmDesk, pause: () => Promise<void>): AlarmDesk =>
  Object.assign(Object.create(desk) as AlarmDesk, {
    list: async (filter: Parameters<AlarmDesk["list"]>[0]) => {
      const page = await desk.list(filter);
      await pause();
      return page;
    },
  });

export async function startCentre(): Promise<Centre> {
  const database = await testDatabase();
  const wire = await databaseProxy(database.url);
  const log = createLog(process.env.LOG_LEVEL ?? "silent");
  const pool = createPool(wire.url, log);
  const registry = new Registry({ pool, now: Date.now, timezone: "Europe/London" });
  const config = { email: null, govUkNotify: null, gateway: null, pushService: null, keepDays: 400 };
  const sending = { channels: {}, config, hasLocalLinks: false, timezoneOf: () => "Europe/London", count: () => {} };
  const response = createResponse({
    pool,
    clock: asyncScheduler,
    timeFrame: new TimeFrame(),
    log,
    contactsAt: () => [],
    homeOf: () => undefined,
    changeHome: () => Promise.reject(new Error("these tests change no home")),
    availability: registry.availability,
    links: new ContactLinks({ secret: "only for tests of sockets, which need no link", baseUrl: () => "" }),
    sending,
  });
  const { feed, alarms: desk } = response;
  feed.setRecording(true);
  const console = await createConsole({
    deviceSummaryOf: () => undefined,
    sourceStates: () => [],
    commissioning$: EMPTY,
    clockOf: () => null,
    disabledRulesIn: () => [],
    backtests: {
      run: async () => ({ ok: false, faults: [] }),
      beforeGoLive: async () => ({ ok: false, faults: [] }),
      eventRings: async () => [],
    },
    now: Date.now,
    config: { host: "127.0.0.1", httpPort: 0, centrePhone: null, publicUrl: null, trustedProxies: [] },
    log,
    pool,
    registry,
    response: { ...response, alarms: pausing(desk, () => centre.betweenListAndAnswer()) },
    metrics: createMetrics(),
    secret: "a secret for tests, with enough in it",
    health: () => ({ ready: true, checks: { recording: true, roomInJournal: true }, degraded: [], canaryIsWell: null }),
    webRoot: null,
    recheckMs: 100,
  });
  const { port } = await console.start();
  const url = `http://127.0.0.1:${port}`;
  const sockets: Socket[] = [];
  let raised = 0;

  const centre: Centre = {
    url,
    pool,
    betweenListAndAnswer: async () => {},
    console,
    desk,
    feed,
    registry,
    wire,

    async raise(mode, list = "queue") {
      const cause = `test/${raised++}`;
      const technical = list === "technical";
      const decision = { do: "raise", episode: cause, priority: "critical", sentence: "SOS pressed", deviceId: null, technical } as const;
      // The open alarms of one home are one case; here each alarm is one.
      const home = await registry.addHome({
        name: mode === "test" ? "Bench" : "10 Mill Lane",
        address: "",
        mode,
        people: [],
        contacts: [],
        accessNotes: "",
        phone: "",
      });
      const pending = { home, decided: { rule: "sosPress", decision, cause, at: Date.now() }, overdueMs: 0 };
      return inTransaction(pool, async (client) => {
        await openAlarm(client, pending, Date.now(), response.answering);
        const [opened] = await casesByCause(client, [cause]);
        return alarmsOfCase(opened as CaseView).at(-1) as AlarmView;
      });
    },

    connect({ token, technical, alarms, headers = {}, transports = ["websocket"] }) {
      const socket = io(url, {
        forceNew: true,
        reconnection: false,
        transports,
        extraHeaders: headers,
        auth: Object.fromEntries(Object.entries({ token, technical, alarms }).filter(([, value]) => value !== undefined)),
      });
      sockets.push(socket);
      const heard: HeardSocket["heard"] = [];
      socket.onAny((event, what) => heard.push([event, what]));
      return {
        socket,
        heard,
        refused: new Promise((resolve) => socket.on("connect_error", (error) => resolve((error as Error & { data: never }).data))),
        closed: new Promise((resolve) => socket.on("disconnect", resolve)),
      };
    },

    async stop() {
      wire.mend();
      for (const socket of sockets) socket.close();
      await console.stop();
      await pool.end();
      await wire.stop();
      await database.drop();
    },
  };
  return centre;
}
