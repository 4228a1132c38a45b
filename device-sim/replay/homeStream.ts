import { deviceKey, instantsOf, type RecordedDevice, type RecordedEvent } from "../formats/recording.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** One home, its devices and their readings, in the order of time. A reading names its device by `deviceKey`. */
export interface HomeStream {
  timezone: string;
  devices: readonly RecordedDevice[];
  readings: readonly TimedReading[];
}

/** The readings that a home in that zone would have sent for this recording, in the order of time: some recorders' clocks stepped back. */
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
  return { timezone, devices: [...devices.values()], readings: readings.toSorted((a, b) => a.at - b.at) };
}

/** The stream with this device, added where it is new, and the device's key. */
export function withDevice(stream: HomeStream, device: RecordedDevice): { stream: HomeStream; key: string } {
  const key = deviceKey(device);
  const known = stream.devices.some((one) => deviceKey(one) === key);
  return { key, stream: known ? stream : { ...stream, devices: [...stream.devices, device] } };
}

/** The stream with more readings, in the order of time; at the same moment the new ones come last. */
export const withReadings = (stream: HomeStream, more: readonly TimedReading[]): HomeStream => ({
  ...stream,
  readings: [...stream.readings, ...more].toSorted((a, b) => a.at - b.at),
});

/** The last value of a device before a moment (epoch ms), heartbeats left out; null where it has none. */
export function lastValue(stream: HomeStream, device: string, before: number): TimedReading["value"] | null {
  let last: TimedReading["value"] | null = null;
  for (const { device: sender, at, value } of stream.readings) {
    if (at >= before) break;
    if (sender === device && value.kind !== "heartbeat") last = value;
  }
  return last;
}
