import { connect, type MqttClient } from "mqtt";
import type { ReadingValue } from "#domain/reading.ts";

/** One reading that a simulated device has published, and what the service said to it. Times in epoch ms. */
export interface Sent {
  deviceId: string;
  boot: string;
  seq: number;
  value: ReadingValue;
  at: number;
  /** At PUBACK; null while the service has promised nothing. */
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

export interface Unit {
  deviceId: string;
  /** Publishes it, at the latest when the service is back. */
  say(value: ReadingValue): Sent;
  /** Restarts as after a change of battery: a new boot, and numbers from 1 again. */
  reboot(): void;
  /** Everything said so far, in order. */
  sent: readonly Sent[];
  stop(): void;
}

/** What all units count together. */
export interface Tally {
  acknowledged(sent: Sent): void;
  /** A publish left, for the first time or again. */
  onTheWire(): void;
}

const inFlightMost = 50;
const reconnectMs = 200;

/**
 * A simulated device: a plain `mqtt` client, so that a resend is that library's own, from its own store and without
 * DUP. New readings wait until it has resent: only then does it keep their order.
 */
export function createUnit({ deviceId, mqttUrl, username, secret, topic }: Credentials, tally: Tally): Unit {
  const sent: (Sent & { resolve: () => void })[] = [];
  let published = 0;
  let inFlight = 0;
  let boots = 1;
  let seq = 0;
  let resending = true;
  const client: MqttClient = connect(mqttUrl, {
    protocolVersion: 4,
    clientId: `unit-${deviceId}`,
    username,
    password: secret,
    reconnectPeriod: reconnectMs,
    connectTimeout: 5_000,
    keepalive: 15,
  });
  client.on("connect", () => {
    resending = false;
    publish();
  });
  client.on("close", () => {
    resending = true;
  });
  client.on("error", () => {});
  client.on("packetsend", (packet) => {
    if (packet.cmd === "publish") tally.onTheWire();
  });

  function publish(): void {
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
        publish();
      });
    }
  }

  return {
    deviceId,
    sent,
    say(value) {
      seq += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { deviceId, boot: `boot${boots}`, seq, value, at: Date.now(), acknowledgedAt: null, acknowledged: promise, resolve };
      sent.push(one);
      publish();
      return one;
    },
    reboot() {
      boots += 1;
      seq = 0;
    },
    stop: () => void client.end(true),
  };
}
