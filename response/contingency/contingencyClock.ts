import { exhaustMap, interval, type Subscription, startWith } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { Contingencies } from "./contingencies.ts";

const lookEveryMs = 5_000;

/** Ends contingency plans that have run their time, and asks the centre about those that end soon. Both times are columns, so they outlive the service. */
export class ContingencyClock {
  readonly #contingencies: Pick<Contingencies, "runDue">;
  readonly #settleDoubts: () => Promise<void>;
  readonly #clock: Clock;
  readonly #warn: (error: unknown) => void;
  #looking: Subscription | null = null;

  /** `settleDoubts` reads again what a lost COMMIT left in doubt. */
  constructor({
    contingencies,
    settleDoubts,
    clock,
    log,
  }: {
    contingencies: Pick<Contingencies, "runDue">;
    settleDoubts: () => Promise<void>;
    clock: Clock;
    log: Log;
  }) {
    this.#contingencies = contingencies;
    this.#settleDoubts = settleDoubts;
    this.#clock = clock;
    this.#warn = onceAMinute((error: unknown) =>
      log.warn({ err: error }, "could not end contingency plans or remind the centre of them; the next try is in 5 seconds"),
    );
  }

  start(): void {
    this.#looking = interval(lookEveryMs, this.#clock)
      .pipe(
        startWith(0),
        exhaustMap(() => this.#look()),
      )
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }

  async #look(): Promise<void> {
    try {
      await this.#settleDoubts();
      await this.#contingencies.runDue();
    } catch (error) {
      this.#warn(error);
    }
  }
}
