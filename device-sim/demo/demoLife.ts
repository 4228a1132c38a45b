import { HomePlayer } from "../simulation/homePlayer.ts";
import { ordinaryLife } from "../simulation/ordinaryLife.ts";
import { createRandom } from "../simulation/random.ts";
import { anyEvent, type DemoEvent, firstEvents } from "./demoEvents.ts";
import type { DemoHome } from "./provisionDemo.ts";

interface DemoLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The first alarm rings so long after the first operator has opened the console. */
export const firstAlarmAfterMs = 20_000;
/** Between two later events: enough to do, and never a flood. */
const laterEventsEveryMs = { from: 150_000, to: 300_000 };

export interface DemoLifeOptions {
  mqttUrl: string;
  homes: readonly DemoHome[];
  /** Identifies this run of the devices; their numbering begins again with each run. */
  boot: string;
  /** The test homes' clock, epoch ms: where their recorded life ended. */
  testClock: number;
  /** Resolves when the first alarm is due: `firstAlarmAfterMs` after an operator has opened the console. */
  firstAlarm: Promise<void>;
  /** Waits so many milliseconds; rejects when the demo stops. */
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  log: DemoLog;
  signal: AbortSignal;
  now?: () => number;
}

/**
 * Brings the demo's homes to life until `signal` is aborted: ordinary life in real time in the live homes, a first alarm 20 seconds
 * after an operator has opened the console, the other first events over the next minutes, and then one event every few minutes.
 */
export async function runDemoLife(o: DemoLifeOptions): Promise<void> {
  const now = o.now ?? Date.now;
  const startedAt = now();
  const players = o.homes.map(({ devices, home }) => {
    const onConnection = (connected: boolean, device: string, why?: string) => {
      if (!connected) o.log.warn({ homeId: home.id, device, why }, "a simulated device lost its connection and tries again");
    };
    return new HomePlayer({ mqttUrl: o.mqttUrl, devices, boot: o.boot, signal: o.signal, onConnection });
  });
  const play = async (event: DemoEvent) => {
    const { home, plan } = o.homes[event.home] as DemoHome;
    const from = home.mode === "live" ? now() : o.testClock;
    const readings = event.readings(plan, from);
    o.log.info({ homeId: home.id, event: event.name }, "the demo plays an event");
    await players[event.home]?.play(readings, { from: readings[0]?.at ?? from, speed: event.speed });
  };
  const ordinary = o.homes.map(async ({ home, plan }, place) => {
    if (home.mode === "live")
      await players[place]?.play(ordinaryLife(plan.seed, plan, startedAt, Number.POSITIVE_INFINITY), { from: startedAt, speed: 1 });
  });
  try {
    await Promise.all([...ordinary, playEvents(o, play)]);
  } catch (error) {
    if (!o.signal.aborted) throw error;
  } finally {
    await Promise.all(players.map((player) => player.close({ force: true })));
  }
}

async function playEvents({ firstAlarm, wait, signal }: DemoLifeOptions, play: (event: DemoEvent) => Promise<void>): Promise<void> {
  await firstAlarm;
  await Promise.all(
    firstEvents.map(async ({ afterMs, event }) => {
      if (afterMs > 0) await wait(afterMs, signal);
      await play(event);
    }),
  );
  const random = createRandom(Date.now() % 2 ** 32, 3);
  for (;;) {
    await wait(random.between(laterEventsEveryMs.from, laterEventsEveryMs.to), signal);
    await play(anyEvent(random));
  }
}
