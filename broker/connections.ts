import type { Client } from "aedes";
import type { AckPath } from "./delivery.ts";
import type { Gate } from "./gate.ts";
import { connectionsPerDevice, packetsPerSecond } from "./limits.ts";
import { PacketAllowance } from "./packetAllowance.ts";

/** The open connections of each device, by username. */
export class Connections {
  readonly #clients = new Map<string, Set<Client>>();
  readonly #allowances = new Map<string, PacketAllowance>();
  readonly #ackPaths = new Map<string, Set<AckPath>>();

  /** Adds a connection. Where the device now has too many, closes its oldest one and returns true. */
  add(username: string, client: Client): boolean {
    const clients = this.#clients.get(username) ?? new Set();
    this.#clients.set(username, clients.add(client));
    if (clients.size <= connectionsPerDevice) return false;
    const [oldest] = clients;
    clients.delete(oldest as Client);
    oldest?.close();
    return true;
  }

  remove(username: string, client: Client): void {
    const clients = this.#clients.get(username);
    clients?.delete(client);
    if (clients?.size === 0) this.#clients.delete(username);
  }

  /**
   * The path of the acknowledgements of a new connection. The device's other connections count as broken from now on: it would not open
   * a second one while the first works, and a line that is cut shows only minutes later.
   */
  openAckPath(username: string, gate: Gate, now: () => number): AckPath {
    const path: AckPath = { brokeAt: null, pubrels: () => gate.pubrels };
    const paths = this.#ackPaths.get(username) ?? new Set();
    for (const other of paths) other.brokeAt ??= now();
    this.#ackPaths.set(username, paths.add(path));
    gate.once("close", () => {
      if (!gate.saidDisconnect) path.brokeAt ??= now();
      paths.delete(path);
    });
    return path;
  }

  closeAll(username: string): void {
    for (const client of this.#clients.get(username) ?? []) client.close();
  }

  /** One for all connections of a device, also later ones: a device gets no new allowance by connecting again. */
  allowanceOf(username: string, now: number): PacketAllowance {
    const known = this.#allowances.get(username) ?? new PacketAllowance(packetsPerSecond, now);
    this.#allowances.set(username, known);
    return known;
  }
}
