import type { NewDevice } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { RegisteredDevice } from "../homeRows.ts";

/** How a device reaches the service: by a login, or through a gateway. */
export type DeviceOrigin = Pick<RegisteredDevice, "secretHash" | "behind" | "model">;

/** What the row of a new device holds beside its origin. `registeredAt` in epoch ms. */
export function deviceRegistration(id: DeviceId, device: NewDevice, registeredAt: number): Pick<RegisteredDevice, "facts" | "username"> {
  const { name, kind, alsoReports = [], room, outside, expectedIntervalSeconds } = device;
  const others = [...new Set(alsoReports)].filter((one) => one !== kind);
  const facts = {
    ...{ id, name: name ?? `${kind} ${id}`, kind, room, outside, expectedIntervalSeconds, registeredAt },
    ...(others.length === 0 ? {} : { alsoReports: others }),
  };
  return { facts, username: `device-${id}` };
}
