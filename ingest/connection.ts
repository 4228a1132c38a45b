import { refuse } from "./acknowledge.ts";
import { CommitLoop } from "./commitLoop.ts";
import { connectWriter, orStartFault, reconnect, type Writer } from "./journal/writer.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Recovered, recover } from "./recovery.ts";

/** How long to wait for the writer lock: at the start, and after the database was away. */
const lockPatienceAtStartMs = 15_000;
const lockPatienceMs = 60_000;

/**
 * The connection of a pipeline to its database. Each connect takes the writer lock, records since when nothing was received, reads the
 * homes, recovers the states and starts the commit loop. When the database goes away, nothing is acknowledged, urgent readings show as not yet recorded, and the connection is
 * tried again until it succeeds (docs/guarantees.md, 14).
 */
export class Connection {
  readonly #pipeline: Pipeline;
  readonly loop: CommitLoop;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.loop = new CommitLoop(pipeline, (error) => this.#lost(error));
  }

  /** Throws StartFault if the database cannot be used, or if another service holds the writer lock. */
  async connectAtStart(): Promise<void> {
    await orStartFault(this.#connect(lockPatienceAtStartMs));
  }

  async #connect(patienceMs: number): Promise<void> {
    const pipeline = this.#pipeline;
    const { metrics, feed } = pipeline.options;
    const { writer, recovered } = await this.#connectAndRecover(patienceMs);
    if (pipeline.stopped) return writer.end();
    pipeline.homeTimers.replaceAll(recovered);
    pipeline.unopened.find();
    pipeline.journalPosition = recovered.position;
    pipeline.writer = writer;
    pipeline.listening.resume();
    pipeline.openNextHomes();
    writer.on("end", () => {
      // While a batch is under way, the batch fails and reports the loss.
      if (pipeline.writer === writer && !this.loop.isRunning) this.#lost(new Error("the database closed the connection"));
    });
    metrics.databaseUp.set(1);
    feed.recordingIs(true);
    pipeline.showIncidents();
    pipeline.addUnrecorded();
    pipeline.wakeTimer.arm();
    this.loop.start();
  }

  /** Throws what the database throws, after releasing the writer lock. */
  async #connectAndRecover(patienceMs: number): Promise<{ writer: Writer; recovered: Recovered }> {
    const { options, deviceSummaries, deviceClocks, recentCalls, listening } = this.#pipeline;
    const { url, engine, registry, clock, log } = options;
    const writer = await connectWriter(url, log, patienceMs);
    try {
      await listening.recordGap(writer);
      await registry.load();
      const needs = { engine, registry, health: deviceSummaries, clocks: deviceClocks, now: () => clock.now(), log };
      await recentCalls.load(writer, clock.now());
      return { writer, recovered: await recover(writer, needs) };
    } catch (error) {
      await writer.end().catch(() => {});
      throw error;
    }
  }

  #lost(error: unknown): void {
    const pipeline = this.#pipeline;
    const { log, metrics, feed } = pipeline.options;
    const waiting = [...pipeline.unsettled, ...pipeline.queue.takeAll()];
    pipeline.unsettled.clear();
    log.error(
      { err: error, waiting: waiting.length },
      "the database is away: nothing is acknowledged, devices keep their messages, and presses show on screens as not yet recorded; check the database",
    );
    void this.close();
    pipeline.listening.lost();
    pipeline.wakeTimer.disarm();
    metrics.databaseUp.set(0);
    feed.recordingIs(false);
    // Recovery finds again what is left to do.
    pipeline.retries.cancelAll();
    for (const entry of waiting) refuse(entry, pipeline.unrecorded);
    void reconnect({ connect: () => this.#connect(lockPatienceMs), stopped: () => pipeline.stopped, log });
  }

  /** Ends the session, which releases the writer lock. */
  async close(): Promise<void> {
    const { writer } = this.#pipeline;
    this.#pipeline.writer = null;
    await writer?.end().catch(() => {});
  }
}
