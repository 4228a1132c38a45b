export interface DelayRule {
  /** From this failure on the key waits. Those before it cost nothing: people mistype. */
  waitsFrom: number;
  /** So many attempts may be under way at once while none has to wait. */
  atOnce: number;
}

const firstWaitMs = 1_000;
const longestWaitMs = 15 * 60_000;
/** A failure is forgotten when so much time has passed without another one. */
const rememberedMs = 3_600_000;
const mostKeys = 100_000;

interface Failures {
  count: number;
  underWay: number;
  /** By `elapsed`. */
  lastAt: number;
  waitsUntil: number;
}

/**
 * Makes a key wait longer after each failure.
 *
 * Example with `waitsFrom: 5`: four wrong passwords cost nothing. After the fifth the key waits 1 second, after the sixth 2, then 4, 8 and so on up to
 * 15 minutes. When a wait is over, one attempt may start; others wait for its end.
 *
 * An attempt counts from its start, so a thousand guesses that are sent at once are no way around the delay. Counts are in memory and belong to one service.
 */
export class GrowingDelay {
  readonly #rule: DelayRule;
  readonly #elapsed: () => number;
  readonly #keys = new Map<string, Failures>();

  /** `elapsed`: milliseconds that pass. A clock that is set must end no wait and begin none. */
  constructor(rule: DelayRule, elapsed: () => number) {
    this.#rule = rule;
    this.#elapsed = elapsed;
  }

  /** Milliseconds until the next attempt may start; 0 where it may start now. */
  waitMs(key: string): number {
    const known = this.#read(key);
    if (known === undefined) return 0;
    if (known.count < this.#rule.waitsFrom) return known.underWay < this.#rule.atOnce ? 0 : firstWaitMs;
    if (known.underWay > 0) return firstWaitMs;
    return Math.max(0, known.waitsUntil - this.#elapsed());
  }

  begin(key: string): void {
    const known = this.#read(key) ?? { count: 0, underWay: 0, lastAt: this.#elapsed(), waitsUntil: 0 };
    known.underWay += 1;
    this.#write(key, known);
  }

  /** The attempt is over. `failed` is false where it says nothing about the password, such as when the database was away. */
  end(key: string, { failed }: { failed: boolean }): void {
    const known = this.#keys.get(key);
    if (known === undefined) return;
    known.underWay = Math.max(0, known.underWay - 1);
    if (failed) {
      known.count += 1;
      known.lastAt = this.#elapsed();
      const beyond = known.count - this.#rule.waitsFrom;
      if (beyond >= 0) known.waitsUntil = known.lastAt + Math.min(longestWaitMs, firstWaitMs * 2 ** beyond);
    }
    this.#write(key, known);
  }

  failures(key: string): number {
    return this.#read(key)?.count ?? 0;
  }

  /** Takes so many failures back. */
  forgive(key: string, count: number): void {
    const known = this.#keys.get(key);
    if (known === undefined) return;
    known.count = Math.max(0, known.count - count);
    if (known.count === 0 && known.underWay === 0) this.#keys.delete(key);
  }

  #read(key: string): Failures | undefined {
    const known = this.#keys.get(key);
    if (known !== undefined && known.underWay === 0 && this.#elapsed() - known.lastAt > rememberedMs) this.#keys.delete(key);
    return this.#keys.get(key);
  }

  /** The map is in the order of last use, so what goes first where memory is short was used longest ago. */
  #write(key: string, known: Failures): void {
    this.#keys.delete(key);
    this.#keys.set(key, known);
    if (this.#keys.size <= mostKeys) return;
    for (const [oldest, { underWay }] of this.#keys) {
      if (this.#keys.size <= mostKeys) return;
      if (underWay === 0) this.#keys.delete(oldest);
    }
  }
}
