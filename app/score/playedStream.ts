import { deviceKey } from "#device-sim/formats/recording.ts";
import type { PreparedStream } from "#device-sim/replay/preparedStream.ts";
import { payloadOf } from "#device-sim/service/deviceMessage.ts";
import { type NumberedReading, publishedAt, sentAtOf } from "#device-sim/service/timedReading.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
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
  const devices = new Map(stream.devices.map((device, place) => [deviceKey(device), { id: idOf(place), kind: device.kind }]));
  const playback = new Playback(engine, home);
  const clocks = new DeviceClocks();
  const received = new Set<string>();
  for (const sent of stream.readings) {
    if (publishedAt(sent) > until) break;
    const device = devices.get(sent.device) as { id: DeviceId; kind: string };
    // A resend also tells about the device's clock.
    const message = { homeId: home.id, deviceId: device.id, ...readFields(sent, device.kind), arrivedAt: sentAtOf(sent) };
    const time = clocks.eventTimeOf(message, home.mode);
    const key = `${sent.device}/${sent.seq}`;
    if (received.has(key)) continue;
    received.add(key);
    playback.take({ ...message, receivedAt: message.arrivedAt, time, key });
  }
  return { alarms: playback.alarms, faults: playback.faults };
}

type ReadFields = Omit<Reading, "homeId" | "deviceId" | "arrivedAt" | "receivedAt" | "time" | "key">;

/** What the service reads in a message. Only one that a faulty device wrote is written and decoded: most need no such detour. */
function readFields(sent: NumberedReading, kind: string): ReadFields {
  const { value, at, seq, battery = null, signal = null, historical = false, written } = sent;
  if (written === undefined)
    return { value, at, seq, battery, signal, historical, boot: "recording", tamper: null, mains: null, unreadable: [] };
  const result = decodeNative(Buffer.from(payloadOf({ ...sent, boot: "recording" })), kind);
  if (!result.ok) throw new Error(`a fault wrote a message that cannot be read: ${result.reason}`);
  const { sentAt: _, ...decoded } = result.decoded;
  return decoded;
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
