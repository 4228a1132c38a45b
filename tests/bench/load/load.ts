import type { ReadingKind } from "#domain/reading.ts";
import { type Address, type Login, RawClient } from "./rawClient.ts";
import { ReadingPackets } from "./readingPackets.ts";

export interface LoadDevice extends Login {
  topic: string;
  kind: ReadingKind;
}

export interface LoadOptions {
  broker: Address;
  devices: readonly LoadDevice[];
  /** Readings of one device sent and not yet acknowledged. */
  window: number;
  boot: string;
}

/** The result of a round. `acknowledged` counts until the end of the round, without readings that were still in flight. */
export interface Round {
  acknowledged: number;
  seconds: number;
}

export interface Load {
  /** Publishes as fast as it is acknowledged, or `perSecond` readings of all devices together. */
  start(perSecond: number | null): void;
  /** Ends the round and resolves once everything that was sent is acknowledged; rejects if that takes longer than 20 s. */
  stop(): Promise<Round>;
  /** Readings acknowledged since the beginning, in the order of the devices. */
  totals(): number[];
  close(): void;
}

interface Sender {
  client: RawClient;
  packets: ReadingPackets;
  acknowledged: number;
}

const paceMs = 4;
const drainMs = 20_000;

export async function createLoad({ broker, devices, window, boot }: LoadOptions, onFault: (error: Error) => void): Promise<Load> {
  const senders: Sender[] = [];
  for (const device of devices) {
    const client = await RawClient.connect(broker, device);
    senders.push({ client, packets: new ReadingPackets(device.topic, device.kind, boot), acknowledged: 0 });
  }
  return new RunningLoad(senders, window, onFault);
}

class RunningLoad implements Load {
  readonly #senders: readonly Sender[];
  readonly #window: number;
  #running = false;
  #paced = false;
  #pace: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #acknowledged = 0;
  #inFlight = 0;
  #onDrained: (() => void) | null = null;

  constructor(senders: readonly Sender[], window: number, onFault: (error: Error) => void) {
    this.#senders = senders;
    this.#window = window;
    for (const sender of senders) {
      sender.client.onFault = onFault;
      sender.client.onAcknowledged = (count) => this.#acknowledge(sender, count);
    }
  }

  start(perSecond: number | null): void {
    this.#running = true;
    this.#paced = perSecond !== null;
    this.#acknowledged = 0;
    this.#startedAt = performance.now();
    if (perSecond !== null) this.#keepPace(perSecond);
    else for (const sender of this.#senders) this.#send(sender, this.#window);
  }

  async stop(): Promise<Round> {
    this.#running = false;
    clearInterval(this.#pace);
    const round = { acknowledged: this.#acknowledged, seconds: (performance.now() - this.#startedAt) / 1000 };
    if (this.#inFlight > 0) await this.#drained();
    return round;
  }

  totals(): number[] {
    return this.#senders.map((sender) => sender.acknowledged);
  }

  close(): void {
    clearInterval(this.#pace);
    for (const { client } of this.#senders) client.close();
  }

  #send(sender: Sender, count: number): void {
    this.#inFlight += count;
    sender.client.publish(sender.packets.next(count));
  }

  #acknowledge(sender: Sender, count: number): void {
    sender.acknowledged += count;
    this.#acknowledged += count;
    this.#inFlight -= count;
    if (this.#running && !this.#paced) this.#send(sender, count);
    else if (this.#inFlight === 0) this.#onDrained?.();
  }

  /** Sends the readings that are due, device after device. A device with a full window is skipped. */
  #keepPace(perSecond: number): void {
    let sent = 0;
    let turn = 0;
    this.#pace = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#startedAt) / 1000) * perSecond);
      for (let skipped = 0; sent < due && skipped < this.#senders.length; turn += 1) {
        const sender = this.#senders[turn % this.#senders.length] as Sender;
        if (sender.packets.made - sender.acknowledged >= this.#window) skipped += 1;
        else {
          this.#send(sender, 1);
          sent += 1;
          skipped = 0;
        }
      }
    }, paceMs);
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new Error(`${this.#inFlight} readings were not acknowledged within ${drainMs} ms`));
      const patience = setTimeout(fail, drainMs);
      this.#onDrained = () => {
        clearTimeout(patience);
        resolve();
      };
    });
    this.#onDrained = null;
  }
}
