import type { AedesOptions, AuthenticateError, Client, PublishPacket } from "aedes";
import type { Acknowledgement } from "#domain/reading.ts";
import { AckOrder } from "./ackOrder.ts";
import { Connections } from "./connections.ts";
import { AckPath } from "./delivery.ts";
import type { Gate, InFlightInAll } from "./gate.ts";
import { gatewayPayloadBytes, packetOverheadBytes } from "./limits.ts";
import type { Refusals } from "./refusals.ts";
import { matchesFilter } from "./topicFilter.ts";

/** Who may connect: a device, or a gateway that speaks for several. */
export interface BrokerLogin {
  username: string;
  /** The one topic that a device may publish to; null for a gateway. */
  topic: string | null;
  /** The filters of the topics that a gateway may publish to. Left out for a device. */
  topics?: readonly string[];
  /** The one topic that it may subscribe to; null for none. */
  commandTopic: string | null;
}

/** A publish that the broker allows. Times in epoch ms. */
export interface Publish<Login extends BrokerLogin> {
  login: Login;
  topic: string;
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

export interface ProtocolOptions<Login extends BrokerLogin> {
  logins: { authenticate(username: string, secret: Buffer): Login | null; isKnown(username: string): boolean };
  maxPayloadBytes: number;
  /** Epoch ms. */
  now: () => number;
  /** Records the publish and then calls `settle` once. The broker sends PUBACK after that, in the order of the publishes. */
  record(publish: Publish<Login>, settle: (acknowledgement: Acknowledgement) => void): void;
  metrics: { inFlight(count: number): void; acknowledged(milliseconds: number): void };
}

interface Session<Login> {
  login: Login;
  maxPayloadBytes: number;
  gate: Gate;
  ackOrder: AckOrder;
  ackPath: AckPath;
}

type Hook<Name extends keyof AedesOptions> = NonNullable<AedesOptions[Name]>;

/** CONNACK return code: bad user name or password (MQTT 3.1.1, 3.2.2.3). */
const badLogin = 4;

/**
 * What a device or gateway may do, in the order of an MQTT 3.1.1 conversation. aedes calls each step as a hook.
 *
 * - CONNECT: username and secret must fit. A fifth connection of a login closes its oldest one.
 * - PUBLISH: to the device's own topic, or to the topics of the gateway, within the size limit. The broker hands it to `record` and waits. aedes writes PUBACK as soon as
 *   `authorizePublish` calls back, so that call comes after the commit (docs/guarantees.md, 1).
 * - SUBSCRIBE: to the own command topic.
 *
 * Example, one press: the pendant sends PUBLISH 17. `authorizePublish` takes the next place in the connection's `AckOrder` and calls
 * `record`. The service commits the reading and its alarm and answers "recorded"; the broker sends PUBACK 17. Where the database is
 * away the answer is "notRecorded": the broker closes the connection, and the pendant connects and sends the press again.
 */
export class DeviceProtocol<Login extends BrokerLogin> {
  readonly #options: ProtocolOptions<Login>;
  readonly #refusals: Refusals;
  readonly #inFlight: InFlightInAll;
  readonly #sessions = new WeakMap<Client, Session<Login>>();
  readonly connections = new Connections();

  constructor(options: ProtocolOptions<Login>, refusals: Refusals, inFlight: InFlightInAll) {
    this.#options = options;
    this.#refusals = refusals;
    this.#inFlight = inFlight;
  }

  usernameOf(client: Client): string | undefined {
    return this.#sessions.get(client)?.login.username;
  }

  readonly preConnect: Hook<"preConnect"> = (_client, packet, done) => {
    // The broker stores no session (3.1.2.4): aedes would store refused subscriptions with it and grant them at the next connect.
    packet.clean = true;
    done(null, true);
  };

  readonly authenticate: Hook<"authenticate"> = (client, username, password, done) => {
    const name = username ?? "";
    const { logins, now, maxPayloadBytes } = this.#options;
    const login = logins.authenticate(name, password ?? Buffer.alloc(0));
    if (login === null) {
      const reason = logins.isKnown(name) ? "wrongSecret" : "unknownDevice";
      this.#refusals.add(reason, { username: name.slice(0, 64), address: addressOf(client) });
      return done(Object.assign(new Error("bad username or secret"), { returnCode: badLogin }) as AuthenticateError, null);
    }
    // A second client with the same client id ends the first [MQTT-3.1.4-2]. With the username in the id, no device ends another's
    // connection.
    Object.assign(client, { id: `${name}:${client.id}` });
    const gate = client.conn as Gate;
    gate.allowance = this.connections.allowanceOf(name, now());
    const ownLimit = login.topic === null ? Math.max(maxPayloadBytes, gatewayPayloadBytes) : maxPayloadBytes;
    gate.packetBytes = ownLimit + packetOverheadBytes;
    this.#sessions.set(client, { login, maxPayloadBytes: ownLimit, gate, ackOrder: new AckOrder(), ackPath: new AckPath(gate, now) });
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
    const { login, maxPayloadBytes, gate, ackOrder, ackPath } = session;
    // A last will (3.1.2.5) comes after the connection has ended and does not pass the gate.
    const passedGate = !client.closed;
    if (packet.topic !== login.topic && !login.topics?.some((filter) => matchesFilter(filter, packet.topic))) {
      const reason = packet.topic.startsWith("$SYS") ? "systemTopic" : "foreignTopic";
      this.#refusals.add(reason, { username: login.username, topic: packet.topic.slice(0, 120) });
      return done(new Error("not a topic of this login"));
    }
    const payload = asBuffer(packet);
    if (payload.length > maxPayloadBytes) {
      this.#refusals.add("oversized", { username: login.username, bytes: payload.length });
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
      this.#acknowledge(login, acknowledgement, receivedAt, done);
    });
    const { topic, qos, dup, messageId = 0 } = packet;
    this.#options.record(
      { login, topic, payload, qos, dup, messageId, receivedAt, deletesRetained, isAcknowledged: delivery.isAcknowledged },
      settle,
    );
  };

  #acknowledge(login: Login, acknowledgement: Acknowledgement, receivedAt: number, done: (error?: Error | null) => void): void {
    const { metrics, now } = this.#options;
    metrics.inFlight(this.#inFlight.count);
    if (acknowledgement === "recorded") {
      metrics.acknowledged(now() - receivedAt);
      done(null);
    } else {
      this.#refusals.add("notRecording", { username: login.username });
      done(new Error("not recorded"));
    }
  }

  readonly authorizeSubscribe: Hook<"authorizeSubscribe"> = (client, subscription, done) => {
    const login = this.#sessions.get(client)?.login;
    if (login !== undefined && subscription.topic === login.commandTopic) return done(null, subscription);
    this.#refusals.add("foreignSubscription", { username: login?.username, topic: subscription.topic.slice(0, 120) });
    // Null makes aedes answer SUBACK with 0x80, failure (3.9.3).
    done(null, null);
  };

  /** A second check behind `authorizeSubscribe`: a device receives messages of its command topic only. */
  readonly authorizeForward: Hook<"authorizeForward"> = (client, packet) =>
    packet.topic === this.#sessions.get(client)?.login.commandTopic ? packet : null;

  readonly disconnected = (client: Client): void => {
    const username = this.usernameOf(client);
    if (username !== undefined) this.connections.remove(username, client);
  };
}

const asBuffer = (packet: PublishPacket): Buffer => (typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload);

export const addressOf = (client: Client): string => (client.req as { address?: string } | undefined)?.address ?? "";
