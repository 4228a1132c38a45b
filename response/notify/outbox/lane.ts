import type { Way } from "../channels/channel.ts";

export interface LaneNeeds<Message> {
  channel: Way;
  /** Takes at most so many due messages. */
  take: (channel: Way, most: number) => Promise<Message[]>;
  /** Sends one and settles it. Never rejects. */
  send: (message: Message) => Promise<void>;
  /** A look failed, for example because the database is away. The next one is within a second. */
  couldNotLook: (error: unknown) => void;
}

/** So many messages of one channel are under way at the same time. */
const mostAtOnce = 8;

/** The messages of one channel. Each channel has a lane to itself, so that a provider that does not answer delays no other one. */
export class Lane<Message> {
  readonly #needs: LaneNeeds<Message>;
  readonly #underWay = new Set<Promise<void>>();
  #open = true;
  #looking = false;
  #again = false;

  constructor(needs: LaneNeeds<Message>) {
    this.#needs = needs;
  }

  /** Messages may be due. */
  async look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        await this.#fill();
      } while (this.#again && this.#open);
    } catch (error) {
      this.#needs.couldNotLook(error);
    } finally {
      this.#looking = false;
    }
  }

  /** Takes no further message. Resolves when those under way are settled. */
  async close(): Promise<void> {
    this.#open = false;
    await Promise.all(this.#underWay);
  }

  async #fill(): Promise<void> {
    for (let free = this.#free(); this.#open && free > 0; free = this.#free()) {
      const messages = await this.#needs.take(this.#needs.channel, free);
      for (const message of messages) this.#begin(message);
      if (messages.length < free) return;
    }
  }

  #free(): number {
    return mostAtOnce - this.#underWay.size;
  }

  #begin(message: Message): void {
    const wasFull = this.#free() <= 1;
    const sending = this.#needs.send(message).finally(() => {
      this.#underWay.delete(sending);
      if (wasFull && this.#open) void this.look();
    });
    this.#underWay.add(sending);
  }
}
