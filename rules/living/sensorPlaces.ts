import { type DeviceFacts, type HomeFacts, reportsKind } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Need } from "../rule.ts";

/** For rules about leaving home. */
export const outsideDoorNeed: Need = { kinds: ["door"], fits: ({ outside }) => outside, words: "a sensor on an outside door" };

export const isOutsideDoor = (home: HomeFacts, deviceId: DeviceId): boolean => home.devices.get(deviceId)?.outside === true;

/** Everything except an outside door, which moves for a person who leaves as well as for one who stays. */
export const isIndoorSensor = ({ kind, outside }: Pick<DeviceFacts, "kind" | "outside">): boolean => kind !== "door" || !outside;

/** For rules that miss a person: without a sensor that can show the person indoors, "not seen" means nothing. */
export const indoorSensorNeed = {
  kinds: ["motion", "bed", "chair", "door"],
  fits: isIndoorSensor,
  words: "a motion, bed, chair or inside door sensor",
} satisfies Need;

export function hasIndoorSensor(home: HomeFacts): boolean {
  for (const device of home.devices.values())
    if (indoorSensorNeed.kinds.some((kind) => reportsKind(device, kind)) && isIndoorSensor(device)) return true;
  return false;
}

/** "Front door opened 02:14 (Hall)", for `did` "opened 02:14". */
export function doorText(home: HomeFacts, deviceId: DeviceId, did: string): string {
  const device = home.devices.get(deviceId);
  if (device === undefined) return `A door no longer registered ${did}`;
  return device.room === "" ? `${device.name} ${did}` : `${device.name} ${did} (${device.room})`;
}

/** Installers type room names: "bedroom" is the same room as "Bedroom". An empty name is never the same room. */
export const sameRoom = (a: string, b: string): boolean => a !== "" && a.toLowerCase() === b.toLowerCase();
