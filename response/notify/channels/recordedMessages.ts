import { type ChannelType, channelTypes } from "#domain/answering/escalation.ts";
import type { Attempt, Channels, Outgoing } from "./channel.ts";

/** A message that would have left. `at` in epoch ms. */
export interface RecordedMessage extends Pick<Outgoing, "name" | "address" | "text" | "subject" | "body" | "link"> {
  channel: ChannelType;
  at: number;
}

const mostKept = 200;

/** Channels that deliver nothing, for the demo: they keep the newest messages in memory, so that a visitor sees what would have been sent. */
export class RecordedMessages {
  readonly #messages: RecordedMessage[] = [];
  readonly #now: () => number;

  /** `now` in epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Newest first. */
  newest(): readonly RecordedMessage[] {
    return this.#messages.toReversed();
  }

  channels(): Channels {
    const record = async (channel: ChannelType, { name, address, text, subject, body, link }: Outgoing): Promise<Attempt> => {
      this.#messages.push({ channel, at: this.#now(), name, address, text, subject, body, link });
      if (this.#messages.length > mostKept) this.#messages.shift();
      return { sent: true, providerId: null };
    };
    return Object.fromEntries(channelTypes.map((channel) => [channel, { send: (message: Outgoing) => record(channel, message) }]));
  }
}
