import type { Plan } from "#domain/plan.ts";
import type { Recording } from "../formats/recording.ts";
import { reachBroker } from "../service/reachBroker.ts";
import type { ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { type PreparedStream, prepareStream, type StreamChanges, unchanged } from "./preparedStream.ts";
import { refuseConflictingStream, registeredHome, type WantedHome } from "./replayedHome.ts";

export interface ReplayRequest {
  api: ServiceApi;
  mqttUrl: string;
  recording: Pick<Recording, "events"> & { boot: string };
  home: WantedHome;
  /** Only the first so many events of the recording; all where left out. */
  limit?: number | undefined;
  /** The home's plan; the home keeps its own where left out. */
  plan?: Plan | undefined;
  changes?: StreamChanges;
}

export interface PreparedReplay {
  home: ApiHome;
  /** In the home's zone. */
  stream: PreparedStream;
  /** What was stored of the home before the replay. */
  before: { counts: { readings: number; quarantined: number }; alarmIds: ReadonlySet<string> };
}

/**
 * Checks everything that can be refused, and only then creates the home: a refused replay changes nothing.
 * Throws ServiceFault, ConnectionFault, ReplayRefused, StreamRefused.
 */
export async function prepareReplay(o: ReplayRequest): Promise<PreparedReplay> {
  const registered = await registeredHome(o.api, o.home);
  const prepared = (zone: string, limit?: number) => prepareStream(o.recording.events, zone, o.changes ?? unchanged, limit);
  // Only the service knows the zone of a new home that names none. The checks by wall clock give the same answer in any zone.
  const zone = registered?.timezone ?? ("timezone" in o.home ? o.home.timezone : undefined) ?? "UTC";
  const tried = prepared(zone, o.limit);
  const before = registered === null ? nothing : await storedOf(o.api, registered);
  if (registered !== null && before.counts.readings > 0) {
    const whole = o.limit === undefined ? tried : prepared(zone);
    await refuseConflictingStream(o.api, registered, { stream: tried, whole, boot: o.recording.boot, plan: o.plan });
  }
  await reachBroker(o.mqttUrl);
  const home = registered ?? (await createHome(o.api, o.home, o.plan));
  const stream = home.timezone === zone ? tried : prepared(home.timezone, o.limit);
  return { home, stream, before };
}

const nothing: PreparedReplay["before"] = { counts: { readings: 0, quarantined: 0 }, alarmIds: new Set() };

async function storedOf(api: ServiceApi, { id }: ApiHome): Promise<PreparedReplay["before"]> {
  const alarms = await Array.fromAsync(api.alarms(id));
  return { counts: await api.counts(id), alarmIds: new Set(alarms.map((alarm) => alarm.id)) };
}

function createHome(api: ServiceApi, wanted: WantedHome, plan: Plan | undefined): Promise<ApiHome> {
  if ("id" in wanted) throw new Error(`home ${wanted.id} exists already`);
  return api.createHome({ ...wanted, mode: "test", ...(plan === undefined ? {} : { plan }) });
}
