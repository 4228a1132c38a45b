import { merge, Subject, type Subscription, timer } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import { type CaseDesk, DueCaseError } from "./caseDesk.ts";

const lookEveryMs = 1_000;
/** The home of a due case may be locked for a moment, for example while the result of a message is written. */
const lookAgainMs = 50;
/** In one look, so that thousands of due cases after an outage do not keep others from the database. */
const mostInOneLook = 500;

/**
 * Runs the timers of cases when they are due. The timers are columns (`alarm_case.next_at`), so they outlive the service. A look at the start
 * and each second is the guarantee; `lookNow` is a hint that makes it quicker, and a case whose home is locked is tried again after 50 ms. A case whose timers fail keeps no other case waiting: the next look tries it again.
 */
export class CaseClock {
  readonly #desk: Pick<CaseDesk, "runOneDue">;
  readonly #warn: (error: unknown) => void;
  readonly #hint = new Subject<void>();
  readonly #clock: Clock;
  readonly #failed: (error: DueCaseError) => void;
  #looking: Subscription | null = null;
  #running = false;
  #again = false;
  #lookAgain: ReturnType<typeof setTimeout> | undefined;

  constructor({ desk, clock, log }: { desk: Pick<CaseDesk, "runOneDue">; clock: Clock; log: Log }) {
    this.#desk = desk;
    this.#clock = clock;
    this.#warn = onceAMinute((error: unknown) =>
      log.warn({ err: error }, "could not run the timers of cases; they stay due and run within a second of the next look that succeeds"),
    );
    this.#failed = onceAMinute(({ caseId, cause }: DueCaseError) =>
      log.error(
        { err: cause, caseId },
        "the timers of a case failed: look at the case and call someone; the service tries it again each second",
      ),
    );
  }

  start(): void {
    this.#looking = merge(timer(0, lookEveryMs, this.#clock), this.#hint).subscribe(() => void this.#look());
  }

  stop(): void {
    this.#looking?.unsubscribe();
    this.#looking = null;
    clearTimeout(this.#lookAgain);
  }

  /** A case may be due now. */
  lookNow(): void {
    this.#hint.next();
  }

  async #look(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        const failed: string[] = [];
        for (let ran = 0; ran < mostInOneLook && this.#looking !== null; ran += 1) if ((await this.#runOne(failed)) !== "ran") break;
      } while (this.#again && this.#looking !== null);
    } catch (error) {
      this.#warn(error);
    } finally {
      this.#running = false;
    }
  }

  /** Adds the case to `failed` where its timers fail. */
  async #runOne(failed: string[]): Promise<"ran" | "locked" | "none"> {
    try {
      const result = await this.#desk.runOneDue(failed);
      clearTimeout(this.#lookAgain);
      if (result === "locked" && this.#looking !== null) this.#lookAgain = setTimeout(() => this.lookNow(), lookAgainMs);
      return result;
    } catch (error) {
      if (!(error instanceof DueCaseError)) throw error;
      failed.push(error.caseId);
      this.#failed(error);
      return "ran";
    }
  }
}
