/** How many calls are allowed in how many seconds. */
export interface CallLimit {
  window: number;
  max: number;
}

const mostKeys = 10_000;

/**
 * Counts calls by a key such as the caller's address, so that a password or a link cannot be guessed. The counts belong to one service: the
 * account library's own would be shared by all services of a process, as tests have them.
 *
 * Example: `{ window: 60, max: 20 }`. The first sign-in from an address begins a minute; the twenty-first in that minute is refused until it is over.
 */
export class CallCounts {
  readonly #counts = new Map<string, { calls: number; endsAt: number }>();
  readonly #now: () => number;

  /** `now` in epoch ms. */
  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  /** Counts one call, or refuses it: then `retryAfter` says how many seconds to wait. */
  count(key: string, { window, max }: CallLimit): { allowed: boolean; retryAfter: number | null } {
    const now = this.#now();
    const known = this.#counts.get(key);
    const { calls, endsAt } = known !== undefined && now < known.endsAt ? known : { calls: 0, endsAt: now + window * 1000 };
    if (calls >= max) return { allowed: false, retryAfter: Math.ceil((endsAt - now) / 1000) };
    this.#counts.delete(key);
    this.#counts.set(key, { calls: calls + 1, endsAt });
    this.#prune(now);
    return { allowed: true, retryAfter: null };
  }

  /** `count`, as the account library calls it. */
  readonly consume = async (key: string, limit: CallLimit): Promise<{ allowed: boolean; retryAfter: number | null }> =>
    this.count(key, limit);

  /** A caller with many addresses must not fill the memory. */
  #prune(now: number): void {
    if (this.#counts.size <= mostKeys) return;
    for (const [key, { endsAt }] of this.#counts) if (endsAt <= now || this.#counts.size > mostKeys) this.#counts.delete(key);
  }
}
