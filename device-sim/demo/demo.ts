import { setTimeout as sleep } from "node:timers/promises";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { deviceKey } from "../formats/recording.ts";
import { fall } from "../scenarios/fall.ts";
import { press } from "../scenarios/press.ts";
import { homeNamed, provisionDevices } from "../service/provisioning.ts";
import type { ApiHome, ServiceApi } from "../service/serviceApi.ts";
import type { TimedReading } from "../service/timedReading.ts";
import type { UnitCredentials } from "../service/unitClient.ts";
import { createHomeLife, type HomeLife } from "../simulation/homeLife.ts";
import { standardDevices as d, type HomePlan, homePlan } from "../simulation/homePlan.ts";
import { ordinaryLife } from "../simulation/ordinaryLife.ts";
import { createRandom, type Random } from "../simulation/random.ts";

export interface DemoHome {
  home: ApiHome;
  plan: HomePlan;
  /** By the device's name in the plan. */
  units: Map<string, UnitCredentials>;
}

interface DemoLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const weekSeconds = 604_800;
const eventEveryMs = { from: 150_000, to: 300_000 };
const night: PlanWindow = { name: "night", from: "22:00", to: "07:00", days: [...weekdays] };

/** Registers the demo's homes, or finds those of an earlier demo: lived-in ones, and a training flat in test mode. */
export async function provisionDemoHomes(api: ServiceApi, o: { seed?: number; homes?: number } = {}): Promise<DemoHome[]> {
  const settled: DemoHome[] = [];
  const lived = o.homes ?? 4;
  for (let number = 0; number <= lived; number += 1) {
    const { timezone: _, ...drawn } = homePlan(o.seed ?? 7, number, "");
    const training = number === lived;
    const registered = training ? { ...drawn, name: "Training flat", people: [], contacts: [] } : drawn;
    const { devices: planned, ...newHome } = registered;
    // A demo is off for days and then on again; its homes must not begin with forty devices that were silent.
    const devices = planned.map((device) => ({ ...device, expectedIntervalSeconds: weekSeconds }));
    const home = await homeNamed(api, { ...newHome, mode: training ? "test" : "live" });
    const credentials = await provisionDevices(api, home.id, devices);
    const units = new Map<string, UnitCredentials>();
    for (const device of devices) units.set(device.name, credentials.get(deviceKey(device)) as UnitCredentials);
    settled.push({ home, plan: { ...registered, timezone: home.timezone }, units });
  }
  return settled;
}

/**
 * Ordinary life in real time in every home, a first press of SOS within seconds, and after it one event every few
 * minutes, so that somebody who looks at the console has something to do and never a flood.
 */
export function runDemoLife(o: { mqttUrl: string; homes: readonly DemoHome[]; log: DemoLog; now?: () => number; firstPressMs?: number }): {
  stop(): Promise<void>;
} {
  const now = o.now ?? Date.now;
  const startedAt = now();
  const aborter = new AbortController();
  const { signal } = aborter;
  const random = createRandom(startedAt % 2 ** 32, 3);
  // The homes' devices are switched on anew with each demo, so their numbering begins again under another boot.
  const boot = `demo-${startedAt.toString(36)}`;
  const lives = o.homes.map(({ units, home }) =>
    createHomeLife({
      mqttUrl: o.mqttUrl,
      units,
      boot,
      signal,
      onConnection: (connected, device, why) => {
        if (!connected) o.log.warn({ homeId: home.id, device, why }, "a simulated device lost its connection and tries again");
      },
    }),
  );

  const ordinary = o.homes.map(async ({ plan }, index) => {
    const story = function* () {
      yield* firstHeartbeats(plan, startedAt);
      yield* ordinaryLife(index, plan, startedAt, Number.POSITIVE_INFINITY);
    };
    await (lives[index] as HomeLife).play(story(), { from: startedAt, speed: 1 });
  });

  const events = async () => {
    await sleep(o.firstPressMs ?? 8_000, undefined, { signal });
    for (let count = 0; ; count += 1) {
      const index = count === 0 ? 0 : random.whole(0, o.homes.length - 1);
      const { home, plan } = o.homes[index] as DemoHome;
      const event = count === 0 ? { name: press.name, readings: press.readings(plan, now()) } : someEvent(random, plan, now());
      o.log.info({ homeId: home.id, event: event.name }, "the demo plays an event");
      await (lives[index] as HomeLife).play(event.readings, { from: now(), speed: 1 });
      await sleep(random.between(eventEveryMs.from, eventEveryMs.to), undefined, { signal });
    }
  };

  const running = Promise.all([...ordinary, events()]).catch((error: unknown) => {
    if (!signal.aborted) o.log.warn({ err: error }, "the demo's simulator has stopped");
  });

  return {
    async stop() {
      aborter.abort();
      await Promise.all(lives.map((life) => life.close({ force: true })));
      await running;
    },
  };
}

/** Every device says once that it is there, so that no page shows a home never heard of. */
function firstHeartbeats(plan: HomePlan, from: number): TimedReading[] {
  return plan.devices.map((device, index) => ({ device: device.name, at: from + index * 200, value: { kind: "heartbeat" } }));
}

/** What may happen now: a front door only by night, for by day nobody minds. In the training flat a press is a test call. */
function someEvent(random: Random, plan: HomePlan, at: number): { name: string; readings: TimedReading[] } {
  const possible = inWindows([night], at, plan.timezone)
    ? (["press", "fall", "frontDoor"] as const)
    : (["press", "press", "fall"] as const);
  const name = random.pick(possible);
  if (name === "press") return { name, readings: press.readings(plan, at) };
  if (name === "fall") return { name, readings: fall.readings(plan, at) };
  return {
    name,
    readings: [
      { device: d.hall, at, value: { kind: "motion", detected: true } },
      { device: d.frontDoor, at: at + 5_000, value: { kind: "door", open: true } },
      { device: d.frontDoor, at: at + 20_000, value: { kind: "door", open: false } },
    ],
  };
}
