import { type Subscription, timer } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import type { InternalEntry } from "./entry.ts";

const firstAfterMs = 5_000;
const longestMs = 60_000;

/**
 * What something stood in the way of, of what nobody sends again, is tried again: after no longer than it has waited already, and every
 * minute at the least. One entry of a kind waits for a home: the newest, which does what the others would have.
 */
export class Retries {
  readonly #clock: Clock;
  readonly #tryAgain: (entry: InternalEntry) => void;
  #waiting = new Map<string, Subscription>();

  constructor({ clock, tryAgain }: { clock: Clock; tryAgain: (entry: InternalEntry) => void }) {
    this.#clock = clock;
    this.#tryAgain = tryAgain;
  }

  /** An entry that stands for one home. */
  later(entry: InternalEntry): void {
    const tries = (entry.tries ?? 0) + 1;
    const key = `${entry.type}/${entry.type === "refit" ? entry.homeId : entry.homeIds}`;
    this.#waiting.get(key)?.unsubscribe();
    const waiting = timer(Math.min(firstAfterMs * 2 ** (tries - 1), longestMs), this.#clock).subscribe(() => {
      this.#waiting.delete(key);
      this.#tryAgain(entry.type === "tick" ? { ...entry, tries, now: this.#clock.now() } : { ...entry, tries });
    });
    this.#waiting.set(key, waiting);
  }

  /** Nothing of it counts any more: what is still to be done is found anew. */
  forget(): void {
    for (const waiting of this.#waiting.values()) waiting.unsubscribe();
    this.#waiting.clear();
  }
}
