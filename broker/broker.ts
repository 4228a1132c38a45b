import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer } from "node:tls";
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from "aedes";
import type { Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { AckOrder, type Answer } from "./ackOrder.ts";
import { Allowance } from "./allowance.ts";
import { Gate, type HeldTogether } from "./gate.ts";
import { createRefusals, type Refusal } from "./refusals.ts";

/** What the broker knows a device by. */
export interface BrokerDevice {
  username: string;
  topic: string;
  commandTopic: string;
}

/** One publish that a device was allowed to make. Times in epoch ms. */
export interface Publish<Device extends BrokerDevice> {
  device: Device;
  payload: Buffer;
  qos: 0 | 1 | 2;
  dup: boolean;
  messageId: number;
  receivedAt: number;
}

export interface BrokerOptions<Device extends BrokerDevice> {
  host: string;
  port: number;
  tls: { port: number; keyPath: string; certPath: string } | null;
  maxPayloadBytes: number;
  now: () => number;
  log: Log;
  devices: { authenticate(username: string, secret: Buffer): Device | null; byUsername(username: string): Device | undefined };
  /** Keeps the reading and then answers; PUBACK waits for the answer. */
  accept(publish: Publish<Device>, answer: (answer: Answer) => void): void;
  metrics: { refused(reason: Refusal): void; held(count: number): void; acknowledged(milliseconds: number): void };
}

export interface Broker {
  /** Listens; gives the ports really taken. */
  start(): Promise<{ port: number; tlsPort: number | null }>;
  /** Ends every connection of the device, as after a change of its secret. */
  disconnect(username: string): void;
  stop(): Promise<void>;
}

const heldPerClient = 64;
const heldBytesPerClient = 131_072;
const heldTogether = 16_384;
const packetsPerSecond = 1000;
const otherPacketBytes = 1024;
const connectionsPerDevice = 4;
/** Topic, packet id and the like, beside the payload. */
const packetOverheadBytes = 512;

interface Session<Device> {
  device: Device;
  gate: Gate;
  order: AckOrder;
}

/**
 * MQTT 3.1.1 over TCP, and TLS where a certificate is configured. aedes writes PUBACK as soon as `authorizePublish`
 * calls back, and before it publishes to anyone: so that hook is where the commit is waited for, and nothing is ever
 * forwarded from one device to another.
 */
export async function createBroker<Device extends BrokerDevice>(options: BrokerOptions<Device>): Promise<Broker> {
  const { devices, accept, now, log, metrics } = options;
  const refuse = createRefusals({ log, now, count: metrics.refused });
  const together: HeldTogether = { count: 0, limit: heldTogether, waiting: new Set() };
  const sessions = new WeakMap<Client, Session<Device>>();
  const connected = new Map<string, Set<Client>>();

  /** One for all of a device's connections, now and later: to come back is no way to a new one. */
  const allowances = new Map<string, Allowance>();
  function allowanceOf(username: string): Allowance {
    const known = allowances.get(username) ?? new Allowance(packetsPerSecond, now());
    allowances.set(username, known);
    return known;
  }

  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    maxTopicLevels: 16,
    // A device may send its whole backlog behind CONNECT without waiting: as much as the gate lets through.
    queueLimit: heldPerClient * 2,
    maxInflightInbound: heldPerClient,
    // It watches over wills of other brokers of a cluster. There is none, so as seldom as a timer can (four times this).
    heartbeatInterval: 500_000_000,

    preConnect(_client, packet, done) {
      // Nothing is kept for a device that is away: aedes would keep refused subscriptions of a lasting session as well,
      // and honour them at the next connect.
      packet.clean = true;
      done(null, true);
    },

    authenticate(client, username, password, done) {
      const name = username ?? "";
      const device = devices.authenticate(name, password ?? Buffer.alloc(0));
      if (device === null) {
        refuse(devices.byUsername(name) === undefined ? "unknownDevice" : "wrongSecret", {
          username: name.slice(0, 64),
          address: addressOf(client),
        });
        return done(Object.assign(new Error("bad username or secret"), { returnCode: 4 }) as AuthenticateError, null);
      }
      // [MQTT-3.1.4-2] lets a new client end the one with the same id: ids are therefore kept apart by device, so that
      // no device can push another off.
      Object.assign(client, { id: `${name}:${client.id}` });
      const gate = client.conn as Gate;
      gate.allowance = allowanceOf(name);
      sessions.set(client, { device, gate, order: new AckOrder() });
      remember(name, client);
      done(null, true);
    },

    authorizePublish(client, packet, done) {
      const session = client === null ? undefined : sessions.get(client);
      if (client === null || session === undefined) return done(new Error("no session"));
      const { device, gate, order } = session;
      // A last will comes when the connection is gone and never passed the gate.
      const passedGate = !client.closed;
      if (packet.topic !== device.topic) {
        refuse(packet.topic.startsWith("$SYS") ? "systemTopic" : "foreignTopic", {
          username: device.username,
          topic: packet.topic.slice(0, 120),
        });
        return done(new Error("not this device's topic"));
      }
      const payload = asBuffer(packet);
      if (payload.length > options.maxPayloadBytes) {
        refuse("oversized", { username: device.username, bytes: payload.length });
        return done(new Error("payload too large"));
      }
      // A reading like any other: no copy is kept for those who subscribe later.
      packet.retain = false;
      const receivedAt = now();
      const answer = order.add((answered) => {
        if (passedGate) gate.settled();
        metrics.held(together.count);
        if (answered === "recorded") {
          metrics.acknowledged(now() - receivedAt);
          return done(null);
        }
        refuse("notRecording", { username: device.username });
        done(new Error("not recorded"));
      });
      accept({ device, payload, qos: packet.qos, dup: packet.dup, messageId: packet.messageId ?? 0, receivedAt }, answer);
    },

    authorizeSubscribe(client, subscription, done) {
      const device = sessions.get(client)?.device;
      if (device !== undefined && subscription.topic === device.commandTopic) return done(null, subscription);
      refuse("foreignSubscription", { username: device?.username, topic: subscription.topic.slice(0, 120) });
      // SUBACK 0x80, MQTT 3.1.1, 3.9.3.
      done(null, null);
    },

    // Whatever was subscribed to: a device hears its own commands, and those come from the service, not from a client.
    authorizeForward: (client, packet) => (packet.topic === sessions.get(client)?.device.commandTopic ? packet : null),
  });

  aedes.on("clientDisconnect", (client) => {
    const username = sessions.get(client)?.device.username;
    if (username === undefined) return;
    const clients = connected.get(username);
    clients?.delete(client);
    if (clients?.size === 0) connected.delete(username);
  });
  // Nothing is forwarded from one device to another: looking for who subscribed to a reading would find nobody, after a
  // dozen promises for each. What the service itself publishes (client null) goes the usual way.
  const publish = aedes.publish.bind(aedes) as (...given: unknown[]) => void;
  Object.assign(aedes, {
    publish: (packet: PublishPacket, client: unknown, done: (error?: Error | null) => void) =>
      typeof client === "object" && client !== null ? done(null) : publish(packet, client, done),
  });

  // Unheard, it would end the process.
  (aedes as NodeJS.EventEmitter).on("error", (error: Error) => log.error({ err: error }, "the broker reported a fault"));
  aedes.on("clientError", (client, error) => log.debug({ client: client.id, fault: error.message }, "a device's connection ended"));
  aedes.on("connectionError", (client, error) => log.debug({ address: addressOf(client), fault: error.message }, "a connection ended"));

  function remember(username: string, client: Client): void {
    const clients = connected.get(username) ?? new Set();
    connected.set(username, clients.add(client));
    if (clients.size <= connectionsPerDevice) return;
    const [oldest] = clients;
    refuse("tooManyConnections", { username });
    clients.delete(oldest as Client);
    oldest?.close();
  }

  function handle(socket: Socket): void {
    // Small writes waiting for acknowledgements cost 40 ms each (measured on the pipeline councils build).
    socket.setNoDelay(true);
    const address = socket.remoteAddress ?? "";
    const limits = {
      heldPerClient,
      heldBytesPerClient,
      packetBytes: options.maxPayloadBytes + packetOverheadBytes,
      otherPacketBytes,
      packetsPerSecond,
    };
    const who = () => ({ username: sessions.get(client)?.device.username, address });
    const gate = new Gate(socket, limits, together, now, {
      oversized: (bytes) => refuse("oversized", { ...who(), bytes }),
      flooding: () => refuse("flood", who()),
    });
    gates.add(gate);
    gate.once("close", () => gates.delete(gate));
    const client = aedes.handle(gate, { address } as unknown as IncomingMessage);
  }

  const servers: Server[] = [];
  const gates = new Set<Gate>();
  return {
    async start() {
      const tcp = createServer(handle);
      const port = await listen(tcp, options.port, options.host, "LINKLINE_MQTT_PORT");
      servers.push(tcp);
      if (options.tls === null) return { port, tlsPort: null };
      const tls = createTlsServer(readCertificate(options.tls), handle);
      const tlsPort = await listen(tls, options.tls.port, options.host, "LINKLINE_MQTTS_PORT");
      servers.push(tls);
      return { port, tlsPort };
    },

    disconnect(username) {
      for (const client of connected.get(username) ?? []) client.close();
    },

    async stop() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      // Those that never said who they are.
      for (const gate of gates) gate.destroy();
      await Promise.all(closed);
    },
  };
}

function listen(server: Server, port: number, host: string, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${error.code ?? error.message})`;
      reject(new StartFault(`Port ${port} on ${host} ${why}: set ${variable} to another.`));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function readCertificate({ keyPath, certPath }: { keyPath: string; certPath: string }): { key: Buffer; cert: Buffer } {
  try {
    const files = { key: readFileSync(keyPath), cert: readFileSync(certPath) };
    createSecureContext(files);
    return files;
  } catch (cause) {
    throw new StartFault(`The certificate of LINKLINE_MQTTS_KEY and LINKLINE_MQTTS_CERT cannot be used: ${(cause as Error).message}`);
  }
}

const asBuffer = (packet: PublishPacket): Buffer => (typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload);

const addressOf = (client: Client): string => (client.req as { address?: string } | undefined)?.address ?? "";
