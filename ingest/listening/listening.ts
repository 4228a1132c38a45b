import { shortGapMs } from "#domain/serviceIncident.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import type { Registry } from "#homes/registry.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { type NewIncident, recordIncident } from "#response/incident/serviceIncidents.ts";
import type { Writer } from "../journal/writer.ts";
import type { Entry } from "../queue/entry.ts";
import { readLastListened, saveListeningMark, tidyIncidents } from "./listeningMark.ts";

/** Why the service did not listen: its process was not there, did not run, or could record nothing. */
type Why = "stopped" | "frozen" | "database";

const causes: Record<Why, { text: string; advice: string }> = {
  stopped: { text: "Link Line did not run.", advice: "if no one stopped it, read the log of the time before this start" },
  frozen: {
    text: "The process of Link Line was held up.",
    advice: "look for a suspended machine, a paused container, or a machine without free CPU or memory",
  },
  database: { text: "The database did not answer.", advice: "look at the database and the network to it" },
};

interface FoundGap extends ListeningGap {
  why: Why;
}

const beatMs = 1_000;
/** A process that is held up for less than this loses no connection. */
const heldUpMs = 5_000;

interface ListeningNeeds {
  registry: Pick<Registry, "addListeningGap">;
  /** Epoch ms. */
  now: () => number;
  /**
   * The time that has passed, in ms; no one can set it. Null where the service's clock is virtual: such a clock leaps while a batch is
   * under way, so it cannot show that the process was held up.
   */
  elapsed: (() => number) | null;
  metrics: Metrics;
  log: Log;
}

/** What a batch must write: a gap that is not recorded yet, and the listening mark. */
export interface ListeningWrites {
  gap: FoundGap | null;
  /** Epoch ms; null where the batch fires no timer and changes no home. */
  mark: number | null;
}

/**
 * Finds the times in which the service did not listen (`ListeningGap`), so that they count as no device's silence (docs/guarantees.md, 11).
 *
 * The service listens while its process runs, the database is there, and no batch takes longer than five seconds. A gap begins when the
 * service last listened, and it is found in one of two ways:
 *
 * - `recordGap`, at the start and when the database is back: the listening mark and the newest readings say when the service last listened.
 * - `beginBatch`, before every batch, and a beat each second: more than five seconds have passed since the last time. After a freeze all timers
 *   of the process fire at once, in any order. So each batch looks first: no rule runs before the gap is among the facts of its home.
 *
 * A gap that a batch finds is recorded in the transaction of that batch, so recovery knows it before it decides the same.
 *
 * Example: the process is stopped with SIGSTOP at 10:02:00.4 and continues at 10:02:45. The last beat was at 10:02:00. The timer "pendant silent",
 * due at 10:02:30, queues a tick. `beginBatch` finds the gap from 10:02:00 to 10:02:45; the rule sees it and waits until 10:04:45.
 */
export class Listening {
  readonly #needs: ListeningNeeds;
  /** When the service last listened: epoch ms, and by elapsed time. Null before the first `resume`. */
  #last: { at: number; elapsed: number } | null = null;
  #isRecording = false;
  #isCommitting = false;
  /** When this process last ran, by elapsed time. */
  #ranAt: number;
  #wasFrozen = false;
  /** The newest gap that this process found. */
  #found: FoundGap | null = null;
  #unwritten: FoundGap | null = null;
  #beat: NodeJS.Timeout | null = null;

  constructor(needs: ListeningNeeds) {
    this.#needs = needs;
    // From the start on, so that the first one is an increase.
    for (const why of Object.keys(causes)) needs.metrics.notListeningSeconds.inc({ why }, 0);
    this.#ranAt = this.#elapsed();
  }

  /** Records the gap until now. Call it after connecting and before the homes are read: the rules must know the gap before any timer fires. */
  async recordGap(writer: Writer): Promise<void> {
    const now = this.#needs.now();
    this.#noteFreeze();
    await tidyIncidents(writer, now);
    const committedUntil = (await readLastListened(writer, now)) ?? Number.NEGATIVE_INFINITY;
    const before = this.#unwritten;
    const gap = this.#gapUntil(now, committedUntil);
    this.#listens(now);
    if (before !== null) await recordIncident(writer, asIncident(before));
    if (gap !== null) await recordIncident(writer, asIncident(gap));
    this.#unwritten = null;
    this.#wasFrozen = false;
  }

  /** The states are recovered, and readings are recorded from now on. A recovery that took long prolongs the gap. */
  resume(): void {
    this.#isRecording = true;
    this.#beat ??= setInterval(() => this.#onBeat(), beatMs).unref();
  }

  /** The server's clock was set. */
  moveTimes(byMs: number): void {
    const moved = (gap: FoundGap): FoundGap => ({ ...gap, from: gap.from + byMs, to: gap.to + byMs });
    const isUnwritten = this.#unwritten !== null && this.#unwritten === this.#found;
    this.#last = this.#last && { ...this.#last, at: this.#last.at + byMs };
    this.#found = this.#found && moved(this.#found);
    this.#unwritten = isUnwritten ? this.#found : this.#unwritten && moved(this.#unwritten);
  }

  /** The database is away. */
  lost(): void {
    this.#isRecording = false;
    this.#isCommitting = false;
  }

  beginBatch(batch: readonly Entry[]): ListeningWrites {
    this.#noteFreeze();
    this.#look();
    this.#isCommitting = true;
    const decidesByClock = batch.some(({ type }) => type === "tick" || type === "homeChanged" || type === "change");
    return { gap: this.#unwritten, mark: decidesByClock ? this.#needs.now() : null };
  }

  /** The batch is over, committed or not. */
  endBatch(): void {
    this.#isCommitting = false;
  }

  /** A batch committed these. True where that was a gap. */
  wrote({ gap }: ListeningWrites): boolean {
    if (this.#unwritten === gap) this.#unwritten = null;
    return gap !== null;
  }

  /** Notes that the service listened until now. Call it when the last batch is committed. */
  async stop(writer: Writer | null): Promise<void> {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#beat = null;
    if (writer !== null) await writeListening(writer, { gap: this.#unwritten, mark: this.#needs.now() });
  }

  #onBeat(): void {
    this.#noteFreeze();
    if (this.#isRecording && !this.#isCommitting) this.#look();
  }

  /** Finds a gap where too much time has passed since the service last listened. */
  #look(): void {
    const now = this.#needs.now();
    this.#shortenFuture(now);
    if (this.#last !== null && this.#elapsed() - this.#last.elapsed > heldUpMs) {
      const gap = this.#gapUntil(now, this.#last.at);
      if (gap !== null) {
        this.#needs.registry.addListeningGap(gap);
        this.#unwritten = gap;
      }
      this.#wasFrozen = false;
    }
    this.#listens(now);
  }

  /** The gap that ends now; null for none. Where the service has not listened since the last gap, that one is prolonged. */
  #gapUntil(now: number, committedUntil: number): FoundGap | null {
    const [last, found] = [this.#last, this.#found];
    const isLonger = found !== null && found.to === last?.at;
    const from = isLonger ? found.from : Math.max(committedUntil, last?.at ?? Number.NEGATIVE_INFINITY);
    if (!Number.isFinite(from) || from >= now) return null;
    const why = isLonger ? found.why : last === null ? "stopped" : this.#wasFrozen ? "frozen" : "database";
    this.#found = { from, to: now, why };
    this.#report(this.#found, isLonger ? found.to : null);
    return this.#found;
  }

  /** The clock was set back: time in the future must not count as a gap when it comes. */
  #shortenFuture(now: number): void {
    const found = this.#found;
    if (found === null || found.to <= Math.max(found.from, now)) return;
    this.#found = { ...found, to: Math.max(found.from, now) };
    this.#unwritten = this.#found;
    this.#needs.registry.addListeningGap(this.#found);
  }

  #listens(now: number): void {
    this.#last = { at: now, elapsed: this.#elapsed() };
  }

  #noteFreeze(): void {
    const now = this.#elapsed();
    if (now - this.#ranAt > heldUpMs) this.#wasFrozen = true;
    this.#ranAt = now;
  }

  #elapsed(): number {
    return this.#needs.elapsed?.() ?? 0;
  }

  /** `reportedTo`: the end of a gap that was reported before and lasts longer. */
  #report({ from, to, why }: FoundGap, reportedTo: number | null): void {
    const { metrics, log } = this.#needs;
    metrics.notListeningSeconds.inc({ why }, (to - (reportedTo ?? from)) / 1000);
    if (reportedTo === null) metrics.listeningGaps.inc({ why });
    const { text, advice } = causes[why];
    const details = { from: new Date(from), to: new Date(to), seconds: (to - from) / 1000, why };
    if (to - from < shortGapMs) log.info(details, "Link Line did not listen for a short time: it counts as no device's silence");
    else if (reportedTo === null || reportedTo - from < shortGapMs)
      log.warn(details, `Link Line did not listen: ${text} Devices that stay silent are reported later; ${advice}`);
  }
}

const asIncident = ({ from, to, why }: FoundGap): NewIncident => ({
  kind: "notListening",
  from,
  to,
  text: causes[why].text,
  shown: to - from >= shortGapMs,
});

/** Writes them in the transaction of the batch. */
export function writeListening(writer: Writer, { gap, mark }: ListeningWrites): Promise<unknown> {
  const writes: Promise<void>[] = [];
  if (gap !== null) writes.push(recordIncident(writer, asIncident(gap)));
  if (mark !== null) writes.push(saveListeningMark(writer, mark));
  return Promise.all(writes);
}
