import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Need } from "../rule.ts";

/** What a rule about leaving home must have. */
export const outsideDoorNeed: Need = { kinds: ["door"], fits: ({ outside }) => outside, words: "a sensor on an outside door" };

export const isOutsideDoor = (home: HomeFacts, deviceId: DeviceId): boolean => home.devices.get(deviceId)?.outside === true;

/** An outside door tells nothing of who stays in; anything else that sees people sees them indoors. */
export const isIndoorSensor = ({ kind, outside }: Pick<DeviceFacts, "kind" | "outside">): boolean => kind !== "door" || !outside;

/** What must be there for somebody to be missed: something that could show that they are indoors. */
export const indoorSensorNeed = {
  kinds: ["motion", "bed", "chair", "door"],
  fits: isIndoorSensor,
  words: "a sensor of movement, of a bed, of a chair or of an inside door",
} satisfies Need;

/** Whether anything in the home could show that somebody is indoors; where nothing can, nobody is missed. */
export function hasIndoorSensor(home: HomeFacts): boolean {
  for (const device of home.devices.values())
    if (indoorSensorNeed.kinds.some((kind) => kind === device.kind) && isIndoorSensor(device)) return true;
  return false;
}

/** "Front door opened 02:14 (Hall)": what a door did, and where it is. */
export function doorText(home: HomeFacts, deviceId: DeviceId, did: string): string {
  const device = home.devices.get(deviceId);
  if (device === undefined) return `A door no longer registered ${did}`;
  return device.room === "" ? `${device.name} ${did}` : `${device.name} ${did} (${device.room})`;
}

/** Rooms are what installers type: "bedroom" is "Bedroom". A room that nobody named is no other's. */
export const sameRoom = (a: string, b: string): boolean => a !== "" && a.toLowerCase() === b.toLowerCase();
