import type { AedesOptions, AuthenticateError, Client, PublishPacket } from "aedes";
import type { Acknowledgement } from "#domain/reading.ts";
import { AckOrder } from "./ackOrder.ts";
import { Connections } from "./connections.ts";
import { AckPath } from "./delivery.ts";
import type { Gate, InFlightInAll } from "./gate.ts";
import type { Refusals } from "./refusals.ts";

/** What the broker needs to know of a device. */
export interface BrokerDevice {
  username: string;
  /** The one topic that it may publish to. */
  topic: string;
  /** The one topic that it may subscribe to. */
  commandTopic: string;
}

/** A publish that the broker allows. Times in epoch ms. */
export interface Publish<Device extends BrokerDevice> {
  device: Device;
  payload: Buffer;
  qos: 0 | 1 | 2;
  dup: boolean;
  messageId: number;
  receivedAt: number;
  /** An empty message with RETAIN deletes the message that the broker has retained (3.3.1.3): there is none, and nothing is said. */
  deletesRetained: boolean;
  /** Whether the device certainly knows that this message is recorded, asked later: PUBACK was written and can have arrived. */
  isAcknowledged: () => boolean;
}

export interface ProtocolOptions<Device extends BrokerDevice> {
  devices: { authenticate(username: string, secret: Buffer): Device | null; byUsername(username: string): Device | undefined };
  maxPayloadBytes: number;
  /** Epoch ms. */
  now: () => number;
  /** Records the publish and then calls `settle` once. The broker sends PUBACK after that, in the order of the publishes. */
  record(publish: Publish<Device>, settle: (acknowledgement: Acknowledgement) => void): void;
  metrics: { inFlight(count: number): void; acknowledged(milliseconds: number): void };
}

interface Session<Device> {
  device: Device;
  gate: Gate;
  ackOrder: AckOrder;
  ackPath: AckPath;
}

type Hook<Name extends keyof AedesOptions> = NonNullable<AedesOptions[Name]>;

/** CONNACK return code: bad user name or password (MQTT 3.1.1, 3.2.2.3). */
const badLogin = 4;

/**
 * What a device may do, in the order of an MQTT 3.1.1 conversation. aedes calls each step as a hook.
 *
 * - CONNECT: username and secret must fit. A fifth connection of a device closes its oldest one.
 * - PUBLISH: to the device's own topic, within the size limit. The broker hands it to `record` and waits. aedes writes PUBACK as soon as
 *   `authorizePublish` calls back, so that call comes after the commit (docs/guarantees.md, 1).
 * - SUBSCRIBE: to the device's own command topic.
 *
 * Example, one press: the pendant sends PUBLISH 17. `authorizePublish` takes the next place in the connection's `AckOrder` and calls
 * `record`. The service commits the reading and its alarm and answers "recorded"; the broker sends PUBACK 17. Where the database is
 * away the answer is "notRecorded": the broker closes the connection, and the pendant connects and sends the press again.
 */
export class DeviceProtocol<Device extends BrokerDevice> {
  readonly #options: ProtocolOptions<Device>;
  readonly #refusals: Refusals;
  readonly #inFlight: InFlightInAll;
  readonly #sessions = new WeakMap<Client, Session<Device>>();
  readonly connections = new Connections();

  constructor(options: ProtocolOptions<Device>, refusals: Refusals, inFlight: InFlightInAll) {
    this.#options = options;
    this.#refusals = refusals;
    this.#inFlight = inFlight;
  }

  usernameOf(client: Client): string | undefined {
    return this.#sessions.get(client)?.device.username;
  }

  readonly preConnect: Hook<"preConnect"> = (_client, packet, done) => {
    // The broker stores no session (3.1.2.4): aedes would store refused subscriptions with it and grant them at the next connect.
    packet.clean = true;
    done(null, true);
  };

  readonly authenticate: Hook<"authenticate"> = (client, username, password, done) => {
    const name = username ?? "";
    const { devices, now } = this.#options;
    const device = devices.authenticate(name, password ?? Buffer.alloc(0));
    if (device === null) {
      const reason = devices.byUsername(name) === undefined ? "unknownDevice" : "wrongSecret";
      this.#refusals.add(reason, { username: name.slice(0, 64), address: addressOf(client) });
      return done(Object.assign(new Error("bad username or secret"), { returnCode: badLogin }) as AuthenticateError, null);
    }
    // A second client with the same client id ends the first [MQTT-3.1.4-2]. With the username in the id, no device ends another's
    // connection.
    Object.assign(client, { id: `${name}:${client.id}` });
    const gate = client.conn as Gate;
    gate.allowance = this.connections.allowanceOf(name, now());
    this.#sessions.set(client, { device, gate, ackOrder: new AckOrder(), ackPath: new AckPath(gate, now) });
    if (this.connections.add(name, client)) this.#refusals.add("tooManyConnections", { username: name });
    done(null, true);
  };

  /**
   * The way of each publish into the service, and the only place that leads to a PUBACK: aedes writes it when `done` is called without an
   * error. A refused publish ends the connection, because MQTT 3.1.1 has no answer for it [MQTT-3.3.5-2].
   */
  readonly authorizePublish: Hook<"authorizePublish"> = (client, packet, done) => {
    const session = client === null ? undefined : this.#sessions.get(client);
    if (client === null || session === undefined) return done(new Error("no session"));
    const { device, gate, ackOrder, ackPath } = session;
    // A last will (3.1.2.5) comes after the connection has ended and does not pass the gate.
    const passedGate = !client.closed;
    if (packet.topic !== device.topic) {
      const reason = packet.topic.startsWith("$SYS") ? "systemTopic" : "foreignTopic";
      this.#refusals.add(reason, { username: device.username, topic: packet.topic.slice(0, 120) });
      return done(new Error("not this device's topic"));
    }
    const payload = asBuffer(packet);
    if (payload.length > this.#options.maxPayloadBytes) {
      this.#refusals.add("oversized", { username: device.username, bytes: payload.length });
      return done(new Error("payload too large"));
    }
    // RETAIN (3.3.1.3) is ignored: the broker stores no copy for later subscribers. An empty one would delete that copy.
    const deletesRetained = packet.retain && payload.length === 0;
    packet.retain = false;
    const receivedAt = this.#options.now();
    const delivery = ackPath.publish(packet.qos, packet.messageId ?? 0);
    const settle = ackOrder.add((acknowledgement) => {
      if (passedGate) gate.settled();
      if (acknowledgement === "recorded" && !client.closed) delivery.acknowledged(this.#options.now());
      this.#acknowledge(device, acknowledgement, receivedAt, done);
    });
    const { qos, dup, messageId = 0 } = packet;
    this.#options.record(
      { device, payload, qos, dup, messageId, receivedAt, deletesRetained, isAcknowledged: delivery.isAcknowledged },
      settle,
    );
  };

  #acknowledge(device: Device, acknowledgement: Acknowledgement, receivedAt: number, done: (error?: Error | null) => void): void {
    const { metrics, now } = this.#options;
    metrics.inFlight(this.#inFlight.count);
    if (acknowledgement === "recorded") {
      metrics.acknowledged(now() - receivedAt);
      done(null);
    } else {
      this.#refusals.add("notRecording", { username: device.username });
      done(new Error("not recorded"));
    }
  }

  readonly authorizeSubscribe: Hook<"authorizeSubscribe"> = (client, subscription, done) => {
    const device = this.#sessions.get(client)?.device;
    if (device !== undefined && subscription.topic === device.commandTopic) return done(null, subscription);
    this.#refusals.add("foreignSubscription", { username: device?.username, topic: subscription.topic.slice(0, 120) });
    // Null makes aedes answer SUBACK with 0x80, failure (3.9.3).
    done(null, null);
  };

  /** A second check behind `authorizeSubscribe`: a device receives messages of its command topic only. */
  readonly authorizeForward: Hook<"authorizeForward"> = (client, packet) =>
    packet.topic === this.#sessions.get(client)?.device.commandTopic ? packet : null;

  readonly disconnected = (client: Client): void => {
    const username = this.usernameOf(client);
    if (username !== undefined) this.connections.remove(username, client);
  };
}

const asBuffer = (packet: PublishPacket): Buffer => (typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload);

export const addressOf = (client: Client): string => (client.req as { address?: string } | undefined)?.address ?? "";
