import pg from "pg";
import type { Log } from "#platform/log.ts";
import { isNoLongerWriter } from "./writer.ts";

const firstWaitMs = 250;
const longestWaitMs = 5_000;
const lineEveryMs = 60_000;
/** A failure so soon after an outage continues it. */
const relapseMs = 60_000;

/**
 * Whether anything can be recorded, and what the log says of it. One outage is one change to away and one change back, however often the
 * service tries: a line at its beginning, one a minute, and one at its end. Between the tries the service waits 250 ms, then twice as long
 * each time, 5 seconds at most.
 *
 * A connection proves nothing: a full disk lets the service connect and fails each commit. So the outage ends with the first commit. If the
 * database then refuses a commit again within a minute, the outage continues, and only the commit of a reading ends it.
 *
 * Example: the database is read-only from 10:00:00 to 10:02:10. Lines: 10:00:00 "is away", 10:01:00 and 10:02:00 "is still away", 10:02:12
 * "is back" after 132 s and 31 tries.
 */
export class Outages {
  readonly #log: Log;
  #isAway = false;
  #needsReading = false;
  #beganAt = 0;
  #endedAt = Number.NEGATIVE_INFINITY;
  #wroteAt = 0;
  #tries = 0;
  #waitMs = firstWaitMs;

  constructor(log: Log) {
    this.#log = log;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** A commit or a try to connect failed. `waiting`: how many entries are refused because of it. */
  failed(error: unknown, waiting = 0): void {
    const now = performance.now();
    const continues = this.#isAway || now - this.#endedAt < relapseMs;
    if (!this.#isAway) this.#needsReading = continues && error instanceof pg.DatabaseError;
    this.#isAway = true;
    if (!continues) this.#began(error, waiting, now);
    else if (now - this.#wroteAt >= lineEveryMs) this.#continues(error, now);
  }

  /** Something was committed. `isReading`: a reading was among it. */
  committed(isReading: boolean): void {
    if (!this.#isAway || (this.#needsReading && !isReading)) return;
    const now = performance.now();
    this.#isAway = false;
    this.#endedAt = now;
    this.#log.info(this.#facts(now), "the database is back: readings are recorded and acknowledged again");
  }

  /** Resolves when the next try is due. */
  async wait(): Promise<void> {
    const waitMs = this.#waitMs;
    this.#tries += 1;
    this.#waitMs = Math.min(2 * waitMs, longestWaitMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }

  #began(error: unknown, waiting: number, now: number): void {
    this.#beganAt = now;
    this.#wroteAt = now;
    this.#tries = 0;
    this.#waitMs = firstWaitMs;
    this.#log.error(
      { err: error, waiting },
      isNoLongerWriter(error)
        ? "another Link Line became the writer of this database: this one acknowledges nothing, and devices keep their messages; stop one of the two"
        : "the database is away: nothing is acknowledged, devices keep their messages, and presses show on screens as not yet recorded; check the database",
    );
  }

  #continues(error: unknown, now: number): void {
    this.#wroteAt = now;
    const fault = error instanceof Error ? error.message : String(error);
    this.#log.warn({ fault, ...this.#facts(now) }, "the database is still away: devices keep their messages; check the database");
  }

  #facts(now: number): { awaySeconds: number; tries: number } {
    return { awaySeconds: Math.round((now - this.#beganAt) / 1000), tries: this.#tries };
  }
}
