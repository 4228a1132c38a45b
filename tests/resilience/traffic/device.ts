import { connect, type MqttClient } from "mqtt";
import type { ReadingValue } from "#domain/reading.ts";

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

/** Counts over all devices. */
export interface Tally {
  acknowledged(sent: Sent): void;
  /** A publish left, for the first time or again. */
  onTheWire(): void;
}

const inFlightMost = 50;
const reconnectMs = 200;

/**
 * A simulated device: a plain `mqtt` client. The library resends by itself, from its own store and without DUP. New readings wait until it
 * has resent, because it keeps the order only then.
 */
export function createDevice({ deviceId, mqttUrl, username, secret, topic }: Credentials, tally: Tally): Device {
  const sent: (Sent & { resolve: () => void })[] = [];
  let published = 0;
  let inFlight = 0;
  let boots = 1;
  let seq = 0;
  let resending = true;
  const client: MqttClient = connect(mqttUrl, {
    protocolVersion: 4,
    clientId: `device-${deviceId}`,
    username,
    password: secret,
    reconnectPeriod: reconnectMs,
    connectTimeout: 5_000,
    keepalive: 15,
  });
  client.on("connect", () => {
    resending = false;
    sendWaiting();
  });
  client.on("close", () => {
    resending = true;
  });
  client.on("error", () => {});
  client.on("packetsend", (packet) => {
    if (packet.cmd === "publish") tally.onTheWire();
  });

  function sendWaiting(): void {
    while (!resending && inFlight < inFlightMost && published < sent.length) {
      const one = sent[published] as (typeof sent)[number];
      published += 1;
      inFlight += 1;
      const payload = JSON.stringify({ ...one.value, at: new Date(one.at).toISOString(), seq: one.seq, boot: one.boot });
      client.publish(topic, payload, { qos: 1 }, (error) => {
        inFlight -= 1;
        if (error) return;
        one.acknowledgedAt = Date.now();
        one.resolve();
        tally.acknowledged(one);
        sendWaiting();
      });
    }
  }

  return {
    deviceId,
    sent,
    publish(value) {
      seq += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { deviceId, boot: `boot${boots}`, seq, value, at: Date.now(), acknowledgedAt: null, acknowledged: promise, resolve };
      sent.push(one);
      sendWaiting();
      return one;
    },
    reboot() {
      boots += 1;
      seq = 0;
    },
    stop: () => void client.end(true),
  };
}
