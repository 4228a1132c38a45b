import { deviceKey, instantsOf, type RecordedDevice, type RecordedEvent } from "../formats/recording.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** One home with its devices and what they say, in the order in which it happens; devices go by their `deviceKey`. */
export interface HomeStream {
  timezone: string;
  devices: readonly RecordedDevice[];
  readings: readonly TimedReading[];
}

/** A recording as the home in that zone would have said it. */
export function streamOf(events: readonly RecordedEvent[], timezone: string): HomeStream {
  const times = instantsOf(events, timezone);
  const devices = new Map<string, RecordedDevice>();
  const keys = new Map<RecordedDevice, string>();
  const readings = events.map(({ device, seq, value }, place): TimedReading => {
    const key = keys.get(device) ?? deviceKey(device);
    if (!keys.has(device)) {
      keys.set(device, key);
      devices.set(key, device);
    }
    return { device: key, at: times[place] as number, seq, value };
  });
  return { timezone, devices: [...devices.values()], readings };
}

/** The stream with one more device, where it is new, and its key. */
export function withDevice(stream: HomeStream, device: RecordedDevice): { stream: HomeStream; key: string } {
  const key = deviceKey(device);
  const known = stream.devices.some((one) => deviceKey(one) === key);
  return { key, stream: known ? stream : { ...stream, devices: [...stream.devices, device] } };
}

/** The stream with more readings, each in its place; of the same moment the new ones come last. */
export const withReadings = (stream: HomeStream, more: readonly TimedReading[]): HomeStream => ({
  ...stream,
  readings: [...stream.readings, ...more].toSorted((a, b) => a.at - b.at),
});

/** The value that a device said last before a moment (epoch ms); null for none. */
export function lastSaid(stream: HomeStream, device: string, before: number): TimedReading["value"] | null {
  let last: TimedReading["value"] | null = null;
  for (const { device: speaking, at, value } of stream.readings) {
    if (at >= before) break;
    if (speaking === device && value.kind !== "heartbeat") last = value;
  }
  return last;
}
