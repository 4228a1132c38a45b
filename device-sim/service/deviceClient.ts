import type { Socket } from "node:net";
import { connect, type MqttClient } from "mqtt";
import { ConnectionFault } from "./connectionFault.ts";
import { type Acknowledgement, acknowledgementOf, type DeviceMessage, payloadOf } from "./deviceMessage.ts";
import { SendQueue } from "./sendQueue.ts";

export interface DeviceCredentials {
  deviceId: string;
  username: string;
  secret: string;
  topic: string;
}

export interface DeviceClientOptions {
  url: string;
  device: DeviceCredentials;
  /** How many messages may wait for their PUBACK at once. */
  inFlight?: number;
  now?: () => number;
  /** Fail with `unreached` where the first connection fails, instead of trying again. */
  reachAtOnce?: boolean;
  onAcknowledged?: (acknowledgement: Acknowledgement) => void;
  /** Called at each change: connected, or lost (or never reached) and trying again. */
  onConnection?: (connected: boolean, why?: string) => void;
}

const firstRetryMs = 100;
const longestRetryMs = 2_000;
/** CONNACK return codes of MQTT 3.1.1, section 3.2.2.3: bad user name or password, not authorized. */
const refusals = [4, 5];

/**
 * One simulated device as the broker sees it: MQTT 3.1.1, QoS 1, one connection. It holds every message until its PUBACK and
 * sends the unacknowledged ones again, first to last, on each new connection.
 *
 * It has its own queue and one fresh `mqtt` client a connection, because it promises the order of messages across a
 * reconnect. An `mqtt` client that resends from its own store publishes new messages at the same time and mixes the two.
 *
 * Example: 1 to 8 are published with `inFlight` 4, the broker acknowledges 1 and 2, and the line drops. On the next connection the
 * device sends 3, 4, 5, 6, then 7 and 8; it never sends 1 and 2 again.
 */
export class DeviceClient {
  readonly #o: DeviceClientOptions;
  readonly #queue = new SendQueue();
  readonly #reached = Promise.withResolvers<void>();
  #client: MqttClient | null = null;
  #everConnected = false;
  #reported: boolean | null = null;
  #retryMs = firstRetryMs;
  #retryTimer: NodeJS.Timeout | null = null;
  #closing = false;

  constructor(options: DeviceClientOptions) {
    this.#o = options;
    // A caller that does not ask for `reached()` gets the fault from `publish()`.
    this.#reached.promise.catch(() => {});
    this.#connect();
  }

  /** Resolves at the PUBACK, however many connections that takes; rejects with ConnectionFault. */
  publish(message: DeviceMessage): Promise<void> {
    if (this.#closing && this.#queue.fault === null) return Promise.reject(new ConnectionFault("closed", "this device is shutting down"));
    const acknowledged = this.#queue.add(message);
    this.#sendQueued();
    return acknowledged;
  }

  /** Resolves when the broker accepts the device for the first time; rejects with ConnectionFault. */
  reached(): Promise<void> {
    return this.#reached.promise;
  }

  /** Resolves when no message waits for its PUBACK; rejects with ConnectionFault. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /** Waits for the outstanding PUBACKs, then disconnects; `force` cuts the line and gives up the outstanding messages. */
  async close({ force = false } = {}): Promise<void> {
    if (force) this.#giveUp(new ConnectionFault("closed", "this device was shut down before all its readings were acknowledged"));
    else if (this.#queue.fault === null) await this.#queue.drained();
    this.#closing = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    const last = this.#client;
    this.#client = null;
    if (last !== null) await new Promise<void>((resolve) => last.end(force, () => resolve()));
  }

  #connect(): void {
    const { url, device } = this.#o;
    this.#retryTimer = null;
    const client = connect(url, {
      protocolVersion: 4,
      clientId: `unit-${device.deviceId}`,
      username: device.username,
      password: device.secret,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      keepalive: 30,
    });
    this.#client = client;
    let lostBecause = "the line closed";
    client.on("connect", () => this.#onConnect(client));
    client.on("error", (error) => {
      // A host name with several addresses gives an empty message; then the code says what failed.
      lostBecause = error.message || ("code" in error ? String(error.code) : lostBecause);
      const code = "code" in error ? Number(error.code) : 0;
      // A device that was accepted once may meet a broker that is still starting, and tries again.
      if (refusals.includes(code) && !this.#everConnected)
        this.#giveUp(new ConnectionFault("refused", `the broker refuses ${device.username}: ${error.message}`));
    });
    client.on("close", () => this.#onClose(client, lostBecause));
  }

  #onConnect(client: MqttClient): void {
    // Without this, each small packet waits up to 40 ms for the other side's delayed TCP acknowledgement.
    (client.stream as unknown as Socket).setNoDelay?.(true);
    this.#everConnected = true;
    this.#reached.resolve();
    this.#retryMs = firstRetryMs;
    this.#report(true);
    this.#sendQueued();
  }

  #onClose(client: MqttClient, why: string): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end(true);
    this.#queue.connectionLost();
    if (this.#closing || this.#queue.fault !== null) return;
    if (this.#o.reachAtOnce && !this.#everConnected) {
      this.#giveUp(new ConnectionFault("unreached", `no broker answers at ${this.#o.url} (${why})`));
      return;
    }
    this.#report(false, why);
    this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  #sendQueued(): void {
    const { device, inFlight = 32, now = Date.now, onAcknowledged } = this.#o;
    const client = this.#client;
    if (client === null || !client.connected) return;
    for (let queued = this.#queue.takeNext(inFlight); queued !== null; queued = this.#queue.takeNext(inFlight)) {
      const sent = queued;
      client.publish(device.topic, payloadOf(sent.message), { qos: 1 }, (error) => {
        if (error || this.#client !== client) return; // The next connection sends it again.
        onAcknowledged?.(acknowledgementOf(device.deviceId, sent.message, now()));
        this.#queue.acknowledge(sent);
        this.#sendQueued();
      });
    }
  }

  #giveUp(fault: ConnectionFault): void {
    this.#reached.reject(fault);
    this.#queue.fail(fault);
  }

  #report(connected: boolean, why?: string): void {
    if (this.#reported !== connected) this.#o.onConnection?.(connected, why);
    this.#reported = connected;
  }
}
