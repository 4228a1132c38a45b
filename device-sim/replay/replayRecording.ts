import { isDeepStrictEqual } from "node:util";
import { DeviceClient, type DeviceCredentials } from "../service/deviceClient.ts";
import type { Acknowledgement } from "../service/deviceMessage.ts";
import { OrderedSender } from "../service/orderedSender.ts";
import { provisionDevices } from "../service/provisioning.ts";
import type { ApiAlarm, ApiHome } from "../service/serviceApi.ts";
import { publishedAt } from "../service/timedReading.ts";
import { createPacer } from "./pace.ts";
import type { PreparedStream } from "./preparedStream.ts";
import { type PreparedReplay, prepareReplay, type ReplayRequest } from "./prepareReplay.ts";
import { storedOf } from "./storedReadings.ts";

export interface ReplayReport {
  home: ApiHome;
  /** How many messages were published, resends included. */
  sent: number;
  acknowledged: number;
  /** How many different readings these were. */
  readings: number;
  /** Rows that the home holds of these readings; equal to `readings` where each is stored exactly once. */
  stored: number;
  /** How many of these readings are stored at least once. */
  storedDistinct: number;
  /** How many readings this run added to the home. */
  added: number;
  /** How many messages of this run went to quarantine. */
  quarantined: number;
  seconds: number;
  readingsPerSecond: number;
  reconnects: number;
  alarms: ApiAlarm[];
  /** How many of `alarms` this run raised. */
  newAlarms: number;
}

export interface ReplayOptions extends ReplayRequest {
  /** So many times as fast as the stream's own times; as fast as the service acknowledges where left out. */
  speed?: number | "max" | undefined;
  onProgress?: (progress: { acknowledged: number; total: number }) => void;
  onAcknowledged?: (acknowledgement: Acknowledgement) => void;
  onConnectionLost?: (why: string) => void;
  now?: () => number;
}

/**
 * Sends a recording, with the tester's changes, through the broker to a home in test mode, in the order of publishing over all its
 * devices. Then it reads back what the home stored. Sending the same stream again is a resend and changes nothing.
 * Throws ServiceFault, ConnectionFault, ReplayRefused, StreamRefused.
 */
export async function replayRecording(o: ReplayOptions): Promise<ReplayReport> {
  const { api } = o;
  const prepared = await prepareReplay(o);
  const { home, stream } = prepared;
  if (o.plan !== undefined && !isDeepStrictEqual((await api.plan(home.id)).plan, o.plan))
    await api.setPlan(home.id, o.plan, "chosen for a replay");
  const credentials = await provisionDevices(api, home.id, devicesOf(stream));
  const sent = await sendStream(o, stream, credentials);
  return reportOf(o, prepared, credentials, sent);
}

interface Sent {
  acknowledged: number;
  reconnects: number;
  seconds: number;
}

async function sendStream(o: ReplayOptions, stream: PreparedStream, credentials: ReadonlyMap<string, DeviceCredentials>): Promise<Sent> {
  const now = o.now ?? (() => performance.now());
  let acknowledged = 0;
  let reconnects = 0;
  const onConnection = (connected: boolean, why = "") => {
    if (connected) return;
    reconnects += 1;
    o.onConnectionLost?.(why);
  };
  const onAcknowledged = (one: Acknowledgement) => {
    acknowledged += 1;
    o.onAcknowledged?.(one);
    o.onProgress?.({ acknowledged, total: stream.readings.length });
  };
  const clients = new Map<string, DeviceClient>();
  for (const [key, device] of credentials) clients.set(key, new DeviceClient({ url: o.mqttUrl, device, onConnection, onAcknowledged }));
  const begunAt = now();
  try {
    await publishInOrder(stream, clients, { boot: o.recording.boot, speed: o.speed ?? "max" });
  } catch (error) {
    await Promise.all([...clients.values()].map((client) => client.close({ force: true })));
    throw error;
  }
  await Promise.all([...clients.values()].map((client) => client.close()));
  return { acknowledged, reconnects, seconds: (now() - begunAt) / 1000 };
}

async function publishInOrder(
  stream: PreparedStream,
  clients: ReadonlyMap<string, DeviceClient>,
  o: { boot: string; speed: number | "max" },
): Promise<void> {
  const [first] = stream.readings;
  if (first === undefined) return;
  const pacer = createPacer(o.speed === "max" ? "asFast" : { from: publishedAt(first), speed: o.speed });
  const sender = new OrderedSender();
  for (const reading of stream.readings) {
    await pacer.until(publishedAt(reading));
    await sender.send(clients.get(reading.device) as DeviceClient, { ...reading, boot: o.boot });
  }
  await sender.settled();
}

async function reportOf(
  { api, recording }: ReplayOptions,
  { home, stream, before }: PreparedReplay,
  credentials: ReadonlyMap<string, DeviceCredentials>,
  { acknowledged, reconnects, seconds }: Sent,
): Promise<ReplayReport> {
  const deviceIds = new Map([...credentials].map(([key, { deviceId }]) => [key, deviceId]));
  const stored = await storedOf(api, { homeId: home.id, deviceIds, boot: recording.boot, readings: stream.readings });
  const after = await api.counts(home.id);
  const alarms = (await Array.fromAsync(api.alarms(home.id))).sort((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt));
  return {
    home,
    sent: stream.readings.length,
    acknowledged,
    readings: stored.wanted,
    stored: stored.rows,
    storedDistinct: stored.distinct,
    added: after.readings - before.counts.readings,
    quarantined: after.quarantined - before.counts.quarantined,
    seconds,
    readingsPerSecond: stream.readings.length / seconds,
    reconnects,
    alarms,
    newAlarms: alarms.filter((alarm) => !before.alarmIds.has(alarm.id)).length,
  };
}

/** Every message was acknowledged, and the home stores each reading exactly once. */
export function isWhole(report: ReplayReport): boolean {
  return report.acknowledged === report.sent && report.stored === report.readings && report.storedDistinct === report.readings;
}

/** Recordings have no heartbeats, so silence is not judged. */
const devicesOf = (stream: PreparedStream) => stream.devices.map((device) => ({ ...device, expectedIntervalSeconds: null }));
