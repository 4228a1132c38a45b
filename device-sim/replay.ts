import { isDeepStrictEqual } from "node:util";
import type { Plan } from "#domain/plan.ts";
import { earlierPlan } from "./earlierPlan.ts";
import { createOrderedSender } from "./orderedSender.ts";
import { createPacer } from "./pace.ts";
import { type PreparedStream, prepareStream, type StreamChanges, unchanged } from "./preparedStream.ts";
import { homeNamed, provisionDevices } from "./provisioning.ts";
import { deviceKey, type Recording } from "./recording.ts";
import type { ApiAlarm, ApiHome, ServiceApi } from "./serviceApi.ts";
import { storedOf } from "./storedReadings.ts";
import { publishedAt } from "./timedReading.ts";
import { type Acknowledged, createUnitClient, type UnitClient } from "./unitClient.ts";

export interface ReplayReport {
  home: ApiHome;
  /** How many messages were published, resends included. */
  sent: number;
  acknowledged: number;
  /** How many different readings these were. */
  readings: number;
  /** Rows of the readings sent that the home holds; equal to `readings` when each is there exactly once. */
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
 * Sends a recording, with what a tester changes of it, through the broker onto a home in test mode, in the order of
 * publishing over all its devices, as fast as it is acknowledged or at a speed; then reads back what is stored. Sending
 * the same again is a resend and changes nothing. Throws ServiceFault, UnitFault, ReplayRefused, StreamRefused.
 */
export async function replay(o: {
  api: ServiceApi;
  mqttUrl: string;
  recording: Pick<Recording, "events"> & { boot: string };
  home: { id: string } | { name: string; timezone?: string | undefined };
  /** Only so many events of the recording; all where left out. */
  limit?: number | undefined;
  /** The home's plan; left as it is where left out. */
  plan?: Plan | undefined;
  changes?: StreamChanges;
  /** So many times as fast as the stream's own times; as fast as acknowledged where left out. */
  speed?: number | "max" | undefined;
  onProgress?: (progress: { acknowledged: number; total: number }) => void;
  onAcknowledged?: (acknowledged: Acknowledged) => void;
  onConnectionLost?: (why: string) => void;
  now?: () => number;
}): Promise<ReplayReport> {
  const { api, recording } = o;
  const now = o.now ?? (() => performance.now());
  const home = await homeFor(api, o.home, o.plan);
  const stream = prepareStream(recording.events, home.timezone, o.changes ?? unchanged, o.limit);
  const before = {
    counts: await api.counts(home.id),
    alarms: new Set((await Array.fromAsync(api.alarms(home.id))).map((alarm) => alarm.id)),
  };
  if (before.counts.readings > 0) await refuseOtherPlan(api, home, stream, { boot: recording.boot, plan: o.plan });
  if (o.plan !== undefined && !isDeepStrictEqual((await api.plan(home.id)).plan, o.plan))
    await api.setPlan(home.id, o.plan, "chosen for a replay");
  const credentials = await provisionDevices(api, home.id, devicesOf(stream));

  let acknowledged = 0;
  let reconnects = 0;
  const units = new Map<string, UnitClient>();
  let begunAt = now();
  try {
    for (const [key, unit] of credentials) {
      const onConnection = (connected: boolean, why = "") => {
        if (connected) return;
        reconnects += 1;
        o.onConnectionLost?.(why);
      };
      const onAcknowledged = (one: Acknowledged) => {
        acknowledged += 1;
        o.onAcknowledged?.(one);
        o.onProgress?.({ acknowledged, total: stream.readings.length });
      };
      // The first finds out whether the address is right; from then on they go on trying, as devices do.
      const reachAtOnce = units.size === 0;
      const client = createUnitClient({ url: o.mqttUrl, unit, reachAtOnce, onConnection, onAcknowledged });
      units.set(key, client);
      if (reachAtOnce) await client.reached();
    }
    begunAt = now();
    await send(stream, units, { boot: recording.boot, speed: o.speed ?? "max" });
  } catch (error) {
    await Promise.all([...units.values()].map((unit) => unit.close({ force: true })));
    throw error;
  }
  await Promise.all([...units.values()].map((unit) => unit.close()));
  const seconds = (now() - begunAt) / 1000;

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
    newAlarms: alarms.filter((alarm) => !before.alarms.has(alarm.id)).length,
  };
}

async function send(
  stream: PreparedStream,
  units: ReadonlyMap<string, UnitClient>,
  o: { boot: string; speed: number | "max" },
): Promise<void> {
  const [first] = stream.readings;
  if (first === undefined) return;
  const pacer = createPacer(o.speed === "max" ? "asFast" : { from: publishedAt(first), speed: o.speed });
  const sender = createOrderedSender();
  for (const reading of stream.readings) {
    await pacer.until(publishedAt(reading));
    await sender.send(units.get(reading.device) as UnitClient, { ...reading, boot: o.boot });
  }
  await sender.settled();
}

/** Everything sent was acknowledged, and each reading stands in the home exactly once. */
export function isWhole(report: ReplayReport): boolean {
  return report.acknowledged === report.sent && report.stored === report.readings && report.storedDistinct === report.readings;
}

async function homeFor(
  api: ServiceApi,
  wanted: { id: string } | { name: string; timezone?: string | undefined },
  plan: Plan | undefined,
): Promise<ApiHome> {
  const home =
    "id" in wanted ? await api.home(wanted.id) : await homeNamed(api, { ...wanted, mode: "test", ...(plan === undefined ? {} : { plan }) });
  if ("id" in wanted) {
    if (home.mode !== "test") throw new ReplayRefused(`home ${wanted.id} is not in test mode: recordings go onto test homes only`);
  } else if (wanted.timezone !== undefined && wanted.timezone !== home.timezone) {
    throw new ReplayRefused(`"${home.name}" (home ${home.id}) already keeps the time of ${home.timezone}; use --name for another home`);
  }
  return home;
}

/** What the home heard of the stream under another plan raises nothing anew, and its alarms would pass for this plan's. */
async function refuseOtherPlan(
  api: ServiceApi,
  home: ApiHome,
  stream: PreparedStream,
  { boot, plan }: { boot: string; plan: Plan | undefined },
): Promise<void> {
  const deviceIds = new Map((await api.home(home.id)).devices.map((device) => [deviceKey(device), device.id]));
  const { distinct, received } = await storedOf(api, { homeId: home.id, deviceIds, boot, readings: stream.readings });
  const earlier = received === null ? null : await earlierPlan(api, home.id, received, plan);
  if (earlier !== null)
    throw new ReplayRefused(
      `"${home.name}" (home ${home.id}) heard ${distinct} of these readings under another plan (${earlier}), and would not judge them again: its alarms would say nothing of this plan; use --name for another home`,
    );
}

/** Recordings have no heartbeats, so silence is not judged. */
const devicesOf = (stream: PreparedStream) => stream.devices.map((device) => ({ ...device, expectedIntervalSeconds: null }));
