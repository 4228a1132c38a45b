import { interval, type Subscription } from "rxjs";
import type { Clock } from "#platform/clock.ts";

export interface RepeatedLookNeeds {
  everyMs: number;
  clock: Clock;
  look: () => Promise<void>;
  /** A look failed, for example because the database is away. */
  failed: (error: unknown) => void;
}

/** Looks again and again, one look at a time. A look that falls due during another one follows it, so that what became due meanwhile does not wait. */
export class RepeatedLook {
  readonly #needs: RepeatedLookNeeds;
  #looking: Subscription | null = null;
  #running = false;
  #again = false;

  constructor(needs: RepeatedLookNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#looking = interval(this.#needs.everyMs, this.#needs.clock).subscribe(() => void this.#look());
  }

  stop(): void {
    this.#looking?.unsubscribe();
    this.#looking = null;
  }

  async #look(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    do {
      this.#again = false;
      await this.#needs.look().catch(this.#needs.failed);
    } while (this.#again && this.#looking !== null);
    this.#running = false;
  }
}
