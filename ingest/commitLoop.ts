import { acknowledge, publishCommitted } from "./acknowledge.ts";
import { type Committed, commitBatch } from "./commit.ts";
import { failEntry } from "./failedEntries.ts";
import { commitWithRoom } from "./journal/roomForReadings.ts";
import type { Pipeline } from "./pipeline.ts";
import { nextBatchLimit, separateBatches } from "./queue/batchLimit.ts";
import { type Entry, failedBefore, withReadingsOfGateways } from "./queue/entry.ts";
import { commitIsolatingFaults, divideBatch } from "./queue/faultIsolation.ts";
import type { ServerClock } from "./serverClock.ts";

/** A batch that is under way for longer than this counts as not recording. */
const stuckMs = 5_000;

interface CommitListener {
  /** After each commit. `isReading`: a reading was in it. */
  committed(isReading: boolean): void;
  /** The database is away: the batch is not committed, or the service cannot know. */
  databaseLost(error: unknown): void;
}

/**
 * Takes batches from the queue and commits them, one at a time. While one batch commits, the next collects in the queue, so no timer
 * decides the size of a batch: an idle service commits one press alone, and a busy one commits hundreds of readings together.
 *
 * Readings change rule states only here and in recovery. `Unrecorded` also asks the rules, but only for a sentence, and drops the state.
 * The loop decides without side effects, commits once, then acknowledges (docs/guarantees.md, 1).
 */
export class CommitLoop {
  readonly #pipeline: Pipeline;
  readonly #serverClock: ServerClock;
  readonly #listener: CommitListener;
  #running = false;
  /** When the current batch began (`performance.now()`); null between batches. */
  #committingSince: number | null = null;
  /** Resends come together: after an outage, or from a device that lost its acknowledgements. So the guess follows the last batch. */
  #assumeNew = true;

  constructor(pipeline: Pipeline, serverClock: ServerClock, listener: CommitListener) {
    this.#pipeline = pipeline;
    this.#serverClock = serverClock;
    this.#listener = listener;
    pipeline.startCommitting = () => this.start();
  }

  get isRunning(): boolean {
    return this.#running;
  }

  get isStuck(): boolean {
    return this.#committingSince !== null && performance.now() - this.#committingSince >= stuckMs;
  }

  start(): void {
    if (this.#running || this.#pipeline.writer === null || !this.#hasWork) return;
    this.#running = true;
    // A microtask later, all messages that the socket delivered together are in the queue.
    queueMicrotask(() => void this.#run());
  }

  get #hasWork(): boolean {
    return this.#pipeline.queue.size > 0 || this.#serverClock.isDue;
  }

  async #run(): Promise<void> {
    const { queue, unsettled } = this.#pipeline;
    while (this.#hasWork && this.#pipeline.writer !== null) {
      const began = performance.now();
      this.#committingSince = began;
      try {
        // Nothing is in flight between two batches, so each entry is in one time frame.
        if (this.#serverClock.isDue) await this.#serverClock.follow();
        const batch = queue.take(nextBatchLimit());
        for (const entry of batch) unsettled.add(entry);
        await this.#commit(batch);
        // A tick that was divided is settled in its parts.
        for (const entry of batch) unsettled.delete(entry);
        const tookMs = performance.now() - began;
        if (batch.some((entry) => entry.type === "open" && !failedBefore(entry))) setImmediate(() => this.#pipeline.openNextHomes(tookMs));
      } catch (error) {
        this.#listener.databaseLost(error);
      }
    }
    this.#committingSince = null;
    this.#running = false;
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    for (const part of separateBatches(batch))
      await commitIsolatingFaults(part, {
        commit: (entries) => this.#commitOnce(entries),
        divide: (entries, error) => divideBatch(error, entries, this.#pipeline.wakeups),
        entryFailed: (entry, error) => this.#entryFailed(entry, error),
      });
  }

  async #commitOnce(taken: readonly Entry[]): Promise<void> {
    const { writer, journalPosition, states, serverSteps, wakeups, listening, levels, options } = this.#pipeline;
    const { engine, registry, clock, answering, metrics, log } = options;
    if (writer === null) throw new Error("no connection");
    const began = performance.now();
    const batch = withReadingsOfGateways(taken);
    // Before any rule runs: the service may not have listened until now.
    const writes = listening.beginBatch(batch);
    const now = (): number => clock.now();
    const deps = { engine, registry, states, serverSteps, wakeups, now, answering, assumeNew: this.#assumeNew, listening: writes, levels };
    const commit = (): Promise<Committed> => commitBatch(writer, batch, journalPosition + 1, deps);
    const committed = await commitWithRoom(batch, commit, { writer, now, log }).finally(() => listening.endBatch());
    if (listening.wrote(writes)) this.#pipeline.showIncidents();
    metrics.commitSeconds.observe((performance.now() - began) / 1000);
    metrics.batchSize.observe(batch.length);
    this.#applyCommitted(batch, committed);
  }

  #applyCommitted(batch: readonly Entry[], committed: Committed): void {
    const pipeline = this.#pipeline;
    pipeline.journalPosition += batch.length;
    pipeline.levels.adopt(committed.fresh);
    this.#assumeNew = committed.resent === 0;
    this.#listener.committed(committed.fresh.length > 0);
    // From here on the registry and the rules follow the change of the home.
    committed.change?.committed();
    pipeline.homeTimers.applyCommitted(committed);
    const [first] = batch;
    for (const homeId of committed.timersNotFired) pipeline.retryTimers(homeId, first?.type === "tick" ? first.tries : 0);
    // Screens before devices: an acknowledged press is on the screens.
    publishCommitted(committed, batch, pipeline);
    pipeline.unrecorded.recorded(batch);
    for (const entry of batch) pipeline.unsettled.delete(entry);
    // The next batch is sent before up to 2,000 acknowledgements are written: the database must not wait for them.
    setImmediate(() => acknowledge(batch, pipeline.options.metrics));
    pipeline.wakeTimer.arm();
  }

  async #entryFailed(entry: Entry, error: unknown): Promise<void> {
    this.#pipeline.unsettled.delete(entry);
    const quarantined = failEntry(this.#pipeline, entry, error);
    if (quarantined === null) return;
    this.#pipeline.unsettled.add(quarantined);
    await this.#commit([quarantined]);
  }
}
