import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";

/** What a rule knows of one device. Short lists rather than maps: they save as JSON and copy quickly. */
export interface DeviceEntry {
  readonly deviceId: DeviceId;
}

export const entryOf = <Entry extends DeviceEntry>(all: readonly Entry[], id: DeviceId): Entry | undefined =>
  all.find((entry) => entry.deviceId === id);

/** The list with this entry in the place of the device's former one. */
export function withEntry<Entry extends DeviceEntry>(all: readonly Entry[], entry: Entry): readonly Entry[] {
  const place = all.findIndex((one) => one.deviceId === entry.deviceId);
  // Joined rather than spread, which would leave room for more in each of many thousand lists.
  return place < 0 ? all.concat([entry]) : all.with(place, entry);
}

/** Without the devices that the home has no more; the same list where there are none. */
export const withoutRemovedEntries = <Entry extends DeviceEntry>(
  all: readonly Entry[],
  { devices }: Pick<HomeFacts, "devices">,
): readonly Entry[] => (all.every(({ deviceId }) => devices.has(deviceId)) ? all : all.filter(({ deviceId }) => devices.has(deviceId)));

/** The earliest of the entries' times in epoch ms, null where none has one. */
export function earliestTime<Entry>(all: readonly Entry[], timeOf: (entry: Entry) => number | null): number | null {
  let first: number | null = null;
  for (const entry of all) {
    const time = timeOf(entry);
    if (time !== null && (first === null || time < first)) first = time;
  }
  return first;
}
