import type pg from "pg";
import { asapScheduler, observeOn, type Subscription, timer } from "rxjs";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import { type CommitChange, whenSettled } from "#homes/homeChange.ts";
import type { Registry } from "#homes/registry.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { announce, answer, refuseEntry } from "./acknowledge.ts";
import { type Committed, commitBatch } from "./commit.ts";
import { comeBack, connectAnew, connectOrFault } from "./connecting.ts";
import { DatabaseAway, faultOf, type Writer } from "./journal/writer.ts";
import { nextBatchLimit, separateBatches } from "./queue/batchLimit.ts";
import { type Entry, type Settle, wasRefused } from "./queue/entry.ts";
import { commitIsolatingFaults } from "./queue/faultIsolation.ts";
import { PriorityQueue } from "./queue/priorityQueue.ts";
import { divideBatch } from "./queue/refusedHome.ts";
import { Retries } from "./queue/retries.ts";
import { Unrecorded } from "./queue/unrecorded.ts";
import { DeviceClocks } from "./receive/deviceClocks.ts";
import type { Decoder } from "./receive/families/family.ts";
import { cannotBeStored, isUrgent, type OfferedPublish, receive } from "./receive/receive.ts";
import { DeviceSummaries, type DeviceSummary } from "./states/deviceSummaries.ts";
import { HomeStates } from "./states/homeStates.ts";
import { HomeTimers } from "./states/homeTimers.ts";
import { saveOnStop, startSaveLoop } from "./states/saveLoop.ts";
import { UnopenedHomes } from "./states/unopenedHomes.ts";
import { createWakeTimer } from "./states/wakeTimer.ts";
import { Wakeups } from "./states/wakeups.ts";

export interface IngestOptions {
  url: string;
  pool: pg.Pool;
  registry: Registry;
  engine: Engine;
  decode: Decoder;
  feed: AlarmFeedWriter;
  clock: Clock;
  metrics: Metrics;
  log: Log;
}

export interface Ingest {
  /** Takes the sole-writer lock and recovers; StartFault where another service holds it. */
  start(): Promise<void>;
  /** Decodes, queues and commits; answers once what was offered is kept for good, or that it is not. */
  accept(offered: OfferedPublish, settle: Settle): void;
  /** What a device last said of itself since the service began. */
  deviceSummary(id: DeviceId): DeviceSummary | undefined;
  /** A test home's own clock, which its readings move, in epoch ms; null before the first. */
  testHomeClock(id: HomeId): number | null;
  /** The rules that are disabled in a home after an error, by name. */
  disabledRules(id: HomeId): readonly string[];
  /** True while what comes in is recorded. */
  isRecording(): boolean;
  /** Commits what is queued, saves states and lets go of the database. */
  stop(): Promise<void>;
}

/** A press that something stood in the way of, while the rest went on, is offered again so often, whatever its device does. */
const offerHeldEveryMs = 5_000;
/** A batch under way for longer than this is not what anybody would call recording. */
const stuckMs = 5_000;

/**
 * Decide purely, commit once, then acknowledge. One batch at a time: while one commits, the next collects, so no timer
 * sets the size of a batch. Rules are fed from here and from nowhere else.
 */
export function createIngest(options: IngestOptions): Ingest {
  const { url, pool, registry, engine, decode, feed, clock, metrics, log } = options;
  const lanes = new PriorityQueue<Entry>();
  const wakeups = new Wakeups();
  const health = new DeviceSummaries();
  const clocks = new DeviceClocks();
  const states = new HomeStates(engine.rules);
  const unrecorded = new Unrecorded({ feed, registry, engine, states, clock });
  const homeTimers = new HomeTimers({ states, wakeups, registry, engine });
  const unopened = new UnopenedHomes({ states, registry });
  const wakeTimer = createWakeTimer({ wakeups, clock, due: (at) => add({ type: "tick", now: at }) });
  let writer: Writer | null = null;
  let position = 0;
  /** Resends come in rows: after an outage, or from a device that lost its acknowledgements. */
  let assumeNew = true;
  let running = false;
  /** Since when the present batch is under way; null between batches. */
  let committingSince: number | null = null;
  let stopped = false;
  /** Taken from the lanes, and not answered for yet: each is, once. */
  const unsettled = new Set<Entry>();
  const retries = new Retries({ clock, tryAgain: (entry) => add(entry) });
  const subscriptions: Subscription[] = [];
  const now = (): number => clock.now();
  const keeping = { pool, clock, states, health, position: () => position, recording: () => writer !== null, log };

  function add(entry: Entry, urgent = false): void {
    lanes.add(entry, urgent);
    start();
  }

  function start(): void {
    if (running || writer === null || lanes.size === 0) return;
    running = true;
    // The rest of what the socket brought is still being read: a microtask later it is all here.
    queueMicrotask(() => void run());
  }

  async function run(): Promise<void> {
    while (lanes.size > 0 && writer !== null) {
      const batch = lanes.take(nextBatchLimit());
      const began = performance.now();
      committingSince = began;
      for (const entry of batch) unsettled.add(entry);
      try {
        await commitAll(batch);
        // A tick that was divided is answered for in its parts.
        for (const entry of batch) unsettled.delete(entry);
        if (batch.some((entry) => entry.type === "open" && !wasRefused(entry))) setImmediate(openSome, performance.now() - began);
      } catch (error) {
        away(error);
      }
    }
    committingSince = null;
    running = false;
  }

  function openSome(tookMs = 0): void {
    const some = writer === null || stopped ? null : unopened.next(tookMs);
    if (some !== null) add(some);
  }

  async function commitAll(batch: readonly Entry[]): Promise<void> {
    const divide = (refused: readonly Entry[], error: unknown) => divideBatch(error, refused, wakeups);
    for (const part of separateBatches(batch)) await commitIsolatingFaults(part, { commit: commitNow, divide, setAside });
  }

  async function commitNow(batch: readonly Entry[]): Promise<void> {
    if (writer === null) throw new Error("no connection");
    const began = performance.now();
    const committed = await commitBatch(writer, batch, position + 1, { engine, registry, states, wakeups, now, assumeNew });
    metrics.commitSeconds.observe((performance.now() - began) / 1000);
    metrics.batchSize.observe(batch.length);
    adopt(batch, committed);
  }

  /** What the database can never hold goes into quarantine; what it cannot take now is not acknowledged, and comes again. */
  async function setAside(entry: Entry, error: unknown): Promise<void> {
    unsettled.delete(entry);
    const device = "device" in entry ? entry.device.username : undefined;
    if (entry.type === "reading" && faultOf(error) === "data") {
      log.error({ err: error, device }, "a reading that the database cannot hold was set aside into quarantine");
      const bad = cannotBeStored(entry, error as Error);
      unsettled.add(bad);
      return commitAll([bad]);
    }
    if (entry.type === "change") return entry.done(error);
    const homes = "homeIds" in entry ? entry.homeIds : undefined;
    log.error({ err: error, device, entry: entry.type, homes }, "something stood in the way of one entry; the others went on");
    refuseEntry(entry, unrecorded);
    if (entry.type === "refit" || entry.type === "open") retries.later(entry);
    if (entry.type === "tick") for (const homeId of entry.homeIds ?? []) wakeLater(homeId, entry.tries);
    wakeTimer.set();
  }

  /** The home is still due: until it is tried again, the wake timer leaves it out. Any step that is taken in it sets its timers anew. */
  function wakeLater(homeId: HomeId, tries = 0): void {
    wakeups.set(homeId, null);
    retries.later({ type: "tick", now: now(), homeIds: [homeId], tries });
  }

  function adopt(batch: readonly Entry[], committed: Committed): void {
    position += batch.length;
    assumeNew = committed.resent === 0;
    // From here on the home is as it was changed, and its rules with it.
    committed.change?.committed();
    homeTimers.adopt(committed);
    const [first] = batch;
    for (const homeId of committed.unmoved) wakeLater(homeId, first?.type === "tick" ? first.tries : 0);
    // Screens first, then the device: who is told "received" can be sure that somebody sees it.
    announce(committed, { feed, registry, health, clocks, metrics, log });
    unrecorded.recorded(batch);
    // The database is not kept waiting while a thousand acknowledgements are written: the next batch goes out first.
    for (const entry of batch) unsettled.delete(entry);
    setImmediate(() => answer(batch, metrics));
    wakeTimer.set();
  }

  /** The database is away: nothing is acknowledged, presses show as not yet recorded, and the truth is read anew when it is back. */
  function away(error: unknown): void {
    const waiting = [...unsettled, ...lanes.takeAll()];
    unsettled.clear();
    log.error({ err: error, waiting: waiting.length }, "the database is away: nothing is acknowledged until it is back");
    void letGo();
    wakeTimer.stop();
    metrics.databaseUp.set(0);
    feed.recordingIs(false);
    retries.forget();
    for (const entry of waiting) refuseEntry(entry, unrecorded);
    void comeBack({ connect: () => connect(60_000), wanted: () => !stopped, log });
  }

  /** Ends the connection, and with it the lock. */
  function letGo(): Promise<void> | undefined {
    const going = writer;
    writer = null;
    return going?.end().catch(() => {});
  }

  function offerHeld(): void {
    if (writer !== null) for (const entry of unrecorded.toOffer()) add(entry, true);
  }

  async function connect(lockPatienceMs: number): Promise<void> {
    const needs = { engine, registry, health, clocks, now, log };
    const { writer: fresh, recovered } = await connectAnew(url, lockPatienceMs, needs);
    if (stopped) return fresh.end();
    homeTimers.replace(recovered);
    unopened.find();
    position = recovered.position;
    writer = fresh;
    openSome();
    fresh.on("end", () => {
      if (writer === fresh && !running) away(new Error("the database closed the connection"));
    });
    metrics.databaseUp.set(1);
    feed.recordingIs(true);
    offerHeld();
    wakeTimer.set();
    start();
  }

  const change: CommitChange = (wanted) =>
    writer === null || stopped
      ? Promise.reject(new DatabaseAway())
      : whenSettled((done) => add({ ...wanted, type: "change", at: now(), done }));

  return {
    async start() {
      await connectOrFault(() => connect(15_000));
      registry.commitChangesWith(change);
      subscriptions.push(
        registry.homeChanged$.pipe(observeOn(asapScheduler)).subscribe((homeId) => add({ type: "refit", homeId, at: now() })),
        timer(offerHeldEveryMs, offerHeldEveryMs, clock).subscribe(offerHeld),
        startSaveLoop(keeping),
      );
    },

    accept(offered, settle) {
      const entry = receive(offered, settle, { decode, registry, clocks });
      if (writer === null) return refuseEntry(entry, unrecorded);
      const urgent = isUrgent(entry);
      if (urgent) unrecorded.watch(entry);
      add(entry, urgent);
    },

    deviceSummary: (id) => health.of(id),
    testHomeClock: (id) => states.get(id)?.state.now || null,
    disabledRules: (id) => Object.keys(states.peek(id)?.disabledReasons ?? {}).flatMap((place) => engine.rules[Number(place)]?.name ?? []),
    isRecording: () => writer !== null && (committingSince === null || performance.now() - committingSince < stuckMs),

    async stop() {
      stopped = true;
      try {
        for (const subscription of subscriptions) subscription.unsubscribe();
        while (running) await new Promise((resolve) => setImmediate(resolve));
        wakeTimer.stop();
        retries.forget();
        await saveOnStop(keeping);
      } finally {
        // Whatever went wrong: the next service waits for it.
        await letGo();
      }
    },
  };
}
