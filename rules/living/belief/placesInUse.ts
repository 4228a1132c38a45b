import { type HomeFacts, livesAlone } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { DeviceEntry } from "../../perDevice.ts";
import { sameRoom } from "../sensorPlaces.ts";

/** A bed or chair that says that a person is in it. `since` in epoch ms. */
export interface PlaceInUse extends DeviceEntry {
  since: number;
  isBed: boolean;
  /** Taken less than a minute ago, so not believed yet. */
  isNew: boolean;
}

/** A sensor may take so long to notice that the person got up, and one in the hall so long to become quiet after they went to bed. */
const slackMs = 5 * 60_000;

/**
 * The beds and chairs that cannot be true: a person who lives alone was surely seen in another room after they were taken. A sensor without a
 * room, and one in the same room, contradict nothing; an outside door does.
 *
 * Example: bed taken 22:00 and never left, movement in the kitchen 08:00 and 08:03: the bed sensor is stuck.
 */
export function contradicted(
  inUse: readonly PlaceInUse[],
  { time, by }: { time: number; by: DeviceId },
  home: HomeFacts,
): readonly PlaceInUse[] {
  if (inUse.length === 0 || !livesAlone(home)) return [];
  const device = home.devices.get(by);
  if (device === undefined || device.kind === "button" || device.kind === "fall") return [];
  return inUse.filter(({ deviceId, since }) => {
    const room = home.devices.get(deviceId)?.room ?? "";
    const isElsewhere = device.outside || (device.room !== "" && room !== "" && !sameRoom(device.room, room));
    return isElsewhere && deviceId !== by && time >= since + slackMs;
  });
}
