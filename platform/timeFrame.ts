/** After this long, a change of the clock no longer waits for work that is under way: recording readings comes first. */
const patienceMs = 1_000;

/**
 * Keeps a change of the service's clock apart from work that reads the clock and writes times to the database: each piece of work is in
 * one time frame, before the change or after it. Many pieces of work run at once; a change waits for them and holds back new ones.
 *
 * Example: an operator's claim reads 10:00 and is being written. The server's clock is set back by a day. The change waits some milliseconds for
 * the claim, then moves all times in the database and the clock, and the next claim reads 10:00 of the day before.
 */
export class TimeFrame {
  #working = 0;
  #changing: Promise<void> | null = null;
  #idle: (() => void) | null = null;

  /** Runs work that reads the clock and writes times. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    while (this.#changing !== null) await this.#changing;
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
      if (this.#working === 0) this.#idle?.();
    }
  }

  /** Runs a change of the clock, when the work that is under way has ended or after a second. One change at a time. */
  async change<T>(change: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#changing = promise;
    try {
      if (this.#working > 0) await this.#untilIdle();
      return await change();
    } finally {
      this.#changing = null;
      resolve();
    }
  }

  #untilIdle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#idle = () => {
        clearTimeout(timer);
        this.#idle = null;
        resolve();
      };
    });
  }
}
