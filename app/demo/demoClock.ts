import { asyncScheduler, type SchedulerLike } from "rxjs";
import type { Clock } from "#platform/clock.ts";

/**
 * The service's clock in the demo. It can be set to a moment of the past, where it stays until it is set again; `release` makes it the
 * system's clock. Timers wait as long as they would by the system's clock.
 *
 * Example: set to 16 November 02:40, the service receives every reading at 02:40, and a timer that is due at 02:35 fires at the next commit.
 */
export class DemoClock implements Clock {
  #setTo: number | null = null;
  /** Since when it is set, by `performance.now()`. */
  #setSince: number | null = null;
  #setForMs = 0;
  readonly schedule: SchedulerLike["schedule"] = asyncScheduler.schedule.bind(asyncScheduler);

  now(): number {
    return this.#setTo ?? Date.now();
  }

  /**
   * Milliseconds that pass, without the time in which the clock is set. Waits that are counted by it, such as that for an operator on duty, stand
   * still while the past is recorded.
   */
  passed(): number {
    return (this.#setSince ?? performance.now()) - this.#setForMs;
  }

  /** `moment` is epoch ms. */
  setTo(moment: number): void {
    this.#setTo = moment;
    this.#setSince ??= performance.now();
  }

  release(): void {
    this.#setTo = null;
    if (this.#setSince !== null) this.#setForMs += performance.now() - this.#setSince;
    this.#setSince = null;
  }
}
