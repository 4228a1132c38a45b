const retryMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

/** `sent`: the next one may follow. `nothing`: none waits, or the page must do something first. `noAnswer`: the same one again, later. */
export type SendOutcome = "sent" | "nothing" | "noAnswer";

/**
 * Sends what a phone has stored, one after the other and never two at a time. Without an answer it tries again after 1, 2, 5, 10, 20 and then
 * each 30 seconds; `now` tries at once, such as when the connection is back.
 */
export class SendLoop {
  readonly #sendNext: () => Promise<SendOutcome>;
  #isSending = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(sendNext: () => Promise<SendOutcome>) {
    this.#sendNext = sendNext;
  }

  readonly now = (): void => {
    this.#failures = 0;
    void this.#run();
  };

  /** No further try until `now`. */
  stop(): void {
    clearTimeout(this.#retry);
  }

  async #run(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#retry);
    try {
      let outcome = await this.#sendNext();
      while (outcome === "sent") {
        this.#failures = 0;
        outcome = await this.#sendNext();
      }
      if (outcome === "noAnswer") this.#again();
    } finally {
      this.#isSending = false;
    }
  }

  #again(): void {
    const wait = retryMs[Math.min(this.#failures, retryMs.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#run(), wait);
  }
}
