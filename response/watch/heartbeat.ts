import type { Log } from "#platform/log.ts";

const patienceMs = 10_000;

/**
 * Calls a URL of a monitoring service outside, which raises the alarm when calls stop. So the silence of Link Line itself is noticed. The first
 * failure is logged, and then the first success: a service outside that is down must not fill the log.
 */
export class Heartbeat {
  readonly #url: string;
  readonly #log: Log;
  #isFailing = false;

  constructor({ url, log }: { url: string; log: Log }) {
    this.#url = url;
    this.#log = log;
  }

  /** True where the other side accepted it. Never rejects. */
  async call(): Promise<boolean> {
    const fault = await this.#faultOfCall();
    // The path may be a secret; the host is enough to find the setting.
    const to = new URL(this.#url).host;
    if (fault === null && this.#isFailing) this.#log.info({ to }, "the heartbeat URL answers again");
    if (fault !== null && !this.#isFailing)
      this.#log.warn({ to, fault }, "the heartbeat URL does not answer: check LINKLINE_HEARTBEAT_URL and the service behind it");
    this.#isFailing = fault !== null;
    return fault === null;
  }

  async #faultOfCall(): Promise<string | null> {
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(patienceMs) });
      await answer.body?.cancel();
      return answer.ok ? null : `status ${answer.status}`;
    } catch (error) {
      const { message, cause } = error as Error;
      return cause instanceof Error ? `${message}: ${cause.message}` : message;
    }
  }
}
