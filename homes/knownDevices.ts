import type { DeviceFacts } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import type { GatewayId } from "#domain/record/gatewayFields.ts";
import { secretMatches } from "./credentials.ts";
import type { BehindGateway, RegisteredDevice } from "./homeRows.ts";

/** A device as the broker and ingest know it. */
export interface KnownDevice {
  homeId: HomeId;
  facts: DeviceFacts;
  username: string;
  /** The only topic to which it may publish. */
  topic: string;
  /** The only topic to which it may subscribe. */
  commandTopic: string;
  /** Null for a device with a login. */
  behind: BehindGateway | null;
  model: string | null;
}

interface Login {
  device: KnownDevice;
  /** Null for a device behind a gateway: no secret opens it. Empty for one that waits for its first secret. */
  secretHash: string | null;
  /** The number of the renewal that made this secret; 0 where it was never renewed since the service began. */
  renewal: number;
}

/**
 * The devices in memory, with the hashes of their secrets: a device can log in while the database is away.
 *
 * Renewals of secrets are numbered, so a slow read cannot bring an old secret back. Example: a read of all devices starts at renewal 4; the
 * installer renews a pendant's secret (renewal 5); the read arrives with the pendant's old hash and is not taken over for the pendant.
 */
export class KnownDevices {
  readonly #byId = new Map<DeviceId, KnownDevice>();
  readonly #idsByHome = new Map<HomeId, Set<DeviceId>>();
  readonly #logins = new Map<string, Login>();
  /** The devices of each gateway, by the name that they have there. */
  readonly #behind = new Map<GatewayId, Map<string, KnownDevice>>();
  #renewals = 0;

  /** How many secrets were renewed since the service began. */
  get renewals(): number {
    return this.#renewals;
  }

  get(id: DeviceId): KnownDevice | undefined {
    return this.#byId.get(id);
  }

  /** The device that has this name at the gateway. */
  behind(gatewayId: GatewayId, externalId: string): KnownDevice | undefined {
    return this.#behind.get(gatewayId)?.get(externalId);
  }

  all(): Iterable<KnownDevice> {
    return this.#byId.values();
  }

  byUsername(username: string): KnownDevice | undefined {
    return this.#logins.get(username)?.device;
  }

  /** Takes equally long for an unknown username, so an attacker cannot find out which usernames exist. */
  authenticate(username: string, secret: Buffer): KnownDevice | null {
    const login = this.#logins.get(username);
    return secretMatches(secret, login?.secretHash || null) && login !== undefined ? login.device : null;
  }

  /** `readAtRenewal` is the value of `renewals` when the device's row was read. */
  add({ homeId, facts, username, secretHash, behind, model }: RegisteredDevice, readAtRenewal = this.#renewals): KnownDevice {
    const base = `linkline/v1/${homeId}/${facts.id}`;
    const device: KnownDevice = { homeId, facts, username, topic: `${base}/reading`, commandTopic: `${base}/command`, behind, model };
    this.#byId.set(facts.id, device);
    if (behind !== null) {
      const devices = this.#behind.get(behind.gatewayId) ?? new Map<string, KnownDevice>();
      this.#behind.set(behind.gatewayId, devices.set(behind.externalId, device));
    }
    const ids = this.#idsByHome.get(homeId) ?? new Set();
    this.#idsByHome.set(homeId, ids.add(facts.id));
    const known = this.#logins.get(username);
    const isOutdated = known !== undefined && known.renewal > readAtRenewal;
    this.#logins.set(username, { device, secretHash: isOutdated ? known.secretHash : secretHash, renewal: known?.renewal ?? 0 });
    return device;
  }

  /** The devices of a home after a change of its record. Gives those whose former logins end: they were taken out, or have another secret. */
  setDevicesOf(homeId: HomeId, registered: readonly RegisteredDevice[], readAtRenewal: number): KnownDevice[] {
    const renewed: KnownDevice[] = [];
    for (const device of registered) {
      const before = this.#logins.get(device.username)?.secretHash;
      const known = this.add(device, readAtRenewal);
      if (before && before !== this.#logins.get(device.username)?.secretHash) renewed.push(known);
    }
    const known = this.#idsByHome.get(homeId) ?? new Set();
    const gone = [...known.difference(new Set(registered.map(({ facts }) => facts.id)))].flatMap((id) => this.#byId.get(id) ?? []);
    for (const { facts, username, behind } of gone) {
      this.#byId.delete(facts.id);
      known.delete(facts.id);
      this.#logins.delete(username);
      // Its name at the gateway may belong to its successor already.
      const devices = behind === null ? undefined : this.#behind.get(behind.gatewayId);
      if (behind !== null && devices?.get(behind.externalId)?.facts.id === facts.id) devices.delete(behind.externalId);
    }
    return [...gone, ...renewed];
  }

  hasLogin({ username }: KnownDevice): boolean {
    return this.#logins.get(username)?.secretHash !== "";
  }

  renewSecret(device: KnownDevice, secretHash: string): void {
    this.#renewals += 1;
    this.#logins.set(device.username, { device, secretHash, renewal: this.#renewals });
  }
}
