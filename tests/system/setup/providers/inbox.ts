import { afterEach, expect } from "vitest";

/** What a provider in a test received. Each message must be claimed by the test that expects it: any other one fails that test. */
export class Inbox<Message> {
  readonly #received: Message[] = [];
  readonly #waiting = new Set<() => void>();

  /** `what` is named where a message was not expected. */
  constructor(what: string) {
    afterEach(() => {
      expect(this.#received.splice(0), `${what} that no test expected`).toEqual([]);
    });
  }

  receive(message: Message): void {
    this.#received.push(message);
    for (const look of this.#waiting) look();
  }

  /** Claims the first message, or the first one that fits, now or when it comes. */
  next(fits: (message: Message) => boolean = () => true): Promise<Message> {
    return new Promise((resolve) => {
      const look = (): void => {
        const place = this.#received.findIndex(fits);
        if (place < 0) return;
        this.#waiting.delete(look);
        resolve(this.#received.splice(place, 1)[0] as Message);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Those that have come and are not claimed. */
  get unclaimed(): readonly Message[] {
    return this.#received;
  }
}
