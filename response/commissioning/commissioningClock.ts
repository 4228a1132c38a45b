import { exhaustMap, interval, type Subscription, startWith } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";

const lookEveryMs = 5_000;

/** Ends commissioning when its time is over, or when a call for help had no answer. The times are columns, so they outlive the service. */
export class CommissioningClock {
  readonly #runDue: () => Promise<void>;
  readonly #clock: Clock;
  readonly #warn: (error: unknown) => void;
  #looking: Subscription | null = null;

  constructor({ runDue, clock, log }: { runDue: () => Promise<void>; clock: Clock; log: Log }) {
    this.#runDue = runDue;
    this.#clock = clock;
    this.#warn = onceAMinute((error: unknown) =>
      log.warn({ err: error }, "could not end commissioning of homes; the next try is in 5 seconds"),
    );
  }

  start(): void {
    this.#looking = interval(lookEveryMs, this.#clock)
      .pipe(
        startWith(0),
        exhaustMap(() => this.#runDue().catch(this.#warn)),
      )
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }
}
