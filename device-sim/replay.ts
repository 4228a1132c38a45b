import { createOrderedSender } from "./orderedSender.ts";
import { homeNamed, provisionDevices } from "./provisioning.ts";
import { deviceKey, instantsOf, type RecordedDevice, type Recording } from "./recording.ts";
import type { ApiAlarm, ApiHome, ApiReading, ServiceApi } from "./serviceApi.ts";
import { type Acknowledged, createUnitClient, type UnitClient } from "./unitClient.ts";

export interface ReplayReport {
  home: ApiHome;
  sent: number;
  acknowledged: number;
  /** Rows of the readings sent that the home holds; equal to `sent` when each is there exactly once. */
  stored: number;
  /** How many of the readings sent are there at least once. */
  storedDistinct: number;
  /** How many readings the home gained by this run. */
  added: number;
  /** How many messages went to quarantine in this run. */
  quarantined: number;
  seconds: number;
  readingsPerSecond: number;
  reconnects: number;
  alarms: ApiAlarm[];
  /** How many of `alarms` were not there before this run. */
  newAlarms: number;
}

/** The home asked for cannot take a recording; the message says why. */
export class ReplayRefused extends Error {}

/**
 * Sends a recording through the broker onto a home in test mode, as fast as it is acknowledged and in the order of the
 * recording, then reads back what is stored. Sending the same recording again is a resend and changes nothing.
 * Throws ServiceFault, UnitFault, ReplayRefused.
 */
export async function replay(o: {
  api: ServiceApi;
  mqttUrl: string;
  recording: Pick<Recording, "events"> & { boot: string };
  home: { id: string } | { name: string; timezone?: string | undefined };
  onProgress?: (progress: { acknowledged: number; total: number }) => void;
  onAcknowledged?: (acknowledged: Acknowledged) => void;
  onConnectionLost?: (why: string) => void;
  now?: () => number;
}): Promise<ReplayReport> {
  const { api, recording } = o;
  const now = o.now ?? (() => performance.now());
  const home = await homeFor(api, o.home);
  const times = instantsOf(recording.events, home.timezone);
  const before = {
    counts: await api.counts(home.id),
    alarms: new Set((await Array.fromAsync(api.alarms(home.id))).map((alarm) => alarm.id)),
  };
  const credentials = await provisionDevices(api, home.id, devicesOf(recording));

  let acknowledged = 0;
  let reconnects = 0;
  const units = new Map<string, UnitClient>();
  for (const [key, unit] of credentials) {
    const onConnection = (connected: boolean, why = "") => {
      if (connected) return;
      reconnects += 1;
      o.onConnectionLost?.(why);
    };
    const onAcknowledged = (one: Acknowledged) => {
      acknowledged += 1;
      o.onAcknowledged?.(one);
      o.onProgress?.({ acknowledged, total: recording.events.length });
    };
    units.set(key, createUnitClient({ url: o.mqttUrl, unit, onConnection, onAcknowledged }));
  }
  const begunAt = now();
  try {
    const sender = createOrderedSender();
    for (const [index, event] of recording.events.entries()) {
      const unit = units.get(deviceKey(event.device)) as UnitClient;
      await sender.send(unit, { value: event.value, at: times[index] as number, seq: event.seq, boot: recording.boot });
    }
    await sender.settled();
  } catch (error) {
    await Promise.all([...units.values()].map((unit) => unit.close({ force: true })));
    throw error;
  }
  await Promise.all([...units.values()].map((unit) => unit.close()));
  const seconds = (now() - begunAt) / 1000;

  const keyOf = (one: { deviceId: string | undefined; boot: string | null; seq: number | null }) =>
    `${one.deviceId}/${one.boot}/${one.seq}`;
  const deviceIdOf = (device: RecordedDevice) => credentials.get(deviceKey(device))?.deviceId;
  const sent = new Set(recording.events.map(({ device, seq }) => keyOf({ deviceId: deviceIdOf(device), boot: recording.boot, seq })));
  const stored = await storedOf(api, home.id, keyOf, sent, times);
  const after = await api.counts(home.id);
  const alarms = (await Array.fromAsync(api.alarms(home.id))).sort((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt));
  return {
    home,
    sent: recording.events.length,
    acknowledged,
    stored: stored.rows,
    storedDistinct: stored.distinct,
    added: after.readings - before.counts.readings,
    quarantined: after.quarantined - before.counts.quarantined,
    seconds,
    readingsPerSecond: recording.events.length / seconds,
    reconnects,
    alarms,
    newAlarms: alarms.filter((alarm) => !before.alarms.has(alarm.id)).length,
  };
}

/** Everything sent was acknowledged, and each of it stands in the home exactly once. */
export function isWhole(report: ReplayReport): boolean {
  return report.acknowledged === report.sent && report.stored === report.sent && report.storedDistinct === report.sent;
}

async function homeFor(api: ServiceApi, wanted: { id: string } | { name: string; timezone?: string | undefined }): Promise<ApiHome> {
  if ("id" in wanted) {
    const home = await api.home(wanted.id);
    if (home.mode !== "test") throw new ReplayRefused(`home ${wanted.id} is not in test mode: recordings go onto test homes only`);
    return home;
  }
  const home = await homeNamed(api, { name: wanted.name, mode: "test", timezone: wanted.timezone });
  if (wanted.timezone !== undefined && wanted.timezone !== home.timezone) {
    throw new ReplayRefused(`"${home.name}" (home ${home.id}) already keeps the time of ${home.timezone}; use --name for another home`);
  }
  return home;
}

/** Recordings have no heartbeats, so silence is not judged. */
function devicesOf(recording: Pick<Recording, "events">) {
  const devices = new Map<string, RecordedDevice>();
  for (const { device } of recording.events) devices.set(deviceKey(device), device);
  return [...devices.values()].map((device) => ({ ...device, expectedIntervalSeconds: null }));
}

async function storedOf(
  api: ServiceApi,
  homeId: string,
  keyOf: (reading: Pick<ApiReading, "deviceId" | "boot" | "seq">) => string,
  sent: ReadonlySet<string>,
  times: readonly number[],
): Promise<{ rows: number; distinct: number }> {
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity]);
  const found = new Set<string>();
  let rows = 0;
  for await (const reading of api.readings(homeId, first, last + 1)) {
    const key = keyOf(reading);
    if (!sent.has(key)) continue;
    rows += 1;
    found.add(key);
  }
  return { rows, distinct: found.size };
}
