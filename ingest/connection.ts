import { refuse } from "./acknowledge.ts";
import { CommitLoop } from "./commitLoop.ts";
import { Outages } from "./journal/outages.ts";
import { connectWriter, orStartFault, type Writer } from "./journal/writer.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Recovered, recover } from "./recovery.ts";
import { ServerClock } from "./serverClock.ts";

/** How long to wait for the writer lock: at the start, and after the database was away. */
const lockPatienceAtStartMs = 15_000;
const lockPatienceMs = 60_000;

/**
 * The connection of a pipeline to its database. Each connect takes the writer lock, records since when nothing was received, reads the
 * homes, recovers the states and starts the commit loop. When the database goes away, nothing is acknowledged, urgent readings show as not
 * yet recorded, and the connection is tried again until something is committed (docs/guarantees.md, 14). `Outages` says when that is.
 */
export class Connection {
  readonly #pipeline: Pipeline;
  readonly #outages: Outages;
  readonly serverClock: ServerClock;
  readonly loop: CommitLoop;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#outages = new Outages(pipeline.options.log);
    this.serverClock = new ServerClock(pipeline);
    this.loop = new CommitLoop(pipeline, this.serverClock, {
      committed: (isReading) => this.#committed(isReading),
      databaseLost: (error) => this.#lost(error),
    });
  }

  /** False while the database is away, and while a batch takes longer than 5 seconds. */
  get isRecording(): boolean {
    return this.#pipeline.writer !== null && !this.#outages.isAway && !this.loop.isStuck;
  }

  /** Throws StartFault if the database cannot be used, or if another service holds the writer lock. */
  async connectAtStart(): Promise<void> {
    await orStartFault(this.#connect(lockPatienceAtStartMs));
  }

  async #connect(patienceMs: number): Promise<void> {
    const pipeline = this.#pipeline;
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
    pipeline.showIncidents();
    pipeline.addUnrecorded();
    pipeline.wakeTimer.arm();
    this.loop.start();
    // Where nothing waits to be committed, that this session became the writer is the proof.
    if (!this.loop.isRunning) this.#committed(false);
    this.#publish();
  }

  #committed(isReading: boolean): void {
    const wasAway = this.#outages.isAway;
    this.#outages.committed(isReading);
    if (wasAway) this.#publish();
  }

  #publish(): void {
    const { metrics, feed } = this.#pipeline.options;
    const { isAway } = this.#outages;
    metrics.databaseUp.set(isAway ? 0 : 1);
    feed.setRecording(!isAway);
  }

  /** Throws what the database throws, after releasing the writer lock. */
  async #connectAndRecover(patienceMs: number): Promise<{ writer: Writer; recovered: Recovered }> {
    const { options, deviceSummaries, deviceClocks, recentCalls, levels, listening } = this.#pipeline;
    const { url, engine, registry, clock, log } = options;
    const writer = await connectWriter(url, log, patienceMs);
    try {
      const serverSteps = await this.serverClock.connect(writer);
      this.#pipeline.serverSteps = serverSteps;
      await listening.recordGap(writer);
      await registry.load();
      const needs = { engine, registry, deviceSummaries, clocks: deviceClocks, serverSteps, now: () => clock.now(), log };
      await levels.load(writer);
      await recentCalls.load(writer, clock.now(), serverSteps);
      const recovered = await recover(writer, needs);
      await this.serverClock.saveMark(writer, recovered.position);
      return { writer, recovered };
    } catch (error) {
      await writer.end().catch(() => {});
      throw error;
    }
  }

  #lost(error: unknown): void {
    const pipeline = this.#pipeline;
    const waiting = [...pipeline.unsettled, ...pipeline.queue.takeAll()];
    pipeline.unsettled.clear();
    this.#outages.failed(error, waiting.length);
    void this.close();
    pipeline.listening.lost();
    pipeline.wakeTimer.disarm();
    this.#publish();
    // Recovery finds again what is left to do.
    pipeline.retries.cancelAll();
    for (const entry of waiting) refuse(entry, pipeline.unrecorded);
    void this.#reconnect();
  }

  /** Tries to connect until it succeeds, or until the service stops. */
  async #reconnect(): Promise<void> {
    while (!this.#pipeline.stopped) {
      await this.#outages.wait();
      if (this.#pipeline.stopped) return;
      try {
        return await this.#connect(lockPatienceMs);
      } catch (error) {
        this.#outages.failed(error);
      }
    }
  }

  /** Ends the session, which releases the writer lock. */
  async close(): Promise<void> {
    const { writer } = this.#pipeline;
    this.#pipeline.writer = null;
    await writer?.end().catch(() => {});
  }
}
