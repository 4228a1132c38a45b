import { asapScheduler, type Observable, observeOn, type Subscription, timer } from "rxjs";
import { asHomeId, type DeviceId, type HomeId } from "#domain/ids.ts";
import type { Acknowledgement, Reading } from "#domain/reading.ts";
import { type CommitChange, whenSettled } from "#homes/homeChange.ts";
import { refuse } from "./acknowledge.ts";
import { Connection } from "./connection.ts";
import type { GatewayPublish, SourcePublish } from "./gateways/gatewayPublish.ts";
import { hasNews } from "./gateways/gatewayReport.ts";
import { GatewayReceiver, isUrgentMessage } from "./gateways/receiveFromGateway.ts";
import { DatabaseAway } from "./journal/writer.ts";
import { Pipeline, type PipelineOptions } from "./pipeline.ts";
import type { GatewayEntry, Settle } from "./queue/entry.ts";
import type { Decoder } from "./receive/families/family.ts";
import { isUrgent, type OfferedPublish, receive } from "./receive/receive.ts";
import type { DeviceSummary } from "./states/deviceSummaries.ts";
import { SnapshotSaver } from "./states/snapshotSaver.ts";

export interface IngestOptions extends PipelineOptions {
  decode: Decoder;
}

/** Turns messages of devices into recorded readings, and readings into alarms. */
export interface Ingest {
  /** Takes the writer lock and recovers. Throws StartFault if another service holds the lock, or if the database cannot be used. */
  start(): Promise<void>;
  /** Decodes a message and queues it. Calls `settle` once the message is committed, or once it is clear that it is not. */
  accept(offered: OfferedPublish, settle: Settle): void;
  /** The readings of homes in commissioning, after they are committed: for the walk test. */
  commissioning$: Observable<Reading>;
  /** The same for a message of a gateway. All its readings are in one transaction. */
  acceptFromGateway(offered: GatewayPublish, settle: Settle): void;
  /** The same for a message of the broker of a site. One transaction for each home that it concerns, and one acknowledgement for all. */
  acceptFromSource(offered: SourcePublish, settle: Settle): void;
  /** What the device last reported: since the service started, or in the part of the journal that recovery read. */
  deviceSummary(id: DeviceId): DeviceSummary | undefined;
  /** The clock of a test home, which its readings move, in epoch ms; null before the first reading. */
  testHomeClock(id: HomeId): number | null;
  /** The names of the rules that are disabled in a home after an error. */
  disabledRules(id: HomeId): readonly string[];
  /** How many homes have a timer that was due at this time (epoch ms) and has not fired; at most 1000. */
  overdueHomes(dueAt: number): number;
  /** False while the database is away, and while a batch takes longer than 5 seconds. */
  isRecording(): boolean;
  /** Commits what is queued, saves the states and disconnects. */
  stop(): Promise<void>;
}

/** A press that failed alone is queued again this often, whether its device resends it or not. */
const addUnrecordedEveryMs = 5_000;
/** After a kill, the service does not know whether it listened in the time since the mark, if no reading came. */
const markListeningEveryMs = 5_000;

const mostOverdueCounted = 1_000;

/**
 * The way of a reading: `accept` → `receive` (decode, identify) → queue → `CommitLoop` → `commitBatch` (record, decide, `openAlarm`, in one
 * transaction) → `publishCommitted` (screens) → `acknowledge` (PUBACK).
 */
export function createIngest({ decode, ...options }: IngestOptions): Ingest {
  const { registry, engine, clock, pool, log } = options;
  const pipeline = new Pipeline(options);
  const { states, deviceSummaries } = pipeline;
  const connection = new Connection(pipeline);
  const isConnected = (): boolean => pipeline.writer !== null;
  const journalPosition = (): number => pipeline.journalPosition;
  const saver = new SnapshotSaver({
    pool,
    clock,
    rules: engine.rules,
    states,
    deviceSummaries,
    journalPosition,
    isRecording: isConnected,
    isLive: (id) => pipeline.isLive.device(id),
    log,
  });
  let subscriptions: readonly Subscription[] = [];

  return {
    async start() {
      await connection.connectAtStart();
      registry.commitChangesWith(commitThroughQueue(pipeline));
      subscriptions = [
        registry.homeChanged$
          .pipe(observeOn(asapScheduler))
          .subscribe((homeId) => pipeline.add({ type: "homeChanged", homeId, at: clock.now() })),
        pipeline.options.feed.cases$.subscribe(({ homeId, state, technical }) => {
          if (technical) return;
          const devices = registry.home(asHomeId(homeId))?.devices.keys() ?? [];
          if (state === "closed") pipeline.levels.caseClosed(devices);
          if (state === "followUp") pipeline.levels.caseWaits(devices);
        }),
        timer(addUnrecordedEveryMs, addUnrecordedEveryMs, clock).subscribe(() => pipeline.addUnrecorded()),
        timer(markListeningEveryMs, markListeningEveryMs, clock).subscribe(() => pipeline.markListening()),
        saver.start(),
        connection.serverClock.start(),
      ];
    },

    ...acceptance(pipeline, decode),
    commissioning$: pipeline.commissioning$.asObservable(),
    deviceSummary: (id) => deviceSummaries.of(id),
    testHomeClock: (id) => states.get(id)?.state.now || null,
    disabledRules: (id) => Object.keys(states.peek(id)?.disabledReasons ?? {}).flatMap((place) => engine.rules[Number(place)]?.name ?? []),
    overdueHomes: (dueAt) => pipeline.wakeups.overdue(dueAt, mostOverdueCounted),
    isRecording: () => connection.isRecording,

    async stop() {
      pipeline.stopped = true;
      try {
        for (const subscription of subscriptions) subscription.unsubscribe();
        while (connection.loop.isRunning) await new Promise((resolve) => setImmediate(resolve));
        pipeline.wakeTimer.disarm();
        pipeline.retries.cancelAll();
        await stopListening(pipeline);
        await saver.saveAtStop();
        await connection.serverClock.saveMark(pool).catch(() => {});
      } finally {
        // In any case: the next service waits for the writer lock.
        await connection.close();
      }
    },
  };
}

/** The ways into the queue. */
function acceptance(pipeline: Pipeline, decode: Decoder): Pick<Ingest, "accept" | "acceptFromGateway" | "acceptFromSource"> {
  const { unrecorded, deviceClocks: clocks, recentCalls, options } = pipeline;
  const { registry } = options;
  const reception = { decode, registry, clocks, recentCalls };
  const gateways = new GatewayReceiver(reception);
  const add = (entry: GatewayEntry): void => {
    if (entry.readings.length === 0 && !hasNews(entry.report)) {
      registry.gateways.noteHeard(entry.gateway.id, entry.receivedAt, entry.report);
      entry.settle("recorded");
    } else if (pipeline.writer === null) refuse(entry, unrecorded);
    else {
      for (const one of entry.readings) if (isUrgent(one)) unrecorded.watch(one);
      pipeline.add(entry, isUrgentMessage(entry));
    }
  };
  return {
    accept(offered, settle) {
      const entry = receive(offered, settle, reception);
      if (pipeline.writer === null) return refuse(entry, unrecorded);
      const urgent = isUrgent(entry);
      if (urgent) unrecorded.watch(entry);
      pipeline.add(entry, urgent);
    },
    acceptFromGateway: (offered, settle) => add(gateways.receive(offered, settle)),
    acceptFromSource(offered, settle) {
      const parts = gateways.receiveFromSource(offered);
      if (parts.length === 0) return settle("recorded");
      const settleAll = afterAll(parts.length, settle);
      for (const part of parts) add(part(settleAll));
    },
  };
}

/** Settles with the last of `count` answers; as not recorded, where one of them is. */
function afterAll(count: number, settle: Settle): Settle {
  let left = count;
  let answer: Acknowledgement = "recorded";
  return (one) => {
    left -= 1;
    if (one === "notRecorded") answer = one;
    if (left === 0) settle(answer);
  };
}

/** Never throws: without the mark, the next start takes the time since the last one for a time without listening. */
async function stopListening({ listening, writer, options: { log } }: Pipeline): Promise<void> {
  await listening
    .stop(writer)
    .catch((error) => log.warn({ err: error }, "could not note when the service stopped listening; no reading is lost"));
}

/** Staff changes of homes go through the queue, so that each reading is decided under the facts that held when it was recorded. */
const commitThroughQueue =
  (pipeline: Pipeline): CommitChange =>
  (change) =>
    pipeline.writer === null || pipeline.stopped
      ? Promise.reject(new DatabaseAway())
      : whenSettled((done) => pipeline.add({ ...change, type: "change", at: pipeline.options.clock.now(), done }));
