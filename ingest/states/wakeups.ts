import type { HomeId } from "#domain/ids.ts";

interface Wake {
  at: number;
  homeId: HomeId;
}

/**
 * When each home's rules want to be woken: a binary heap, so that a hundred thousand sleeping homes cost nothing. A
 * home whose wake changed leaves its old place in the heap, which is passed over when it comes up.
 */
export class Wakeups {
  #heap: Wake[] = [];
  #wanted = new Map<HomeId, number>();

  /** The home wants to be woken at `at` (epoch ms), or not at all. */
  set(homeId: HomeId, at: number | null): void {
    if (this.#wanted.get(homeId) === (at ?? undefined)) return;
    if (at === null) {
      this.#wanted.delete(homeId);
      return;
    }
    this.#wanted.set(homeId, at);
    this.#push({ at, homeId });
  }

  /** The earliest wake, epoch ms, or null. */
  next(): number | null {
    this.#dropStale();
    return this.#heap[0]?.at ?? null;
  }

  /** At most so many homes to be woken at or before `now`, earliest first. They stay due until `set` says otherwise, which a committed step does. */
  due(now: number, most = Number.POSITIVE_INFINITY): HomeId[] {
    const due: HomeId[] = [];
    const back: Wake[] = [];
    for (this.#dropStale(); due.length < most && this.#heap[0] !== undefined && this.#heap[0].at <= now; this.#dropStale()) {
      const wake = this.#pop();
      if (wake === undefined) break;
      due.push(wake.homeId);
      back.push(wake);
      this.#wanted.delete(wake.homeId);
    }
    for (const wake of back) this.set(wake.homeId, wake.at);
    return due;
  }

  #dropStale(): void {
    while (this.#heap[0] !== undefined && this.#wanted.get(this.#heap[0].homeId) !== this.#heap[0].at) this.#pop();
  }

  #push(wake: Wake): void {
    const heap = this.#heap;
    heap.push(wake);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Wake).at <= wake.at) break;
      heap[at] = heap[parent] as Wake;
      at = parent;
    }
    heap[at] = wake;
  }

  #pop(): Wake | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Wake).at < (heap[child] as Wake).at) child += 1;
      if ((heap[child] as Wake).at >= last.at) break;
      heap[at] = heap[child] as Wake;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
