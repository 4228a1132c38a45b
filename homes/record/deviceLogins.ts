import type pg from "pg";
import type { NewDevice } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import { hashSecret, makeSecret } from "../credentials.ts";
import { type CommitChange, nothingBeside, type WriteBeside } from "../homeChange.ts";
import { nextDeviceId, writeDevice, writeFirstSecret, writeSecret } from "../homeRows.ts";
import type { KnownDevice, KnownDevices } from "../knownDevices.ts";
import type { KnownHomes } from "../knownHomes.ts";
import { type DeviceOrigin, deviceRegistration } from "./deviceRegistration.ts";

interface DeviceLoginNeeds {
  pool: pg.Pool;
  now: () => number;
  homes: Pick<KnownHomes, "addDevice" | "factsWithDevice">;
  devices: KnownDevices;
  commitChange: CommitChange;
  changeRecord: <Answer extends { ok: boolean }>(id: HomeId, write: (client: pg.ClientBase) => Promise<Answer>) => Promise<Answer>;
  /** A former secret is accepted no more, by the username. */
  loginEnded(username: string): void;
}

export interface DeviceWithSecret {
  device: KnownDevice;
  secret: string;
}

/** New devices and their secrets. A secret is given out once; the database holds only its hash. */
export class DeviceLogins {
  readonly #needs: DeviceLoginNeeds;

  constructor(needs: DeviceLoginNeeds) {
    this.#needs = needs;
  }

  async add(homeId: HomeId, device: NewDevice, beside = nothingBeside): Promise<DeviceWithSecret> {
    const secret = makeSecret();
    const origin = { secretHash: hashSecret(secret), behind: null, model: null };
    return { device: await this.#register(homeId, device, origin, beside), secret };
  }

  /** It has no login: its gateway speaks for it. */
  addBehind(
    homeId: HomeId,
    device: NewDevice,
    origin: Pick<DeviceOrigin, "behind" | "model">,
    beside = nothingBeside,
  ): Promise<KnownDevice> {
    return this.#register(homeId, device, { secretHash: null, ...origin }, beside);
  }

  async #register(homeId: HomeId, device: NewDevice, origin: DeviceOrigin, beside: WriteBeside): Promise<KnownDevice> {
    const { pool, now, homes, devices, commitChange } = this.#needs;
    const id = await nextDeviceId(pool);
    const registered = { homeId, ...deviceRegistration(id, device, now()), ...origin };
    await commitChange({
      homeId,
      write: async (client) => {
        await writeDevice(client, registered);
        await beside(client, homeId, id);
        return homes.factsWithDevice(homeId, registered.facts);
      },
      committed: () => {
        homes.addDevice(homeId, registered.facts);
        devices.add(registered);
      },
    });
    return devices.get(id) as KnownDevice;
  }

  /**
   * From now on only the new secret is accepted. `may` runs in the same transaction: where it gives false, nothing is changed. Null then, or where
   * there is no such device.
   */
  async renew(deviceId: DeviceId, may: (client: pg.ClientBase) => Promise<boolean>): Promise<DeviceWithSecret | null> {
    const { pool, now, devices, changeRecord, loginEnded } = this.#needs;
    const device = devices.get(deviceId);
    if (device === undefined) return null;
    const secret = makeSecret();
    const secretHash = hashSecret(secret);
    const write = async (client: pg.ClientBase, does: () => Promise<unknown>): Promise<{ ok: boolean }> => {
      const ok = await may(client);
      if (ok) await does();
      return { ok };
    };
    if (devices.hasLogin(device)) {
      const { ok } = await inTransaction(pool, (client) => write(client, () => writeSecret(client, deviceId, secretHash)));
      if (!ok) return null;
      devices.renewSecret(device, secretHash);
      loginEnded(device.username);
    } else {
      // The first login of a device: from now on its home waits for its readings.
      const { ok } = await changeRecord(device.homeId, (client) =>
        write(client, () => writeFirstSecret(client, deviceId, secretHash, now())),
      );
      if (!ok) return null;
    }
    return { device: devices.get(deviceId) ?? device, secret };
  }
}
