import type { ReadingValue } from "#domain/reading.ts";
import { createOutbox, type Tally } from "./outbox.ts";

/** One reading that a simulated device has published, and when the service acknowledged it. Times in epoch ms. */
export interface Sent {
  deviceId: string;
  boot: string;
  seq: number;
  value: ReadingValue;
  at: number;
  /** At PUBACK; null before it. */
  acknowledgedAt: number | null;
  /** Resolves at PUBACK. */
  acknowledged: Promise<void>;
}

/** A device that the API has registered. */
export interface Credentials {
  deviceId: string;
  mqttUrl: string;
  username: string;
  secret: string;
  topic: string;
}

export interface Device {
  deviceId: string;
  /** Publishes a reading now, or when the service is back. */
  publish(value: ReadingValue): Sent;
  /** Restarts as after a change of battery: a new boot, and numbers from 1 again. */
  reboot(): void;
  /** Every reading so far, in order. */
  sent: readonly Sent[];
  stop(): void;
}

/** A simulated device with a login. */
export function createDevice({ deviceId, topic, ...login }: Credentials, tally: Tally): Device {
  const sent: Sent[] = [];
  const outbox = createOutbox({ ...login, clientId: `device-${deviceId}` }, tally);
  let boots = 1;
  let seq = 0;
  return {
    deviceId,
    sent,
    publish(value) {
      seq += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one: Sent = { deviceId, boot: `boot${boots}`, seq, value, at: Date.now(), acknowledgedAt: null, acknowledged: promise };
      sent.push(one);
      const payload = JSON.stringify({ ...value, at: new Date(one.at).toISOString(), seq, boot: one.boot });
      outbox.publish(topic, payload, () => {
        one.acknowledgedAt = Date.now();
        resolve();
      });
      return one;
    },
    reboot() {
      boots += 1;
      seq = 0;
    },
    stop: () => outbox.stop(),
  };
}
