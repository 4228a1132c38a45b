import type { NewDevice } from "#domain/home.ts";
import { deviceKey } from "../formats/recording.ts";
import type { DeviceCredentials } from "./deviceClient.ts";
import type { ApiHome, ServiceApi } from "./serviceApi.ts";

type HomeInput = Parameters<ServiceApi["createHome"]>[0];
export type DeviceInput = Pick<NewDevice, "kind" | "room" | "outside" | "expectedIntervalSeconds"> & { name: string };

/** The home of this name and mode, or null. Throws ServiceFault. */
export async function findHome(api: ServiceApi, { name, mode }: { name: string; mode: "live" | "test" }): Promise<ApiHome | null> {
  for await (const home of api.homes(mode)) if (home.name === name) return home;
  return null;
}

/** Finds the home of this name and mode, or creates it. Throws ServiceFault. */
export const findOrCreateHome = async (api: ServiceApi, wanted: HomeInput & { mode: "live" | "test" }): Promise<ApiHome> =>
  (await findHome(api, wanted)) ?? (await api.createHome(wanted));

/**
 * The credentials of each device, by `deviceKey`. A device that the home already has (same kind, name and room) gets a new secret,
 * because the service shows a secret only once; other devices are registered. Throws ServiceFault.
 */
export async function provisionDevices(
  api: ServiceApi,
  homeId: string,
  devices: Iterable<DeviceInput>,
): Promise<Map<string, DeviceCredentials>> {
  const registered = new Map((await api.home(homeId)).devices.map((device) => [deviceKey(device), device.id]));
  const credentials = new Map<string, DeviceCredentials>();
  for (const device of devices) {
    const known = registered.get(deviceKey(device));
    const { id, mqtt } = known === undefined ? await api.addDevice(homeId, device) : await api.renewSecret(homeId, known);
    credentials.set(deviceKey(device), { deviceId: id, username: mqtt.username, secret: mqtt.secret, topic: mqtt.topic });
  }
  return credentials;
}
