/** A batch ends after `maxEntries` entries, or with the entry that brings its weight to `maxWeight`. */
export interface BatchLimit<T> {
  maxEntries: number;
  maxWeight: number;
  weightOf(entry: T): number;
}

/** A first-in-first-out queue. Taking an entry costs the same however many wait. */
class Fifo<T> {
  #entries: T[] = [];
  #head = 0;

  get size(): number {
    return this.#entries.length - this.#head;
  }

  push(entry: T): void {
    this.#entries.push(entry);
  }

  all(): readonly T[] {
    return this.#entries.slice(this.#head);
  }

  next(): T | undefined {
    if (this.size === 0) return undefined;
    const entry = this.#entries[this.#head];
    this.#head += 1;
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    }
    return entry;
  }
}

/**
 * Entries that wait to be committed. Urgent entries come before bulk entries (docs/guarantees.md, 5); within each class the order of
 * arrival holds.
 *
 * Example: 5,000 motion readings wait, then a press arrives. The next batch begins with the press.
 */
export class PriorityQueue<T> {
  #urgent = new Fifo<T>();
  #bulk = new Fifo<T>();

  get size(): number {
    return this.#urgent.size + this.#bulk.size;
  }

  add(entry: T, urgent: boolean): void {
    (urgent ? this.#urgent : this.#bulk).push(entry);
  }

  take({ maxEntries, maxWeight, weightOf }: BatchLimit<T>): T[] {
    const taken: T[] = [];
    let weight = 0;
    while (taken.length < maxEntries && weight < maxWeight) {
      const entry = this.#urgent.next() ?? this.#bulk.next();
      if (entry === undefined) break;
      taken.push(entry);
      weight += weightOf(entry);
    }
    return taken;
  }

  /** All that wait, which stay in the queue. */
  all(): readonly T[] {
    return [...this.#urgent.all(), ...this.#bulk.all()];
  }

  takeAll(): T[] {
    return this.take({ maxEntries: Number.POSITIVE_INFINITY, maxWeight: Number.POSITIVE_INFINITY, weightOf: () => 0 });
  }
}
