import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

/** The broker of a site. Its sessions and their messages last while it cannot be reached. */
export class SiteBroker {
  readonly #aedes: Aedes;
  #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly url: string;

  private constructor(aedes: Aedes, server: Server) {
    this.#aedes = aedes;
    this.#server = server;
    this.#follow(server);
    this.url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<SiteBroker> {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new SiteBroker(aedes, server);
  }

  /** Resolves when a client has subscribed. */
  subscribed(): Promise<void> {
    return new Promise((resolve) => this.#aedes.once("subscribe", () => resolve()));
  }

  /** A message of a device of the site, at QoS 1. */
  publish(topic: string, payload: object, retain = false): Promise<void> {
    const packet = { cmd: "publish" as const, topic, payload: JSON.stringify(payload), qos: 1 as const, retain, dup: false };
    return new Promise((resolve, reject) => this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve())));
  }

  /** Breaks all connections and refuses new ones. */
  async goAway(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.#server = createServer(this.#aedes.handle);
    this.#follow(this.#server);
    this.#server.listen(Number(new URL(this.url).port), "127.0.0.1");
    await once(this.#server, "listening");
  }

  async stop(): Promise<void> {
    await this.goAway();
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }

  #follow(server: Server): void {
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }
}
