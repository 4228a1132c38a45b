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

  takeInto(taken: T[], most: number): void {
    const end = Math.min(this.#entries.length, this.#head + most - taken.length);
    for (; this.#head < end; this.#head += 1) taken.push(this.#entries[this.#head] as T);
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    }
  }
}

/**
 * What waits to be committed, in two lanes: life-safety readings go before bulk traffic (invariant 5), each lane keeps
 * the order of arrival.
 */
export class Lanes<T> {
  #urgent = new Lane<T>();
  #bulk = new Lane<T>();

  get size(): number {
    return this.#urgent.size + this.#bulk.size;
  }

  add(entry: T, urgent: boolean): void {
    (urgent ? this.#urgent : this.#bulk).push(entry);
  }

  take(most: number): T[] {
    const taken: T[] = [];
    this.#urgent.takeInto(taken, most);
    this.#bulk.takeInto(taken, most);
    return taken;
  }
}
