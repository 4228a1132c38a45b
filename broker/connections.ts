import type { Client } from "aedes";
import { connectionsPerDevice, packetsPerSecond } from "./limits.ts";
import { PacketAllowance } from "./packetAllowance.ts";

/** The open connections of each device, by username. */
export class Connections {
  readonly #clients = new Map<string, Set<Client>>();
  readonly #allowances = new Map<string, PacketAllowance>();

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
