import { setTimeout as after } from "node:timers/promises";

/** A value that is valid until a time (epoch ms). */
export interface Found<T> {
  value: T;
  until: number;
}

/**
 * Remembers who was let in, so that people and programs can work on while the database is away.
 *
 * Example, a session of a nurse with `trustMs: 0`: each request looks her up. The database goes down at 02:00. Her next request waits 1.5
 * seconds for it and then uses what was found last. That ends when her session would have ended anyway. A stranger was never found, so
 * the stranger's request fails.
 */
export class LastKnown<T> {
  readonly #trustMs: number;
  readonly #patienceMs: number;
  readonly #known = new Map<string, Found<T> & { /** By performance.now(): a step of the clock changes no trust. */ foundAt: number }>();

  /** `trustMs`: for how long to answer without looking again. `patienceMs`: how long to wait for `find` where a value is known. */
  constructor({ trustMs, patienceMs = 1_500 }: { trustMs: number; patienceMs?: number }) {
    this.#trustMs = trustMs;
    this.#patienceMs = patienceMs;
  }

  /** What `find` finds for this key, or null. Where `find` fails or is slow, what it found last; where it never found anything, its error. */
  find(key: string, find: () => Promise<Found<T> | null>): Promise<T | null> {
    const last = this.#known.get(key);
    const search = () => find().then((found) => this.#remember(key, found));
    if (last === undefined || last.until < Date.now()) return search();
    if (performance.now() - last.foundAt < this.#trustMs) return Promise.resolve(last.value);
    return Promise.race([search().catch(() => last.value), after(this.#patienceMs, last.value, { ref: false })]);
  }

  forget(which: (value: T, key: string) => boolean): void {
    for (const [key, { value }] of this.#known) if (which(value, key)) this.#known.delete(key);
  }

  #remember(key: string, found: Found<T> | null): T | null {
    if (found === null) {
      this.#known.delete(key);
      return null;
    }
    if (!this.#known.has(key)) this.#dropExpired();
    this.#known.set(key, { ...found, foundAt: performance.now() });
    return found.value;
  }

  #dropExpired(): void {
    for (const [key, { until }] of this.#known) if (until < Date.now()) this.#known.delete(key);
  }
}
