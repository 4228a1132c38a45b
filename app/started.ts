import type { Log } from "#platform/log.ts";

/** The parts of a service that have been started. `stop` stops them in reverse order, also the others when one fails to stop. */
export class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(stop: () => Promise<void> | void): void {
    this.#stops.push(stop);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        this.#log.error({ err: error }, "a part of the service did not stop cleanly; the other parts are stopped all the same");
      }
    }
  }
}
