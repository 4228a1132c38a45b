import { setTimeout as delay } from "node:timers/promises";
import type { createServiceApi } from "#device-sim/service/serviceApi.ts";
import { createRandom, type Random } from "#device-sim/simulation/random.ts";
import type { NewDevice } from "#domain/home.ts";
import { plan } from "#domain/plan.ts";
import { createDevice, type Device, type Sent } from "./device.ts";
import type { Tally } from "./outbox.ts";

/** What the silence rule waits for: three intervals. The shortest that the API allows. */
export const monitorIntervalSeconds = 10;
/** How long devices get to connect again after a kill. Short, or no silence of half a minute would be reported between two kills. */
export const reconnectSeconds = 6;
const never = 86_400;

export interface Town {
  api: ReturnType<typeof createServiceApi>;
  httpUrl: string;
  token: string;
  mqttUrl: string;
  tally: Tally;
  /** Whether homes have a monitor that falls silent. */
  silences: boolean;
  /** Whether a wait that ends half a minute from now may still be begun. */
  timersWelcome(): boolean;
  signal: AbortSignal;
}

export interface SimulatedHome {
  homeId: string;
  devices: Device[];
  /** Many readings at once, so that a kill meets commits under way. */
  burst(): void;
  /** When the timers of suspected falls are due, epoch ms, by the time of the PUBACK. */
  fallsDue(): number[];
}

/** Rules beside those of every plan: one event-time rule that rings, and two that read late readings and never ring here. */
export const watched = plan.parse({
  name: "Watched",
  rules: { boundary: {}, inactivity: {}, bedExit: {}, silence: { reconnectMinutes: reconnectSeconds / 60 } },
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
});

/** The family is notified first, and the centre when two contacts have not answered for ten seconds each. */
const familyFirst = plan.parse({
  ...watched,
  name: "Family first",
  escalation: {
    critical: [
      { notify: [1], waitSeconds: 10 },
      { notify: [2], waitSeconds: 10 },
      { notify: ["centre"], waitSeconds: 60 },
    ],
  },
});
const contacts = ["Meera Shah", "Jonas Birch"].map((name, place) => {
  const phone = `+44163296020${place + 1}`;
  return { name, relation: "child", phone, keyholder: true, channels: [{ type: "text" as const, address: phone }] };
});

/** Registers a home with a pendant, a fall detector, a boundary sensor, a motion sensor and a monitor, which send readings until the signal. */
export async function simulateHome(town: Town, name: string, seeds: readonly [number, number]): Promise<SimulatedHome> {
  const { api, signal } = town;
  // Each second home notifies the family first.
  const home = await api.createHome({ name, mode: "live", ...(seeds[1] % 2 === 0 ? { plan: familyFirst, contacts } : { plan: watched }) });
  const device = (device: Partial<NewDevice>) => registerDevice(town, home.id, { expectedIntervalSeconds: never, ...device });
  const pendant = await device({ kind: "button", name: "Pendant" });
  const detector = await device({ kind: "fall", name: "Fall detector" });
  const garden = await device({ kind: "boundary", name: "Garden gate" });
  const motion = await device({ kind: "motion", name: "Motion sensor" });
  const monitors = town.silences ? [await addMonitor(town, home.id, createRandom(...seeds, 0))] : [];
  const suspected: Sent[] = [];
  const bursts = createRandom(...seeds, 5);

  liveOn(signal, createRandom(...seeds, 1), async (random, pause) => {
    for (const pressed of [true, false]) pendant.publish({ kind: "button", pressed });
    await pause(1_000, 6_000);
    if (random.chance(0.1)) pendant.reboot();
  });

  liveOn(signal, createRandom(...seeds, 2), async (random, pause) => {
    const how = town.timersWelcome() ? random.next() : 1;
    if (how > 0.7) {
      detector.publish({ kind: "fall", state: "fallen" });
      return pause(3_000, 8_000);
    }
    // Suspected, cancelled and suspected again at once: the cancellation of the first must not cancel the second.
    if (how < 0.2) for (const state of ["suspected", "cancelled"] as const) detector.publish({ kind: "fall", state });
    const one = detector.publish({ kind: "fall", state: "suspected" });
    suspected.push(one);
    await one.acknowledged;
    if (how < 0.5) return pause(21_000, 25_000);
    await pause(1_000, 9_000);
    detector.publish({ kind: "fall", state: "cancelled" });
    await pause(1_000, 3_000);
  });

  liveOn(signal, createRandom(...seeds, 3), async (_random, pause) => {
    for (const inside of [false, true]) {
      garden.publish({ kind: "boundary", inside });
      await pause(500, 4_000);
    }
  });

  liveOn(signal, createRandom(...seeds, 4), async (random, pause) => {
    motion.publish({ kind: "motion", detected: random.chance(0.5) });
    await pause(200, 1_000);
  });

  return {
    homeId: home.id,
    devices: [pendant, detector, garden, motion, ...monitors],
    burst() {
      if (bursts.chance(0.2)) motion.reboot();
      for (let count = bursts.whole(10, 60); count > 0; count -= 1) motion.publish({ kind: "motion", detected: true });
    },
    fallsDue: () => suspected.flatMap(({ acknowledgedAt }) => (acknowledgedAt === null ? [] : [acknowledgedAt + 20_000])),
  };
}

/** Adds a device that reports every second or two and then, where waits are welcome, is silent for longer than its three intervals. */
export async function addMonitor(town: Town, homeId: string, seeded: Random): Promise<Device> {
  const device = await registerDevice(town, homeId, {
    kind: "heartbeat",
    name: "Monitor",
    expectedIntervalSeconds: monitorIntervalSeconds,
  });
  liveOn(town.signal, seeded, async (random, pause) => {
    for (let beats = random.whole(3, 8); beats > 0 || !town.timersWelcome(); beats -= 1) {
      await device.publish({ kind: "heartbeat" }).acknowledged;
      await pause(1_000, 2_000);
    }
    await pause(33_000, 40_000);
  });
  return device;
}

async function registerDevice(town: Town, homeId: string, device: Partial<NewDevice>): Promise<Device> {
  const { id, mqtt } = await town.api.addDevice(homeId, device);
  return createDevice({ deviceId: id, mqttUrl: town.mqttUrl, ...mqtt }, town.tally);
}

type Pause = (fromMs: number, toMs: number) => Promise<void>;

/** Repeats the step until the signal. */
export function liveOn(signal: AbortSignal, random: Random, step: (random: Random, pause: Pause) => Promise<void>): void {
  const pause: Pause = (fromMs, toMs) => delay(random.between(fromMs, toMs), undefined, { signal });
  const live = async (): Promise<void> => {
    while (!signal.aborted) await step(random, pause);
  };
  live().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
