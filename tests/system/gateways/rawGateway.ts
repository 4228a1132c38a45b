import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { generate, parser } from "mqtt-packet";
import type { TestGateway } from "./gatewayTown.ts";

export interface RawMessage {
  topic: string;
  payload: unknown;
  messageId: number;
  dup: boolean;
}

/** A connection of a gateway whose packets a test writes itself. */
export class RawGateway {
  readonly #socket: Socket;
  #acknowledged = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const packets = parser();
    packets.on("packet", ({ cmd }) => {
      if (cmd === "puback") this.#acknowledged += 1;
      socket.emit("packet", cmd);
    });
    socket.on("data", (bytes) => packets.parse(bytes as Buffer));
    socket.on("error", () => {});
  }

  static async connect(mqttUrl: string, { id, mqtt }: TestGateway): Promise<RawGateway> {
    const gateway = new RawGateway(createConnection(Number(new URL(mqttUrl).port), "127.0.0.1"));
    const login = { username: mqtt.username, password: Buffer.from(mqtt.secret) };
    const session = { protocolId: "MQTT", protocolVersion: 4, clean: true, clientId: `raw-gateway-${id}`, keepalive: 60 } as const;
    gateway.#socket.write(generate({ cmd: "connect", ...session, ...login }));
    await once(gateway.#socket, "packet");
    return gateway;
  }

  /** Writes all messages at once, and waits until each is acknowledged. */
  async send(messages: readonly RawMessage[]): Promise<void> {
    const packets = messages.map(({ payload, ...message }) =>
      generate({ cmd: "publish", ...message, payload: JSON.stringify(payload), qos: 1, retain: false }),
    );
    const all = this.#acknowledged + messages.length;
    this.#socket.write(Buffer.concat(packets));
    while (this.#acknowledged < all) await once(this.#socket, "packet");
  }

  /** The connection breaks without DISCONNECT; the broker has noticed it. */
  async breaks(): Promise<void> {
    this.#socket.end();
    await once(this.#socket, "close");
  }
}
