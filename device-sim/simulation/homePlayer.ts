import { createPacer, type Pace } from "../replay/pace.ts";
import { DeviceClient, type DeviceCredentials } from "../service/deviceClient.ts";
import type { Acknowledgement } from "../service/deviceMessage.ts";
import { OrderedSender } from "../service/orderedSender.ts";
import { publishedAt, type TimedReading } from "../service/timedReading.ts";

export interface HomePlayerOptions {
  mqttUrl: string;
  /** By the device's name in the home. */
  devices: ReadonlyMap<string, DeviceCredentials>;
  /** Identifies this run of the devices. A reading without a number gets the next one, from 1. */
  boot: string;
  signal: AbortSignal;
  onAcknowledged?: (acknowledgement: Acknowledgement) => void;
  onConnection?: (connected: boolean, device: string, why?: string) => void;
}

/** Sends the readings of one home; each of its devices has its own connection. */
export class HomePlayer {
  readonly #o: HomePlayerOptions;
  readonly #clients = new Map<string, DeviceClient>();
  readonly #sender = new OrderedSender();
  readonly #lastSeq = new Map<string, number>();
  #sent = 0;
  #acknowledged = 0;

  constructor(options: HomePlayerOptions) {
    this.#o = options;
    for (const [name, device] of options.devices) {
      const onAcknowledged = (one: Acknowledgement) => {
        this.#acknowledged += 1;
        options.onAcknowledged?.(one);
      };
      const onConnection = (connected: boolean, why?: string) => options.onConnection?.(connected, name, why);
      this.#clients.set(name, new DeviceClient({ url: options.mqttUrl, device, onAcknowledged, onConnection }));
    }
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Sends the readings in their order, each when it is due; resolves when all are acknowledged. */
  async play(readings: Iterable<TimedReading>, pace: Pace): Promise<void> {
    const pacer = createPacer(pace, this.#o.signal);
    for (const reading of readings) {
      await pacer.until(publishedAt(reading));
      await this.#send(reading);
    }
    await this.#sender.settled();
  }

  async #send(reading: TimedReading): Promise<void> {
    const client = this.#clients.get(reading.device);
    if (client === undefined) throw new Error(`the home has no device "${reading.device}"`);
    const last = this.#lastSeq.get(reading.device) ?? 0;
    const seq = reading.seq ?? last + 1;
    this.#lastSeq.set(reading.device, Math.max(seq, last));
    const { times = 1, value, at, sentAt, battery, signal, historical, written } = reading;
    for (let copy = 0; copy < times; copy += 1) {
      this.#sent += 1;
      await this.#sender.send(client, { value, at, sentAt, seq, boot: this.#o.boot, battery, signal, historical, written });
    }
  }

  /** Waits for the outstanding PUBACKs, unless forced. */
  async close(options?: { force?: boolean }): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close(options)));
  }
}
