import { deviceKey } from "#device-sim/formats/recording.ts";
import type { PreparedStream } from "#device-sim/replay/preparedStream.ts";
import { publishedAt, sentAtOf } from "#device-sim/service/timedReading.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { catalogue } from "#rules/catalogue.ts";
import { Playback, type PlayedAlarm } from "#rules/compare/playback.ts";
import { createEngine } from "#rules/engine/engine.ts";
import type { RuleFault } from "#rules/engine/ruleFault.ts";

export interface Played {
  alarms: readonly PlayedAlarm[];
  /** The rules that threw. */
  faults: readonly RuleFault[];
}

const engine = createEngine(catalogue);

/**
 * Plays a stream through the rules in this process, as a home in test mode would receive it: the home's clock is its readings', each
 * reading counts once, and times are corrected by each device's clock. Readings published after `until` (epoch ms) are left out.
 */
export function playStream(stream: PreparedStream, plan: Plan, { until = Number.POSITIVE_INFINITY }: { until?: number } = {}): Played {
  const home = homeOf(stream, plan);
  const ids = new Map(stream.devices.map((device, place) => [deviceKey(device), idOf(place)]));
  const playback = new Playback(engine, home);
  const clocks = new DeviceClocks();
  const received = new Set<string>();
  for (const { device, at, seq, value, historical = false, battery = null, signal = null, ...sent } of stream.readings) {
    if (publishedAt({ device, at, value, ...sent }) > until) break;
    const deviceId = ids.get(device) as DeviceId;
    const arrivedAt = sentAtOf({ device, at, value, ...sent });
    // A resend also tells about the device's clock.
    const message = { homeId: home.id, deviceId, value, at, arrivedAt, seq, boot: "recording", historical, unreadable: [] };
    const time = clocks.eventTimeOf(message, home.mode);
    const key = `${device}/${seq}`;
    if (received.has(key)) continue;
    received.add(key);
    const reading: Reading = {
      ...message,
      receivedAt: arrivedAt,
      time,
      battery,
      signal,
      tamper: null,
      mains: null,
      key,
    };
    playback.take(reading);
  }
  return { alarms: playback.alarms, faults: playback.faults };
}

const idOf = (place: number): DeviceId => asDeviceId(place + 1);

/** Recordings have no heartbeats, so silence is not judged. */
function homeOf(stream: PreparedStream, plan: Plan): HomeFacts {
  const devices = stream.devices.map(
    (device, place): DeviceFacts => ({ ...device, id: idOf(place), expectedIntervalSeconds: null, registeredAt: 0 }),
  );
  return {
    id: asHomeId(1),
    name: "Recording",
    timezone: stream.timezone,
    mode: "test",
    devices: new Map(devices.map((device) => [device.id, device])),
    plan,
    absences: [],
    listeningGaps: [],
  };
}
