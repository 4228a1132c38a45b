/** How much is taken at once: so many entries, and no more once their weight together is reached. */
export interface BatchLimit<T> {
  maxEntries: number;
  maxWeight: number;
  weightOf(entry: T): number;
}

/** A first-in-first-out queue; taking from the front costs nothing per waiting entry. */
class Lane<T> {
  #entries: T[] = [];
  #head = 0;

  get size(): number {
    return this.#entries.length - this.#head;
  }

  push(entry: T): void {
    this.#entries.push(entry);
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
 * What waits to be committed, in two lanes: life-safety readings go before bulk traffic (invariant 5), each lane keeps
 * the order of arrival.
 */
export class PriorityQueue<T> {
  #urgent = new Lane<T>();
  #bulk = new Lane<T>();

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

  takeAll(): T[] {
    return this.take({ maxEntries: Number.POSITIVE_INFINITY, maxWeight: Number.POSITIVE_INFINITY, weightOf: () => 0 });
  }
}
