import type { Server as HttpServer } from "node:http";
import { merge, type Subscription, tap } from "rxjs";
import { type Socket as AnySocket, Server } from "socket.io";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import { may, mayTouch, type Role } from "#domain/role.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { AlarmFeed } from "#response/alarm/alarmFeed.ts";
import type { AlarmDesk } from "#response/case/alarmDesk.ts";
import { type AlarmList, alarmLists } from "#response/case/alarmLists.ts";
import type { Caller, Callers } from "../access/caller.ts";
import { sameOrigin } from "../access/sameOrigin.ts";
import { asRefusal, Refusal } from "../errors.ts";

/** What a console hears. */
export interface ConsoleEvents {
  /** The open alarms of the queue, most urgent first; at each connect, and when the database is back. */
  alarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  /** One changed alarm. May come before the snapshot that already has it: keep the greatest version. */
  alarm: (alarm: AlarmView) => void;
  /** The same of the technical list, for consoles that asked for it: one that shows the queue alone hears nothing of it. */
  technicalAlarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  technicalAlarm: (alarm: AlarmView) => void;
  /** The whole list of presses that are not recorded yet. */
  unrecorded: (presses: UnrecordedPress[]) => void;
  recording: (recording: boolean) => void;
}
type Nothing = Record<string, never>;
type Socket = AnySocket<Nothing, ConsoleEvents, Nothing, { caller: Caller }>;

/** Testers hear of test homes alone. */
const audiences = ["staff", "testers"] as const;
type Audience = (typeof audiences)[number];
const audienceOf = (role: Role): Audience => (mayTouch(role, "live") ? "staff" : "testers");
const hears = (audience: Audience, mode: HomeMode): boolean => audience === "staff" || mode === "test";

/** An audience that follows a list. */
type Room = `${Audience}/${AlarmList}`;
const rooms: readonly Room[] = audiences.flatMap((audience) => alarmLists.map((list): Room => `${audience}/${list}`));
const partsOf = (room: Room): [Audience, AlarmList] => room.split("/") as [Audience, AlarmList];
const events = {
  queue: { list: "alarms", one: "alarm" },
  technical: { list: "technicalAlarms", one: "technicalAlarm" },
} as const;

const snapshotLimit = 500;
const retrySnapshotMs = 1_000;

interface Given {
  server: HttpServer;
  callers: Callers;
  desk: AlarmDesk;
  feed: AlarmFeed;
  metrics: Metrics;
  log: Log;
  /** How long a console goes on after its session or token has ended. */
  recheckMs: number;
}

/** Consoles that follow the alarms, live. */
export function createSockets({ server, callers, desk, feed, metrics, log, recheckMs }: Given): { start(): void; stop(): void } {
  const io = new Server<Nothing, ConsoleEvents, Nothing, { caller: Caller }>(server, {
    serveClient: false,
    perMessageDeflate: false,
    // A console knows within ten seconds that its connection is lost.
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
    // Consoles say nothing but who they are.
    maxHttpBufferSize: 16_384,
  });
  let recording = false;
  let unrecorded: UnrecordedPress[] = [];
  const owed = new Set<Room>();
  const timers: NodeJS.Timeout[] = [];
  let following: Subscription | null = null;

  io.use(async (socket, next) => {
    try {
      socket.data.caller = await whoConnects(socket, callers);
      next();
    } catch (error) {
      const { code, message } = asRefusal(error);
      if (code === "internal") log.error({ err: error }, "a console could not be let in");
      next(Object.assign(new Error(message), { data: { code, message } }));
    }
  });

  io.on("connection", (socket) => {
    metrics.consoleSockets.inc();
    socket.on("disconnect", () => metrics.consoleSockets.dec());
    const { role } = socket.data.caller;
    const audience = audienceOf(role);
    const follows: Room[] = [`${audience}/queue`];
    if (socket.handshake.auth.technical === true && may(role, "seeTechnical")) follows.push(`${audience}/technical`);
    // In the room before the snapshot is asked for: a change in between reaches the console twice rather than never.
    socket.join([audience, ...follows]);
    socket.emit("recording", recording);
    socket.emit("unrecorded", heardBy(audience, unrecorded));
    for (const room of follows) void sendSnapshot(room, socket);
  });

  async function sendSnapshot(room: Room, to: Pick<Socket, "emit"> = io.to(room)): Promise<void> {
    try {
      const [audience, list] = partsOf(room);
      const mode = audience === "testers" ? "test" : undefined;
      to.emit(events[list].list, await desk.list({ list, state: "open", mode, limit: snapshotLimit }));
    } catch (error) {
      // Owed to the whole room: one question serves everybody who waits.
      owed.add(room);
      log.debug({ err: error }, "no snapshot for a console yet");
    }
  }

  async function payOwed(): Promise<void> {
    if (!recording) return;
    const due = [...owed];
    owed.clear();
    for (const room of due) await sendSnapshot(room);
  }

  async function dropGone(): Promise<void> {
    const sockets = [...io.sockets.sockets.values()];
    if (sockets.length === 0) return;
    try {
      const gone = await callers.gone(sockets.map((socket) => socket.data.caller));
      for (const socket of sockets) if (gone.has(socket.data.caller)) socket.disconnect(true);
    } catch (error) {
      log.debug({ err: error }, "cannot ask now who is still signed in");
    }
  }

  return {
    start() {
      const changes = feed.changed$.pipe(
        tap((alarm) => {
          const list = alarm.technical ? "technical" : "queue";
          for (const audience of audiences) if (hears(audience, alarm.mode)) io.to(`${audience}/${list}`).emit(events[list].one, alarm);
        }),
      );
      const presses = feed.unrecorded$.pipe(
        tap((list) => {
          unrecorded = list;
          for (const audience of audiences) io.to(audience).emit("unrecorded", heardBy(audience, list));
        }),
      );
      const states = feed.recording$.pipe(
        tap((now) => {
          recording = now;
          io.emit("recording", now);
          if (!now) return;
          // What changed while the database was away, perhaps in another process, is in the snapshot.
          for (const room of rooms) owed.add(room);
          void payOwed();
        }),
      );
      following = merge(changes, presses, states).subscribe();
      timers.push(setInterval(payOwed, retrySnapshotMs), setInterval(dropGone, recheckMs));
    },
    stop() {
      following?.unsubscribe();
      for (const timer of timers) clearInterval(timer);
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

const heardBy = (audience: Audience, presses: UnrecordedPress[]): UnrecordedPress[] => presses.filter(({ mode }) => hears(audience, mode));

async function whoConnects({ handshake }: Pick<Socket, "handshake">, callers: Callers): Promise<Caller> {
  const { headers, auth } = handshake;
  const known = await callers.identify(headers, auth.token ?? undefined);
  if (known === null) throw new Refusal("unauthenticated", "Sign in, or send a token.");
  const { caller } = known;
  // A browser sends the session cookie with a foreign page's socket too.
  if (caller.by.kind === "session" && headers.origin !== undefined && !sameOrigin(headers.origin, headers.host))
    throw new Refusal("forbidden", "This came from another page.");
  if (!may(caller.role, "seeAlarms")) throw new Refusal("forbidden", `This is not for the role ${caller.role}.`);
  return caller;
}
