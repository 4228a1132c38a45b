import type { Plan } from "#domain/plan.ts";
import { deviceKey } from "../formats/recording.ts";
import { layOver, type Overlays } from "../overlays.ts";
import type { Pace } from "../replay/pace.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Acknowledgement } from "../service/deviceMessage.ts";
import { provisionDevices } from "../service/provisioning.ts";
import { reachBroker } from "../service/reachBroker.ts";
import type { ApiAlarm, ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { publishedAt, type TimedReading } from "../service/timedReading.ts";
import { type HomePlan, homePlan } from "./homePlan.ts";
import { HomePlayer } from "./homePlayer.ts";
import { ordinaryLife } from "./ordinaryLife.ts";
import { countSimulatedTime, type SimulatedTime, type SimulatedTimeCounter } from "./simulatedTime.ts";

export interface SimulatedHome {
  home: ApiHome;
  sent: number;
  acknowledged: number;
  /** In order of time. */
  alarms: ApiAlarm[];
}

const dayMs = 86_400_000;

export interface SimulationOptions {
  api: ServiceApi;
  mqttUrl: string;
  seed: number;
  homes: number;
  mode: "live" | "test";
  scenario: Scenario | null;
  /** Days of ordinary life before the scenario. */
  days: number;
  speed: number | "max";
  /** Faults laid over each home's stream. With any of them, the whole stream is made before the first reading is sent. */
  overlays?: Overlays;
  /** The plan in force in the new homes; the service's default plan if left out. */
  guardedBy?: Plan | undefined;
  /** When the life of a home in that zone begins, epoch ms: a fixed day for a test home, now for a live one. */
  from: (timezone: string) => number;
  /** Tells this run from others: part of the homes' names, and the devices' `boot`. */
  run: string;
  signal: AbortSignal;
  onAcknowledged?: (acknowledgement: Acknowledgement) => void;
  onHome?: (home: ApiHome) => void;
  onProgress?: (time: SimulatedTime) => void;
  onConnection?: (connected: boolean, device: string, why?: string) => void;
}

/**
 * Creates homes and simulates them side by side: so many days of ordinary life, then the scenario. Each run creates homes of its own,
 * because a home takes each period once. When `signal` is aborted, it ends early and reports what it
 * sent so far. Throws ServiceFault, ConnectionFault.
 */
export async function simulate(o: SimulationOptions): Promise<SimulatedHome[]> {
  const time = countSimulatedTime(o.homes, (simulated) => o.onProgress?.(simulated));
  // Before the homes are created: a wrong address leaves none behind.
  await reachBroker(o.mqttUrl);
  return await Promise.all(Array.from({ length: o.homes }, (_, number) => simulateHome(o, number, time)));
}

async function simulateHome(o: SimulationOptions, number: number, time: SimulatedTimeCounter): Promise<SimulatedHome> {
  const { devices: planned, timezone: _, ...registered } = homePlan(o.seed, number, "");
  const home = await o.api.createHome({
    ...registered,
    name: `${registered.name} (${o.run})`,
    mode: o.mode,
    ...(o.guardedBy === undefined ? {} : { plan: o.guardedBy }),
  });
  const plan = { ...registered, devices: planned, timezone: home.timezone };
  const credentials = await provisionDevices(o.api, home.id, planned);
  const devices = new Map(planned.flatMap((device) => entry(device.name, credentials.get(deviceKey(device)))));
  o.onHome?.(home);
  const player = new HomePlayer({ ...o, devices, boot: o.run });
  const life: Life = { ...o, seed: o.seed * 1000 + number, plan, from: o.from(home.timezone) };
  const counted = time.counted(withOverlays(lifeOf(life), o.overlays ?? {}, life), { from: life.from, to: endOf(life) });
  const pace: Pace = o.speed === "max" ? "asFast" : { from: life.from, speed: o.speed };
  await playUntilAborted(player, counted, pace, o.signal);
  const alarms = (await Array.fromAsync(o.api.alarms(home.id))).sort((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt));
  return { home, sent: player.sent, acknowledged: player.acknowledged, alarms };
}

const withOverlays = (readings: Iterable<TimedReading>, overlays: Overlays, { seed, plan }: Life): Iterable<TimedReading> =>
  Object.keys(overlays).length === 0 ? readings : layOver([...readings], overlays, { seed, timezone: plan.timezone });

interface Life {
  seed: number;
  plan: HomePlan;
  from: number;
  days: number;
  scenario: Scenario | null;
}

/** The readings of one home from `from` (epoch ms) on: so many days of ordinary life, then the scenario. Pure. */
export function* lifeOf(o: Life): Generator<TimedReading> {
  yield* ordinaryLife(o.seed, o.plan, o.from, o.days);
  yield* scenarioOf(o);
}

const daysEnd = ({ from, days }: Life): number => from + days * dayMs;
/** Faults lose no reading of the scenario, so that its alarms stay due. */
const scenarioOf = (o: Life): TimedReading[] =>
  (o.scenario?.readings(o.plan, daysEnd(o), o.seed) ?? []).map((reading) => ({ ...reading, injected: true }));

/** When that life ends (epoch ms), overlays left out. */
const endOf = (o: Life): number => scenarioOf(o).reduce((end, reading) => Math.max(end, publishedAt(reading)), daysEnd(o));

async function playUntilAborted(player: HomePlayer, readings: Iterable<TimedReading>, pace: Pace, signal: AbortSignal): Promise<void> {
  let finished = false;
  try {
    await player.play(readings, pace);
    finished = true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await player.close({ force: !finished });
  }
}

const entry = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]]);
