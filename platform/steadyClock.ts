import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import { asyncScheduler, type SchedulerLike, Subject, type Subscription, timer } from "rxjs";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

const compareEveryMs = 1_000;
/** A smaller difference is followed slowly; a larger one is a step of the wall clock. */
export const stepFromMs = 1_000;
/** A step is adopted when it has held for so long. */
export const stepHoldsMs = 10_000;
/** A small difference is followed by at most this share of the time that passes, so that a wait of 20 s is at most 1 s short or long. */
const followedShare = 0.05;
/** A wall clock that jumps to and fro gives one line in this time. */
const logEveryMs = 60_000;

/** What the clock reads; each by default from the server. */
export interface ServerTime {
  /** Runs the timers; they wait by elapsed time. */
  scheduler?: SchedulerLike;
  /** Milliseconds since the boot of the machine. Never goes back, and no one can set it. */
  elapsed?: () => number;
  /** Names the boot since which `elapsed` counts; null where that is not known. */
  boot?: string | null;
  /** The wall clock of the server in epoch ms, which NTP and people set. */
  wall?: () => number;
}

/** A jump of the wall clock that the service did not follow. */
export interface Jump {
  byMs: number;
  /** How long it was wrong. */
  forMs: number;
}

/** A difference from the wall clock that is too large to be followed slowly. */
interface SuspectedStep {
  byMs: number;
  /** By elapsed time. */
  since: number;
  /** It went from one value to another without going back. */
  hasHeld: boolean;
}

/**
 * The service's clock: the wall clock as it was at the start, plus the time that has passed since. So a step of the server's clock moves
 * no timer and dates no alarm. Once a second it is compared with the wall clock:
 *
 * - less than a second apart: it follows slowly, and never goes back;
 * - further apart: a step is suspected. If the wall clock goes back within ten seconds, nothing happens but a line in the log. If the
 *   difference holds for ten seconds, `standingStepMs` has it. The pipeline then records the step and calls `adoptStep`, and only then
 *   `now()` moves.
 *
 * A server that slept counts the sleep as time that has passed.
 *
 * Example. At 10:00:00 the wall clock jumps to 10:00:00 tomorrow and is right again 1.5 s later: `now()` says 10:00:01.5 today all the
 * while. On another day it jumps and stays: `now()` says 10:00:10 today when the step has lasted, and after `adoptStep` 10:00:10 tomorrow.
 */
export class SteadyClock implements Clock {
  readonly schedule: SchedulerLike["schedule"];
  /** Names the boot of the machine; null where that is not known. */
  readonly boot: string | null;
  /** Emits at each comparison at which a step has lasted. */
  readonly stepStands$ = new Subject<void>();
  /** Emits when the wall clock jumped and went back: once a minute at most. */
  readonly wentBack$ = new Subject<Jump>();
  /** Emits when `now()` has moved by more than the time that timers waited: after a step, and after the server slept. */
  readonly moved$ = new Subject<void>();
  readonly #scheduler: SchedulerLike;
  /** Milliseconds since the boot of the machine, the time it slept included. */
  readonly elapsed: () => number;
  readonly #wall: () => number;
  readonly #log: Pick<Log, "warn">;
  /** `now()` less the elapsed time. */
  #ahead: number;
  #latest = Number.NEGATIVE_INFINITY;
  #comparedAt: number;
  #suspected: SuspectedStep | null = null;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unloggedJumps = 0;

  constructor({
    log,
    scheduler = asyncScheduler,
    elapsed = elapsedSinceBoot(),
    boot = readBoot(),
    wall = Date.now,
  }: ServerTime & { log: Pick<Log, "warn"> }) {
    this.#log = log;
    this.#scheduler = scheduler;
    this.elapsed = elapsed;
    this.boot = boot;
    this.#wall = wall;
    this.schedule = scheduler.schedule.bind(scheduler);
    const began = this.#readBoth();
    this.#ahead = began.wall - began.elapsed;
    this.#comparedAt = began.elapsed;
  }

  now(): number {
    const now = Math.floor(this.elapsed() + this.#ahead);
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }

  /** Compares with the wall clock once a second until it is unsubscribed. */
  start(): Subscription {
    return timer(compareEveryMs, compareEveryMs, this.#scheduler).subscribe(() => this.#compare());
  }

  /** How far the wall clock is ahead, in ms, where it has been for ten seconds; otherwise null. */
  get standingStepMs(): number | null {
    return this.#suspected?.hasHeld ? this.#suspected.byMs : null;
  }

  /** Moves `now()` by this much at once. */
  adoptStep(byMs: number): void {
    this.#ahead += byMs;
    this.#latest = Math.floor(this.elapsed() + this.#ahead);
    this.#suspected = null;
    this.moved$.next();
  }

  #compare(): void {
    const { wall, elapsed } = this.#readBoth();
    const byMs = Math.round(wall - (elapsed + this.#ahead));
    const passed = elapsed - this.#comparedAt;
    this.#comparedAt = elapsed;
    // The server slept, or the process did: timers may have waited less than has passed.
    if (passed > 2 * compareEveryMs) this.moved$.next();
    if (Math.abs(byMs) < stepFromMs) {
      if (this.#suspected !== null) this.#wentBack(this.#suspected, elapsed);
      this.#ahead += Math.min(Math.max(byMs, -followedShare * passed), followedShare * passed);
    } else this.#suspect(byMs, elapsed);
  }

  #suspect(byMs: number, elapsed: number): void {
    const before = this.#suspected;
    const isSame = before !== null && Math.abs(before.byMs - byMs) < stepFromMs;
    const since = isSame ? before.since : elapsed;
    const hasHeld = elapsed - since >= stepHoldsMs;
    this.#suspected = { byMs, since, hasHeld };
    if (hasHeld) this.stepStands$.next();
  }

  #wentBack({ byMs, since }: SuspectedStep, elapsed: number): void {
    this.#suspected = null;
    this.#unloggedJumps += 1;
    if (elapsed - this.#loggedAt < logEveryMs) return;
    this.#log.warn(
      { jumpedByMs: byMs, wentBackAfterMs: Math.round(elapsed - since), jumps: this.#unloggedJumps },
      "the server's clock jumped and went back: the service did not follow it, and no wait is longer or shorter; check what sets the clock (NTP)",
    );
    this.#loggedAt = elapsed;
    this.#unloggedJumps = 0;
    this.wentBack$.next({ byMs, forMs: Math.round(elapsed - since) });
  }

  /** The two clocks at one moment: read again where the process was held up between them. */
  #readBoth(): { wall: number; elapsed: number } {
    for (let tries = 1; ; tries += 1) {
      const before = this.elapsed();
      const wall = this.#wall();
      const elapsed = this.elapsed();
      if (elapsed - before < 5 || tries === 10) return { wall, elapsed };
    }
  }
}

/** Linux names each boot. On other systems a restart of the machine looks like a restart of the service. */
function readBoot(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

/** A smaller difference comes from reading the two clocks one after the other. */
const sleepFromMs = 2_000;

/**
 * `performance.now()` stops while the server sleeps, and the time since boot does not. Reading the time since boot takes longer, so it
 * is read once a second.
 */
function elapsedSinceBoot(): () => number {
  const sinceBoot = (): number => uptime() * 1000;
  const differenceAtStart = sinceBoot() - performance.now();
  let sleptMs = 0;
  let lookedAt = performance.now();
  return () => {
    const running = performance.now();
    if (running - lookedAt >= compareEveryMs) {
      lookedAt = running;
      const slept = sinceBoot() - running - differenceAtStart;
      if (slept > sleptMs + sleepFromMs) sleptMs = slept;
    }
    return running + differenceAtStart + sleptMs;
  };
}
