import type { Server as HttpServer } from "node:http";
import { merge, type Subscription, tap } from "rxjs";
import { type Socket as AnySocket, Server } from "socket.io";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { may } from "#domain/role.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { AlarmFeed } from "#response/alarm/alarmFeed.ts";
import type { AlarmDesk } from "#response/case/alarmDesk.ts";
import type { CaseLists } from "#response/case/caseLists.ts";
import type { Caller, Callers } from "../access/caller.ts";
import { refuseWhileDue } from "../access/guard.ts";
import { sameOrigin } from "../access/sameOrigin.ts";
import { asRefusal, Refusal } from "../errors.ts";
import {
  audienceOf,
  audiences,
  type ConsoleEvents,
  partsOf,
  pressesFor,
  type Room,
  receives,
  rooms,
  roomsFor,
  type ScreenEvents,
} from "./consoleEvents.ts";
import type { Presence } from "./presence.ts";
import { type WalkTestNeeds, WalkTestSockets } from "./walkTestSockets.ts";

type Nothing = Record<string, never>;
type Socket = AnySocket<ScreenEvents, ConsoleEvents, Nothing, { caller: Caller }>;
type Io = Server<ScreenEvents, ConsoleEvents, Nothing, { caller: Caller }>;

const snapshotLimit = 500;
const retrySnapshotMs = 1_000;
const canaryRoom = "canary";

const settings = {
  serveClient: false,
  perMessageDeflate: false,
  // A screen notices within ten seconds that its connection is lost.
  pingInterval: 5_000,
  pingTimeout: 5_000,
  connectTimeout: 10_000,
  // A screen sends nothing but its credentials.
  maxHttpBufferSize: 16_384,
};

export interface SocketsOptions {
  server: HttpServer;
  callers: Callers;
  desk: AlarmDesk;
  caseLists: CaseLists;
  presence: Presence;
  feed: AlarmFeed;
  metrics: Metrics;
  log: Log;
  walkTest: Omit<WalkTestNeeds, "callers" | "cases$" | "recheckMs" | "log">;
  /** How often to look for screens whose session or token has ended, or whose role has changed. */
  recheckMs: number;
}

/**
 * Sends alarms to screens as they change.
 *
 * A screen that connects joins its rooms first and gets a snapshot after that: a change in between reaches it at least once, perhaps twice.
 * When the database cannot answer, the snapshot is sent later, when it can.
 *
 * Example: the database is away for a minute. Screens get `recording: false`, and `unrecorded` with each press of that minute. When the
 * database is back, they get `recording: true` and a fresh snapshot, because another process may have changed alarms meanwhile.
 */
export class Sockets {
  readonly #options: SocketsOptions;
  readonly #io: Io;
  readonly #walkTest: WalkTestSockets;
  readonly #owedSnapshots = new Set<Room>();
  readonly #timers: NodeJS.Timeout[] = [];
  #feed: Subscription | null = null;
  #recording = false;
  #unrecorded: UnrecordedPress[] = [];
  #incidents: readonly ServiceIncident[] = [];

  constructor(options: SocketsOptions) {
    this.#options = options;
    this.#io = new Server(options.server, settings);
    this.#io.use(async (socket, next) => next(await this.#authenticate(socket)));
    this.#io.on("connection", (socket) => this.#welcome(socket));
    const { callers, feed, recheckMs, log, walkTest } = options;
    this.#walkTest = new WalkTestSockets(this.#io as never, { ...walkTest, callers, cases$: feed.cases$, recheckMs, log });
  }

  start(): void {
    const { feed, presence, recheckMs } = this.#options;
    this.#walkTest.start();
    this.#feed = merge(
      feed.changed$.pipe(tap((alarm) => this.#sendChange(alarm))),
      feed.cases$.pipe(tap((changed) => this.#sendCase(changed))),
      feed.canary$.pipe(tap((changed) => this.#io.to(canaryRoom).emit("case", changed))),
      presence.changed$.pipe(tap((people) => this.#io.to("staff").emit("onDuty", people))),
      feed.unrecorded$.pipe(tap((presses) => this.#sendUnrecorded(presses))),
      feed.incidents$.pipe(tap((incidents) => this.#sendIncidents(incidents))),
      feed.recording$.pipe(tap((recording) => this.#sendRecording(recording))),
    ).subscribe();
    this.#timers.push(
      setInterval(() => this.#sendOwedSnapshots(), retrySnapshotMs),
      setInterval(() => this.#dropSignedOut(), recheckMs),
    );
  }

  /** Closes at once what would be closed by the next look: sessions have ended. */
  recheck(): void {
    void this.#dropSignedOut();
    this.#walkTest.recheck();
  }

  stop(): void {
    this.#feed?.unsubscribe();
    this.#walkTest.stop();
    for (const timer of this.#timers) clearInterval(timer);
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  /** Undefined where the caller may connect, else the error for the screen. */
  async #authenticate(socket: Socket): Promise<Error | undefined> {
    try {
      socket.data.caller = await callerOf(socket, this.#options.callers);
      return undefined;
    } catch (error) {
      const { code, message } = asRefusal(error);
      if (code === "internal") this.#options.log.error({ err: error }, "could not check who opens a live connection; refused it");
      return Object.assign(new Error(message), { data: { code, message } });
    }
  }

  #welcome(socket: Socket): void {
    // The service's own screen (app/canary): no person sits there.
    if (socket.handshake.auth.canary === true) return void socket.join(canaryRoom);
    const { metrics, presence } = this.#options;
    metrics.consoleSockets.inc();
    presence.connected(socket.id, socket.data.caller);
    socket.on("sound", (canHear) => presence.soundIs(socket.id, canHear === true));
    socket.on("disconnect", () => {
      metrics.consoleSockets.dec();
      presence.disconnected(socket.id);
    });
    const { role } = socket.data.caller;
    const audience = audienceOf(role);
    const follows = roomsFor(role, socket.handshake.auth);
    socket.join([audience, ...follows]);
    socket.emit("recording", this.#recording);
    socket.emit("unrecorded", pressesFor(audience, this.#unrecorded));
    socket.emit("incidents", this.#incidents);
    if (audience === "staff") socket.emit("onDuty", presence.people());
    for (const room of follows) void this.#sendSnapshot(room, socket);
  }

  #sendChange(alarm: AlarmView): void {
    for (const audience of audiences) {
      if (!receives(audience, alarm.mode)) continue;
      if (alarm.technical) this.#io.to(`${audience}/technical`).emit("technicalAlarm", alarm);
      else this.#io.to(`${audience}/alarms`).emit("alarm", alarm);
    }
  }

  #sendCase(changed: CaseView): void {
    if (changed.technical) return;
    for (const audience of audiences) if (receives(audience, changed.mode)) this.#io.to(`${audience}/cases`).emit("case", changed);
  }

  #sendUnrecorded(presses: UnrecordedPress[]): void {
    this.#unrecorded = presses;
    for (const audience of audiences) this.#io.to(audience).emit("unrecorded", pressesFor(audience, presses));
  }

  /** They belong to no home, so every audience gets them. */
  #sendIncidents(incidents: readonly ServiceIncident[]): void {
    this.#incidents = incidents;
    this.#io.emit("incidents", incidents);
  }

  #sendRecording(recording: boolean): void {
    this.#recording = recording;
    this.#io.emit("recording", recording);
    if (!recording) return;
    for (const room of rooms) this.#owedSnapshots.add(room);
    void this.#sendOwedSnapshots();
  }

  async #sendSnapshot(room: Room, to: Pick<Socket, "emit"> = this.#io.to(room)): Promise<void> {
    const { desk, caseLists, log } = this.#options;
    try {
      const [audience, stream] = partsOf(room);
      const open = { state: "open", mode: audience === "testers" ? "test" : undefined, limit: snapshotLimit } as const;
      if (stream === "cases") to.emit("cases", await caseLists.list({ ...open, technical: false }));
      else if (stream === "alarms") to.emit("alarms", await desk.list({ ...open, list: "queue" }));
      else to.emit("technicalAlarms", await desk.list({ ...open, list: "technical" }));
    } catch (error) {
      // Owed to the whole room: one query serves all screens that wait.
      this.#owedSnapshots.add(room);
      log.debug({ err: error }, "could not read the open alarms for a screen; trying again within a second");
    }
  }

  async #sendOwedSnapshots(): Promise<void> {
    if (!this.#recording) return;
    const due = [...this.#owedSnapshots];
    this.#owedSnapshots.clear();
    for (const room of due) await this.#sendSnapshot(room);
  }

  async #dropSignedOut(): Promise<void> {
    const { callers, log } = this.#options;
    const sockets = [...this.#io.sockets.sockets.values()];
    if (sockets.length === 0) return;
    try {
      const gone = await callers.gone(sockets.map((socket) => socket.data.caller));
      for (const socket of sockets) if (gone.has(socket.data.caller)) socket.disconnect(true);
      await callers.stayOpen(sockets.map(({ data }) => data.caller).filter((caller) => !gone.has(caller)));
    } catch (error) {
      log.debug({ err: error }, "could not check which screens are still signed in; they stay connected until the next check");
    }
  }
}

async function callerOf({ handshake }: Pick<Socket, "handshake">, callers: Callers): Promise<Caller> {
  const { headers, auth } = handshake;
  const caller = await callers.identify(headers, auth.token ?? undefined);
  if (caller === null) throw new Refusal("unauthenticated", "Sign in, or send a token.");
  // A browser sends the session cookie with the socket of a foreign page too.
  if (caller.by.kind === "session" && headers.origin !== undefined && !sameOrigin(headers.origin, headers.host))
    throw new Refusal("forbidden", "This request came from another web page. Open Link Line itself and try again.");
  refuseWhileDue(caller);
  if (!may(caller.role, "seeAlarms")) throw new Refusal("forbidden", `The role ${caller.role} may not do this.`);
  return caller;
}
