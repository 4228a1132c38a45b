import { isDeepStrictEqual } from "node:util";
import type { Plan } from "#domain/plan.ts";
import type { Recording } from "../formats/recording.ts";
import { createOrderedSender } from "../service/orderedSender.ts";
import { provisionDevices } from "../service/provisioning.ts";
import { reachBroker } from "../service/reachBroker.ts";
import type { ApiAlarm, ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { publishedAt } from "../service/timedReading.ts";
import { type Acknowledged, createUnitClient, type UnitClient } from "../service/unitClient.ts";
import { createPacer } from "./pace.ts";
import { type PreparedStream, prepareStream, type StreamChanges, unchanged } from "./preparedStream.ts";
import { presentHome, refuseAnotherPast, type WantedHome } from "./replayedHome.ts";
import { storedOf } from "./storedReadings.ts";

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

/**
 * Sends a recording, with what a tester changes of it, through the broker onto a home in test mode, in the order of
 * publishing over all its devices, as fast as it is acknowledged or at a speed; then reads back what is stored. Sending
 * the same again is a resend and changes nothing. Whatever is refused is refused before a home is made or changed. Throws
 * ServiceFault, UnitFault, ReplayRefused, StreamRefused.
 */
export async function replay(o: {
  api: ServiceApi;
  mqttUrl: string;
  recording: Pick<Recording, "events"> & { boot: string };
  home: WantedHome;
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
  const { home, stream, before } = await readyFor(o);
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
      units.set(key, createUnitClient({ url: o.mqttUrl, unit, onConnection, onAcknowledged }));
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

/** The home, there or made, with what it held before, and the stream in its zone. Made last: whatever is refused leaves none behind. */
async function readyFor(
  o: Pick<Parameters<typeof replay>[0], "api" | "mqttUrl" | "recording" | "home" | "limit" | "plan" | "changes">,
): Promise<{ home: ApiHome; stream: PreparedStream; before: { counts: { readings: number; quarantined: number }; alarms: Set<string> } }> {
  const present = await presentHome(o.api, o.home);
  const prepared = (zone: string, limit?: number) => prepareStream(o.recording.events, zone, o.changes ?? unchanged, limit);
  // The service alone knows the zone of a home that names none; what cannot be done by the wall clock, any zone tells.
  const zone = present?.timezone ?? ("timezone" in o.home ? o.home.timezone : undefined) ?? "UTC";
  const tried = prepared(zone, o.limit);
  const empty = { counts: { readings: 0, quarantined: 0 }, alarms: new Set<string>() };
  const before = present === null ? empty : { counts: await o.api.counts(present.id), alarms: await alarmIdsOf(o.api, present) };
  if (present !== null && before.counts.readings > 0) {
    const whole = o.limit === undefined ? tried : prepared(zone);
    await refuseAnotherPast(o.api, present, { stream: tried, whole, boot: o.recording.boot, plan: o.plan });
  }
  await reachBroker(o.mqttUrl);
  const home = present ?? (await newHome(o.api, o.home, o.plan));
  const stream = home.timezone === zone ? tried : prepared(home.timezone, o.limit);
  return { home, stream, before };
}

function newHome(api: ServiceApi, wanted: WantedHome, plan: Plan | undefined): Promise<ApiHome> {
  if ("id" in wanted) throw new Error(`home ${wanted.id} is there already`);
  return api.createHome({ ...wanted, mode: "test", ...(plan === undefined ? {} : { plan }) });
}

const alarmIdsOf = async (api: ServiceApi, home: ApiHome): Promise<Set<string>> =>
  new Set((await Array.fromAsync(api.alarms(home.id))).map((alarm) => alarm.id));

/** Recordings have no heartbeats, so silence is not judged. */
const devicesOf = (stream: PreparedStream) => stream.devices.map((device) => ({ ...device, expectedIntervalSeconds: null }));
