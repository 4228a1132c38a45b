import { connect, type Socket } from "node:net";
import mqttPacket from "mqtt-packet";

export interface Address {
  host: string;
  port: number;
}

export interface Login {
  username: string;
  secret: string;
}

const pubackType = 0x40;

/**
 * An MQTT 3.1.1 client that only publishes ready-made QoS 1 packets and counts their PUBACKs, so that two hundred of
 * them cost next to nothing beside the broker that is measured. What a broker sends it is CONNACK and PUBACKs, four
 * bytes each. Calls onFault where an acknowledgement comes out of the order of the publishes (MQTT 3.1.1, 4.6).
 */
export class RawClient {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #nextAck = 1;
  /** `count` publishes more were acknowledged. */
  onAcknowledged: (count: number) => void = () => {};
  onFault: (error: Error) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#count(chunk));
    socket.on("error", (error) => this.onFault(error));
    socket.on("close", () => this.onFault(new Error("the broker closed the connection")));
  }

  /** Rejects where the broker refuses or does not answer within ten seconds. */
  static async connect({ host, port }: Address, { username, secret }: Login): Promise<RawClient> {
    const socket = connect({ host, port, noDelay: true });
    socket.write(
      mqttPacket.generate({
        cmd: "connect",
        clientId: `bench-${username}`,
        username,
        password: Buffer.from(secret),
        keepalive: 0,
        clean: true,
      }),
    );
    const connack = await new Promise<Buffer>((resolve, reject) => {
      socket.once("data", resolve).once("error", reject);
      socket.setTimeout(10_000, () => reject(new Error(`no CONNACK from ${host}:${port}`)));
    });
    socket.setTimeout(0).removeAllListeners("error");
    if (connack.length !== 4 || connack[0] !== 0x20 || connack[3] !== 0)
      throw new Error(`${username} was refused: ${connack.toString("hex")}`);
    return new RawClient(socket);
  }

  /** Packets whose message ids continue from the last: from 1 to 65,535, then from 1 again. */
  publish(packets: Buffer): void {
    this.#socket.write(packets);
  }

  close(): void {
    this.onFault = () => {};
    this.#socket.destroy();
  }

  #count(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % 4);
    for (let at = 0; at < whole; at += 4) {
      if (bytes[at] !== pubackType || bytes.readUInt16BE(at + 2) !== this.#nextAck) {
        this.onFault(new Error(`expected PUBACK ${this.#nextAck}, got ${bytes.subarray(at, at + 4).toString("hex")}`));
        return;
      }
      this.#nextAck = nextMessageId(this.#nextAck);
    }
    this.#rest = bytes.subarray(whole);
    if (whole > 0) this.onAcknowledged(whole / 4);
  }
}

export const nextMessageId = (id: number): number => (id === 65_535 ? 1 : id + 1);
