import { connect, type MqttClient } from "mqtt";

/** A login that the API has given out. */
export interface Login {
  clientId: string;
  mqttUrl: string;
  username: string;
  secret: string;
}

/** Counts over all devices. */
export interface Tally {
  acknowledged(): void;
  /** A publish left, for the first time or again. */
  onTheWire(): void;
}

export interface Outbox {
  /** Publishes with QoS 1 now, or when the service is back. `acknowledged` is called at PUBACK. */
  publish(topic: string, payload: string, acknowledged: () => void): void;
  stop(): void;
}

const inFlightMost = 50;
const reconnectMs = 200;

/**
 * A plain `mqtt` client. The library resends by itself, from its own store and without DUP. New messages wait until it has resent, because it keeps
 * the order only then.
 */
export function createOutbox({ clientId, mqttUrl, username, secret }: Login, tally: Tally): Outbox {
  const waiting: Parameters<Outbox["publish"]>[] = [];
  let inFlight = 0;
  let resending = true;
  const client: MqttClient = connect(mqttUrl, {
    protocolVersion: 4,
    clientId,
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
    while (!resending && inFlight < inFlightMost) {
      const next = waiting.shift();
      if (next === undefined) return;
      const [topic, payload, acknowledged] = next;
      inFlight += 1;
      client.publish(topic, payload, { qos: 1 }, (error) => {
        inFlight -= 1;
        if (error) return;
        acknowledged();
        tally.acknowledged();
        sendWaiting();
      });
    }
  }

  return {
    publish(...message) {
      waiting.push(message);
      sendWaiting();
    },
    stop: () => void client.end(true),
  };
}
