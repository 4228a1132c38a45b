import type { NewDevice } from "#domain/home.ts";
import { deviceKey } from "../formats/recording.ts";
import type { ApiHome, ServiceApi } from "./serviceApi.ts";
import type { UnitCredentials } from "./unitClient.ts";

type HomeInput = Parameters<ServiceApi["createHome"]>[0];
export type DeviceInput = Pick<NewDevice, "kind" | "room" | "outside" | "expectedIntervalSeconds"> & { name: string };

/** The home of this name and mode; null where there is none. Throws ServiceFault. */
export async function homeFound(api: ServiceApi, { name, mode }: { name: string; mode: "live" | "test" }): Promise<ApiHome | null> {
  for await (const home of api.homes(mode)) if (home.name === name) return home;
  return null;
}

/** The home of this name and mode, found again or made. Throws ServiceFault. */
export const homeNamed = async (api: ServiceApi, wanted: HomeInput & { mode: "live" | "test" }): Promise<ApiHome> =>
  (await homeFound(api, wanted)) ?? (await api.createHome(wanted));

/**
 * Each device of the home with what it needs to connect, by deviceKey: found again by kind, name and room and given a
 * new secret (secrets are shown once and not kept here), or registered. Throws ServiceFault.
 */
export async function provisionDevices(
  api: ServiceApi,
  homeId: string,
  devices: Iterable<DeviceInput>,
): Promise<Map<string, UnitCredentials>> {
  const present = new Map((await api.home(homeId)).devices.map((device) => [deviceKey(device), device.id]));
  const units = new Map<string, UnitCredentials>();
  for (const device of devices) {
    const known = present.get(deviceKey(device));
    const { id, mqtt } = known === undefined ? await api.addDevice(homeId, device) : await api.renewSecret(homeId, known);
    units.set(deviceKey(device), { deviceId: id, username: mqtt.username, secret: mqtt.secret, topic: mqtt.topic });
  }
  return units;
}
