import { type Subscription, timer } from "rxjs";
import type { HomeId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";

interface Wake {
  at: number;
  homeId: HomeId;
}

/**
 * The next wake time of each home: a binary heap, so that 100,000 waiting homes cost nothing until one is due. When a home's time changes,
 * its old entry stays in the heap and is skipped when it reaches the top.
 */
export class Wakeups {
  #heap: Wake[] = [];
  #wanted = new Map<HomeId, number>();
  /** When homes were due whose step failed and is tried again. */
  #postponed = new Map<HomeId, number>();

  /** Sets the home's wake time in epoch ms; null for never. */
  set(homeId: HomeId, at: number | null): void {
    this.#postponed.delete(homeId);
    if (this.#wanted.get(homeId) === (at ?? undefined)) return;
    if (at === null) {
      this.#wanted.delete(homeId);
      return;
    }
    this.#wanted.set(homeId, at);
    this.#push({ at, homeId });
  }

  /** The home's step failed and is tried again apart from the others: it is due no longer, and overdue until a step of it is committed. */
  postpone(homeId: HomeId): void {
    const dueAt = this.#wanted.get(homeId) ?? this.#postponed.get(homeId);
    this.set(homeId, null);
    if (dueAt !== undefined) this.#postponed.set(homeId, dueAt);
  }

  /** How many homes were due at or before `now` and have taken no step; at most `most`. */
  overdue(now: number, most: number): number {
    const postponed = [...this.#postponed.values()].filter((at) => at <= now).length;
    return Math.min(most, this.due(now, most).length + postponed);
  }

  /** The server's clock was set: every wait keeps its length. */
  moveAll(byMs: number): void {
    this.#heap = this.#heap.map(({ at, homeId }) => ({ at: at + byMs, homeId }));
    for (const times of [this.#wanted, this.#postponed]) for (const [homeId, at] of times) times.set(homeId, at + byMs);
  }

  /** The earliest wake time in epoch ms, or null. */
  next(): number | null {
    this.#dropStale();
    return this.#heap[0]?.at ?? null;
  }

  /** Up to `limit` homes that are due at or before `now`, earliest first. They stay due until a committed step sets a new time. */
  due(now: number, limit = Number.POSITIVE_INFINITY): HomeId[] {
    const due: HomeId[] = [];
    const taken: Wake[] = [];
    for (this.#dropStale(); due.length < limit && this.#heap[0] !== undefined && this.#heap[0].at <= now; this.#dropStale()) {
      const wake = this.#pop();
      if (wake === undefined) break;
      due.push(wake.homeId);
      taken.push(wake);
      this.#wanted.delete(wake.homeId);
    }
    for (const wake of taken) this.set(wake.homeId, wake.at);
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

/** A longer wait than 24.8 days overflows the timer. Waking early is harmless. */
const longestWaitMs = 86_400_000;

/** One timer for all homes, armed for the earliest wake time. It calls `onDue` with the time at which it fires. */
export class WakeTimer {
  readonly #wakeups: Wakeups;
  readonly #clock: Clock;
  readonly #onDue: (now: number) => void;
  #waiting: Subscription | null = null;

  constructor({ wakeups, clock, onDue }: { wakeups: Wakeups; clock: Clock; onDue: (now: number) => void }) {
    this.#wakeups = wakeups;
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Call after wake times changed. */
  arm(): void {
    this.disarm();
    const next = this.#wakeups.next();
    if (next === null) return;
    const wait = Math.min(Math.max(0, next - this.#clock.now()), longestWaitMs);
    this.#waiting = timer(wait, this.#clock).subscribe(() => {
      const now = this.#clock.now();
      if ((this.#wakeups.next() ?? Number.POSITIVE_INFINITY) <= now) this.#onDue(now);
      else this.arm();
    });
  }

  disarm(): void {
    this.#waiting?.unsubscribe();
    this.#waiting = null;
  }
}
