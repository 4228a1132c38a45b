import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";

/** What a rule remembers of one device. Rules keep short lists of these instead of maps: they save as JSON and copy quickly. */
export interface DeviceEntry {
  readonly deviceId: DeviceId;
}

export const entryOf = <Entry extends DeviceEntry>(entries: readonly Entry[], id: DeviceId): Entry | undefined =>
  entries.find((entry) => entry.deviceId === id);

/** The list with this entry in place of the device's earlier one. */
export function withEntry<Entry extends DeviceEntry>(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const place = entries.findIndex((one) => one.deviceId === entry.deviceId);
  // `concat` allocates the exact length. A spread would reserve more in each of many thousand lists.
  return place < 0 ? entries.concat([entry]) : entries.with(place, entry);
}

/** Only the devices that the home still has; the same list object if that is all of them. */
export const withoutRemovedEntries = <Entry extends DeviceEntry>(
  entries: readonly Entry[],
  { devices }: Pick<HomeFacts, "devices">,
): readonly Entry[] =>
  entries.every(({ deviceId }) => devices.has(deviceId)) ? entries : entries.filter(({ deviceId }) => devices.has(deviceId));

/** The earliest of the entries' times in epoch ms; null if no entry has one. */
export function earliestTime<Entry>(entries: readonly Entry[], timeOf: (entry: Entry) => number | null): number | null {
  let first: number | null = null;
  for (const entry of entries) {
    const time = timeOf(entry);
    if (time !== null && (first === null || time < first)) first = time;
  }
  return first;
}

const noDevices: readonly never[] = [];

/** The list with or without the device; the same list object if nothing changes. */
export function withDevice(devices: readonly DeviceId[], id: DeviceId, included: boolean): readonly DeviceId[] {
  const place = devices.indexOf(id);
  if (place >= 0 === included) return devices;
  return included ? devices.concat([id]) : compact(devices.toSpliced(place, 1));
}

/** A copy without spare capacity, and one shared empty list: 100,000 homes hold such lists. */
export const compact = <One>(all: readonly One[]): readonly One[] => (all.length === 0 ? noDevices : all.slice());
