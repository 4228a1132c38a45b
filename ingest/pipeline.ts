import type pg from "pg";
import { Subject } from "rxjs";
import { isOnServiceClock } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { ServerStep } from "#domain/time/serverStep.ts";
import type { Registry } from "#homes/registry.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import type { Answering } from "#response/alarm/openAlarm.ts";
import { showIncidents } from "#response/incident/serviceIncidents.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { RecordedLevels } from "./gateways/recordedLevels.ts";
import { ServerSteps } from "./journal/serverSteps.ts";
import type { Writer } from "./journal/writer.ts";
import { Listening } from "./listening/listening.ts";
import { type Entry, moveEntry } from "./queue/entry.ts";
import { Retries } from "./queue/faultIsolation.ts";
import { PriorityQueue } from "./queue/priorityQueue.ts";
import { Unrecorded } from "./queue/unrecorded.ts";
import { DeviceClocks } from "./receive/deviceClocks.ts";
import { RecentCalls } from "./receive/recentCalls.ts";
import { DeviceSummaries } from "./states/deviceSummaries.ts";
import { HomeStates } from "./states/homeStates.ts";
import { HomeTimers } from "./states/homeTimers.ts";
import { UnopenedHomes } from "./states/unopenedHomes.ts";
import { WakeTimer, Wakeups } from "./states/wakeups.ts";

export interface PipelineOptions {
  url: string;
  pool: pg.Pool;
  registry: Registry;
  engine: Engine;
  /** What a raise needs to know of how alarms are answered. */
  answering: Answering;
  feed: AlarmFeedWriter;
  clock: Clock;
  timeFrame: TimeFrame;
  /** The time that has passed, in ms, which no one can set; null where the clock is virtual (see `Listening`). */
  elapsed: (() => number) | null;
  metrics: Metrics;
  log: Log;
}

/**
 * Everything that one pipeline knows: the queue, the writer's connection, the journal position, the homes' states and timers, and the
 * devices' clocks. Two pipelines share nothing, so several can run in one process, each with its own homes and database.
 *
 * The behaviour is in three short parts, which change this object and nothing else:
 * - `CommitLoop` takes batches from the queue, commits them and acknowledges them;
 * - `failEntry` settles an entry that failed alone;
 * - `Connection` connects, recovers, and handles a database that goes away.
 */
export class Pipeline {
  readonly options: PipelineOptions;
  readonly queue = new PriorityQueue<Entry>();
  /** Entries that left the queue and are not settled yet. Each is settled once. */
  readonly unsettled = new Set<Entry>();
  readonly unrecorded: Unrecorded;
  readonly retries: Retries;
  readonly states: HomeStates;
  readonly unopened: UnopenedHomes;
  readonly wakeups = new Wakeups();
  readonly wakeTimer: WakeTimer;
  readonly homeTimers: HomeTimers;
  readonly listening: Listening;
  readonly deviceClocks = new DeviceClocks();
  readonly recentCalls = new RecentCalls();
  readonly deviceSummaries = new DeviceSummaries();
  /** The committed readings of homes in commissioning. */
  readonly commissioning$ = new Subject<Reading>();
  readonly levels = new RecordedLevels();
  /** Null while the database is away. */
  writer: Writer | null = null;
  /** The position of the last entry that was committed. */
  journalPosition = 0;
  /** The time frames of the journal. */
  serverSteps = new ServerSteps();
  stopped = false;
  /** Set by the commit loop: called when the queue has something to commit. */
  startCommitting: () => void = () => {};

  constructor(options: PipelineOptions) {
    const { registry, engine, feed, clock, elapsed, metrics, log } = options;
    this.options = options;
    this.states = new HomeStates(engine.rules);
    this.unrecorded = new Unrecorded({ feed, registry, engine, states: this.states, clock, levels: this.levels });
    this.listening = new Listening({ registry, now: () => clock.now(), elapsed, metrics, log });
    const serverSteps = (): ServerSteps => this.serverSteps;
    this.unopened = new UnopenedHomes({ states: this.states, registry, serverSteps });
    this.homeTimers = new HomeTimers({ states: this.states, wakeups: this.wakeups, registry, serverSteps });
    this.wakeTimer = new WakeTimer({ wakeups: this.wakeups, clock, onDue: (now) => this.add({ type: "tick", now }) });
    this.retries = new Retries({ clock, tryAgain: (entry) => this.add(entry) });
  }

  /** A test home's clock follows its readings, not the server's clock. */
  readonly isLive = {
    home: (id: HomeId): boolean => isOnServiceClock(this.options.registry.home(id)),
    device: (id: DeviceId): boolean => this.isLive.home(this.options.registry.device(id)?.homeId as HomeId),
  };

  /** Queues an entry. */
  add(entry: Entry, urgent = false): void {
    this.queue.add(entry, urgent);
    this.startCommitting();
  }

  /** Queues the presses that waited while the database was away, and those that failed alone. */
  addUnrecorded(): void {
    if (this.writer !== null) for (const entry of this.unrecorded.takeUnqueued()) this.add(entry, true);
  }

  /** Commits the listening mark: a tick that fires the timers of no home. One is enough, however slow the database is. */
  markListening(): void {
    if (this.writer === null || this.queue.size > 0 || this.unsettled.size > 0) return;
    this.add({ type: "tick", now: this.options.clock.now(), homeIds: [] });
  }

  /** Tells the screens what went wrong with the service in the last day. */
  showIncidents(): void {
    void showIncidents(this.options, this.options.clock.now());
  }

  /** A step of the server's clock was recorded, and the service's clock has moved: everything in memory moves with it. */
  followServerStep(step: ServerStep): void {
    this.journalPosition = step.position;
    this.serverSteps = this.serverSteps.with(step);
    this.wakeups.moveAll(step.byMs);
    this.moveTimes(step.byMs);
    this.unopened.find();
    this.openNextHomes();
    this.wakeTimer.arm();
  }

  /** Moves what was received and is not recorded yet, and what is known of devices. */
  moveTimes(byMs: number): void {
    const { isLive } = this;
    // An unrecorded press may be in the queue as well.
    for (const entry of new Set<Entry>([...this.queue.all(), ...this.unrecorded.entries()])) moveEntry(entry, byMs, isLive.home);
    this.unrecorded.timesMoved();
    this.recentCalls.moveTimes(byMs);
    this.listening.moveTimes(byMs);
    this.options.registry.moveTimes(byMs);
    this.deviceClocks.moveTimes(byMs, isLive);
    this.deviceSummaries.moveTimes(byMs, isLive.device);
  }

  /** Queues the next homes to open. `tookMs`: how long the last ones took. */
  openNextHomes(tookMs = 0): void {
    const entry = this.writer === null || this.stopped ? null : this.unopened.next(tookMs);
    if (entry !== null) this.add(entry);
  }

  /** The home's timers are due but could not fire. The wake timer leaves the home out until the retry, or until another step in the home. */
  retryTimers(homeId: HomeId, tries = 0): void {
    this.wakeups.postpone(homeId);
    this.retries.schedule({ type: "tick", now: this.options.clock.now(), homeIds: [homeId], tries });
  }
}
