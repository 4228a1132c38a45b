import { io, type Socket } from "socket.io-client";
import { type Console, createConsole } from "#alarm-console/console.ts";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { Registry } from "#homes/registry.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";
import { type AlarmFeedWriter, createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { type AlarmDesk, createAlarmDesk } from "#response/case/alarmDesk.ts";
import type { AlarmList } from "#response/case/alarmLists.ts";
import { type DatabaseProxy, databaseProxy } from "./databaseProxy.ts";
import { testDatabase } from "./testDatabase.ts";

/** The console alone on a real database, with the pens of its feed in the test's hand. */
export interface Centre {
  url: string;
  console: Console;
  desk: AlarmDesk;
  feed: AlarmFeedWriter;
  registry: Registry;
  wire: DatabaseProxy;
  /** Runs after each list of alarms was read and before it is given out. */
  betweenListAndAnswer: () => Promise<void>;
  /** Opens an alarm as ingest would. */
  raise(mode: "live" | "test", list?: AlarmList): Promise<AlarmView>;
  /** `technical` also asks for the technical list. */
  connect(o: { token?: unknown; technical?: boolean; headers?: Record<string, string>; transports?: string[] }): HeardSocket;
  stop(): Promise<void>;
}

export interface HeardSocket {
  socket: Socket;
  /** What it heard, in order. */
  heard: (
    | ["alarms", { items: AlarmView[] }]
    | ["technicalAlarms", { items: AlarmView[] }]
    | ["alarm", AlarmView]
    | ["technicalAlarm", AlarmView]
    | ["unrecorded", UnrecordedPress[]]
    | ["recording", boolean]
  )[];
  /** Why it was refused. */
  refused: Promise<{ code: string; message: string }>;
  closed: Promise<string>;
}

const insertAlarm = `INSERT INTO alarm (home_id, key, rule, priority, sentence, raised_at, technical)
  VALUES ($1, $2, 'sosPress', 'critical', 'SOS pressed', now(), $3) RETURNING id::text`;

export async function startCentre(): Promise<Centre> {
  const database = await testDatabase();
  const wire = await databaseProxy(database.url);
  const log = createLog(process.env.LOG_LEVEL ?? "silent");
  const pool = createPool(wire.url, log);
  const registry = new Registry({ pool, now: Date.now, timezone: "Europe/London" });
  const feed = createAlarmFeed();
  feed.setRecording(true);
  const desk = createAlarmDesk({ pool, feed, now: Date.now });
  const console = await createConsole({
    deviceSummaryOf: () => undefined,
    clockOf: () => null,
    disabledRulesIn: () => [],
    backtests: { run: async () => ({ ok: false, faults: [] }), beforeGoLive: async () => ({ ok: false, faults: [] }) },
    now: Date.now,
    config: { host: "127.0.0.1", httpPort: 0 },
    log,
    pool,
    registry,
    desk: {
      ...desk,
      async list(filter) {
        const page = await desk.list(filter);
        await centre.betweenListAndAnswer();
        return page;
      },
    },
    feed,
    metrics: createMetrics(),
    secret: "a secret for tests, with enough in it",
    health: () => ({ ready: true, checks: { recording: true, roomInJournal: true } }),
    webRoot: null,
    recheckMs: 100,
  });
  const { port } = await console.start();
  const url = `http://127.0.0.1:${port}`;
  const homes = {
    live: await registry.addHome({ name: "10 Mill Lane", address: "", mode: "live", people: [], contacts: [] }),
    test: await registry.addHome({ name: "Bench", address: "", mode: "test", people: [], contacts: [] }),
  };
  const sockets: Socket[] = [];
  let raised = 0;

  const centre: Centre = {
    url,
    betweenListAndAnswer: async () => {},
    console,
    desk,
    feed,
    registry,
    wire,

    async raise(mode, list = "queue") {
      const { rows } = await pool.query<{ id: string }>(insertAlarm, [homes[mode].id, `test/${raised++}`, list === "technical"]);
      const alarm = await desk.get(rows[0]?.id as never);
      if (alarm === null) throw new Error("the alarm is not there");
      return alarm;
    },

    connect({ token, technical, headers = {}, transports = ["websocket"] }) {
      const socket = io(url, {
        forceNew: true,
        reconnection: false,
        transports,
        extraHeaders: headers,
        auth: { ...(token === undefined ? {} : { token }), ...(technical === undefined ? {} : { technical }) },
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
