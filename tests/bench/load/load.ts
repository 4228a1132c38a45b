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

/** What a round brought; `acknowledged` counts until its end, not what was still under way. */
export interface Round {
  acknowledged: number;
  seconds: number;
}

export interface Load {
  /** Publishes as fast as it is acknowledged, or `perSecond` readings of all devices together. */
  start(perSecond: number | null): void;
  /** Ends the round and resolves once everything that was sent is acknowledged; rejects where that takes over 20 s. */
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
  let running = false;
  let paced = false;
  let pace: NodeJS.Timeout | undefined;
  let startedAt = 0;
  let acknowledged = 0;
  let underWay = 0;
  let drained: (() => void) | null = null;

  for (const sender of senders) {
    sender.client.onFault = onFault;
    sender.client.onAcknowledged = (count) => {
      sender.acknowledged += count;
      acknowledged += count;
      underWay -= count;
      if (running && !paced) send(sender, count);
      else if (underWay === 0) drained?.();
    };
  }

  function send(sender: Sender, count: number): void {
    underWay += count;
    sender.client.publish(sender.packets.next(count));
  }

  /** Sends what is due by now, one device after the other; whose window is full is passed over. */
  function keepPace(perSecond: number): void {
    let sent = 0;
    let turn = 0;
    pace = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      for (let looked = 0; sent < due && looked < senders.length; turn += 1) {
        const sender = senders[turn % senders.length] as Sender;
        if (sender.packets.made - sender.acknowledged >= window) looked += 1;
        else {
          send(sender, 1);
          sent += 1;
          looked = 0;
        }
      }
    }, paceMs);
  }

  return {
    start(perSecond) {
      running = true;
      paced = perSecond !== null;
      acknowledged = 0;
      startedAt = performance.now();
      if (perSecond !== null) keepPace(perSecond);
      else for (const sender of senders) send(sender, window);
    },
    async stop() {
      running = false;
      clearInterval(pace);
      const round = { acknowledged, seconds: (performance.now() - startedAt) / 1000 };
      if (underWay > 0)
        await new Promise<void>((resolve, reject) => {
          const patience = setTimeout(() => reject(new Error(`${underWay} readings were not acknowledged within ${drainMs} ms`)), drainMs);
          drained = () => {
            clearTimeout(patience);
            resolve();
          };
        });
      drained = null;
      return round;
    },
    totals: () => senders.map((sender) => sender.acknowledged),
    close() {
      clearInterval(pace);
      for (const { client } of senders) client.close();
    },
  };
}
