import type { IncomingMessage } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Aedes, type AedesOptions, type Client, type PublishPacket } from "aedes";
import type { Log } from "#platform/log.ts";
import { addressOf, type BrokerLogin, DeviceProtocol, type ProtocolOptions } from "./deviceProtocol.ts";
import { Gate, type InFlightInAll } from "./gate.ts";
import * as limits from "./limits.ts";
import { listen, readCertificate } from "./listen.ts";
import { type Refusal, Refusals } from "./refusals.ts";

export interface BrokerOptions<Login extends BrokerLogin> extends ProtocolOptions<Login> {
  host: string;
  port: number;
  tls: { port: number; keyPath: string; certPath: string } | null;
  log: Log;
  metrics: ProtocolOptions<Login>["metrics"] & { refused(reason: Refusal): void };
}

export interface Broker {
  /** Listens. Resolves with the ports: those of the options, or free ones where an option is 0. */
  start(): Promise<{ port: number; tlsPort: number | null }>;
  /** Ends every connection of the device, for example after its secret was renewed. */
  disconnect(username: string): void;
  stop(): Promise<void>;
}

const aedesSettings: AedesOptions = {
  connectTimeout: 10_000,
  maxTopicLevels: 16,
  // A device may send its whole backlog right behind CONNECT. The gate lets through `inFlightPerConnection` of it.
  queueLimit: limits.inFlightPerConnection * 2,
  maxInflightInbound: limits.inFlightPerConnection,
  // Serves brokers in a cluster, and this one is alone. aedes waits four times this long; that is the longest a Node timer can run.
  heartbeatInterval: 500_000_000,
};

/**
 * An MQTT 3.1.1 broker over TCP, and over TLS where a certificate is configured. Devices publish readings to the service and receive
 * commands from it. Nothing goes from one device to another.
 *
 * A socket passes through a `Gate` (limits), then aedes (the protocol), then `DeviceProtocol` (what this device may do).
 */
export async function createBroker<Login extends BrokerLogin>(options: BrokerOptions<Login>): Promise<Broker> {
  const { log, now, metrics } = options;
  const refusals = new Refusals({ log, now, count: metrics.refused });
  const inFlight: InFlightInAll = { count: 0, limit: limits.inFlightInAll, waiting: new Set() };
  const protocol = new DeviceProtocol(options, refusals, inFlight);
  const { preConnect, authenticate, authorizePublish, authorizeSubscribe, authorizeForward } = protocol;
  const hooks = { preConnect, authenticate, authorizePublish, authorizeSubscribe, authorizeForward };
  const aedes = await Aedes.createBroker({ ...aedesSettings, ...hooks });
  aedes.on("clientDisconnect", protocol.disconnected);
  forwardNothingOfDevices(aedes);
  logFaults(aedes, log);
  return new MqttBroker(options, aedes, protocol, refusals, inFlight);
}

class MqttBroker<Login extends BrokerLogin> implements Broker {
  readonly #options: BrokerOptions<Login>;
  readonly #aedes: Aedes;
  readonly #protocol: DeviceProtocol<Login>;
  readonly #refusals: Refusals;
  readonly #inFlight: InFlightInAll;
  readonly #servers: Server[] = [];
  readonly #gates = new Set<Gate>();

  constructor(options: BrokerOptions<Login>, aedes: Aedes, protocol: DeviceProtocol<Login>, refusals: Refusals, inFlight: InFlightInAll) {
    this.#options = options;
    this.#aedes = aedes;
    this.#protocol = protocol;
    this.#refusals = refusals;
    this.#inFlight = inFlight;
  }

  async start(): Promise<{ port: number; tlsPort: number | null }> {
    const { host, port: wantedPort, tls: tlsOptions } = this.#options;
    const tcp = createServer(this.#handle);
    const port = await listen(tcp, wantedPort, host, "LINKLINE_MQTT_PORT");
    this.#servers.push(tcp);
    if (tlsOptions === null) return { port, tlsPort: null };
    const tls = createTlsServer(readCertificate(tlsOptions), this.#handle);
    const tlsPort = await listen(tls, tlsOptions.port, host, "LINKLINE_MQTTS_PORT");
    this.#servers.push(tls);
    return { port, tlsPort };
  }

  disconnect(username: string): void {
    this.#protocol.connections.closeAll(username);
  }

  async stop(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
    // aedes does not know connections that have not sent CONNECT yet.
    for (const gate of this.#gates) gate.destroy();
    await Promise.all(closed);
  }

  readonly #handle = (socket: Socket): void => {
    // With Nagle's algorithm on, a small write that waits for an acknowledgement takes 40 ms (measured).
    socket.setNoDelay(true);
    const address = socket.remoteAddress ?? "";
    const party = () => ({ username: this.#protocol.usernameOf(client), address });
    const gate = new Gate(socket, this.#options.maxPayloadBytes + limits.packetOverheadBytes, this.#inFlight, this.#options.now, {
      oversized: (bytes) => this.#refusals.add("oversized", { ...party(), bytes }),
      flooding: () => this.#refusals.add("flood", party()),
    });
    this.#gates.add(gate);
    gate.once("close", () => this.#gates.delete(gate));
    const client: Client = this.#aedes.handle(gate, { address } as unknown as IncomingMessage);
  };
}

/**
 * Skips aedes's search for subscribers of a reading: it costs a dozen promises a publish and never finds one. Messages of the service
 * itself (client null) go to their subscribers.
 */
function forwardNothingOfDevices(aedes: Aedes): void {
  const publish = aedes.publish.bind(aedes) as (...given: unknown[]) => void;
  Object.assign(aedes, {
    publish: (packet: PublishPacket, client: unknown, done: (error?: Error | null) => void) =>
      typeof client === "object" && client !== null ? done(null) : publish(packet, client, done),
  });
}

function logFaults(aedes: Aedes, log: Log): void {
  // Without a listener an "error" event would end the process.
  (aedes as NodeJS.EventEmitter).on("error", (error: Error) => log.error({ err: error }, "the MQTT broker reported an error"));
  aedes.on("clientError", (client, error) => log.debug({ client: client.id, fault: error.message }, "a device's connection ended"));
  aedes.on("connectionError", (client, error) => log.debug({ address: addressOf(client), fault: error.message }, "a connection ended"));
}
