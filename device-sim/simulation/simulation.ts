import type { Plan } from "#domain/plan.ts";
import { deviceKey } from "../formats/recording.ts";
import { layOver, type Overlays } from "../overlays/overlays.ts";
import { createLivedTime, type LivedTime } from "../replay/livedTime.ts";
import type { Pace } from "../replay/pace.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { provisionDevices } from "../service/provisioning.ts";
import { reachBroker } from "../service/reachBroker.ts";
import type { ApiAlarm, ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { publishedAt, type TimedReading } from "../service/timedReading.ts";
import type { Acknowledged } from "../service/unitClient.ts";
import { createHomeLife, type HomeLife } from "./homeLife.ts";
import { type HomePlan, homePlan } from "./homePlan.ts";
import { ordinaryLife } from "./ordinaryLife.ts";

export interface SimulatedHome {
  home: ApiHome;
  sent: number;
  acknowledged: number;
  /** In order of time. */
  alarms: ApiAlarm[];
}

const dayMs = 86_400_000;

/**
 * Makes homes and lives in them: so many days of ordinary life, then the scenario. Each run makes its own homes, because
 * the same story told twice in one home would be told in its past. Homes are independent and run side by side.
 * Ends early, with what was done so far, when `signal` is aborted. Throws ServiceFault, UnitFault.
 */
export async function simulate(o: {
  api: ServiceApi;
  mqttUrl: string;
  seed: number;
  homes: number;
  mode: "live" | "test";
  scenario: Scenario | null;
  days: number;
  speed: number | "max";
  /** Laid over the life of each home; where there are any, the whole life is made before it is lived. */
  overlays?: Overlays;
  /** The plan of the new homes; the service's default where left out. */
  guardedBy?: Plan | undefined;
  /** When the life begins, epoch ms, by its zone: a fixed day for a test home, now for a live one. */
  from: (timezone: string) => number;
  /** Told apart from other runs by it: part of the homes' names and the devices' `boot`. */
  run: string;
  signal: AbortSignal;
  onAcknowledged?: (acknowledged: Acknowledged) => void;
  onHome?: (home: ApiHome) => void;
  onProgress?: (time: LivedTime) => void;
  onConnection?: (connected: boolean, device: string, why?: string) => void;
}): Promise<SimulatedHome[]> {
  const time = createLivedTime(o.homes, (lived) => o.onProgress?.(lived));
  const liveOne = async (number: number): Promise<SimulatedHome> => {
    const { devices, timezone: _, ...registered } = homePlan(o.seed, number, "");
    const home = await o.api.createHome({
      ...registered,
      name: `${registered.name} (${o.run})`,
      mode: o.mode,
      ...(o.guardedBy === undefined ? {} : { plan: o.guardedBy }),
    });
    const plan = { ...registered, devices, timezone: home.timezone };
    const credentials = await provisionDevices(o.api, home.id, devices);
    const units = new Map(devices.flatMap((device) => entry(device.name, credentials.get(deviceKey(device)))));
    o.onHome?.(home);
    const life = createHomeLife({ ...o, units, boot: o.run });
    const from = o.from(home.timezone);
    const seed = o.seed * 1000 + number;
    const story = storyOf({ ...o, seed, plan, from });
    const overlays = o.overlays ?? {};
    const laid = Object.keys(overlays).length === 0 ? story : layOver([...story], overlays, { seed, timezone: home.timezone });
    const pace: Pace = o.speed === "max" ? "asFast" : { from, speed: o.speed };
    const told = time.counted(laid, { from, to: endOf({ ...o, seed, plan, from }) });
    await playUntilAborted(life, told, pace, o.signal);
    const alarms = (await Array.fromAsync(o.api.alarms(home.id))).sort((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt));
    return { home, sent: life.sent(), acknowledged: life.acknowledged(), alarms };
  };
  // Before the homes are made: where the address is wrong, none is left behind.
  await reachBroker(o.mqttUrl);
  return await Promise.all(Array.from({ length: o.homes }, (_, number) => liveOne(number)));
}

interface Life {
  seed: number;
  plan: HomePlan;
  from: number;
  days: number;
  scenario: Scenario | null;
}

/** So many days of ordinary life, then the scenario; one home's life from `from` (epoch ms) on. Pure. */
export function* storyOf(o: Life): Generator<TimedReading> {
  yield* ordinaryLife(o.seed, o.plan, o.from, o.days);
  yield* scenarioOf(o);
}

const daysEnd = ({ from, days }: Life): number => from + days * dayMs;
const scenarioOf = (o: Life): TimedReading[] => o.scenario?.readings(o.plan, daysEnd(o), o.seed) ?? [];

/** When that life is over (epoch ms), without anything laid over it. */
const endOf = (o: Life): number => scenarioOf(o).reduce((end, reading) => Math.max(end, publishedAt(reading)), daysEnd(o));

async function playUntilAborted(life: HomeLife, story: Iterable<TimedReading>, pace: Pace, signal: AbortSignal): Promise<void> {
  let whole = false;
  try {
    await life.play(story, pace);
    whole = true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await life.close({ force: !whole });
  }
}

const entry = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]]);
