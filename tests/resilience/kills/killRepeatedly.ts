import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "#device-sim/simulation/random.ts";
import type { SimulatedHome } from "../traffic/simulatedHome.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { KillableDatabase } from "./killableDatabase.ts";
import type { KillableService } from "./killableService.ts";

export const killKinds = ["service", "database", "writer", "both"] as const;
export type KillKind = (typeof killKinds)[number];

export interface Kill {
  at: number;
  kind: KillKind;
  /** During a burst of readings; during the recovery from the last kill; while a timer was due. */
  when: "any" | "burst" | "recovery" | "timer";
}

export interface KillPlan {
  kills: number;
  random: Random;
  service: KillableService;
  database: KillableDatabase;
  homes: readonly SimulatedHome[];
  traffic: Traffic;
  /** Whether some kills wait until a timer falls due. */
  acrossTimers: boolean;
  /** Every few kills, none happens for so long: a service follows a step of its clock only after ten seconds. */
  calmMs: number;
  /** Registers a new home or device, so that kills also meet homes without a saved state. */
  newcomer(): Promise<void>;
  killed(kill: Kill): void;
  signal: AbortSignal;
}

const orderlyStopEvery = 9;
const newcomerEvery = 5;
const timerEvery = 10;
const calmEvery = 4;

/** Kills many times, each time only once readings are acknowledged again, so that every kill happens during traffic. */
export async function killRepeatedly(o: KillPlan): Promise<{ orderlyStops: number }> {
  const { random, service, database, homes, traffic, signal } = o;
  let done = 0;
  let orderlyStops = 0;
  const wait = (ms: number) => delay(ms, undefined, { signal });

  async function kill(kind: KillKind, when: Kill["when"], downMs = 0): Promise<void> {
    const at = Date.now();
    // Where there is nothing of the kind to kill at this moment, the service is.
    const hit = {
      service: () => false,
      database: () => database.kill?.(random.chance(0.5)) ?? false,
      writer: () => database.killWriter(),
      both: async () => {
        const ended = database.kill?.(true) ?? database.killWriter();
        service.kill(downMs);
        return ended;
      },
    }[kind];
    if (await hit()) done += 1;
    else if (service.kill(downMs)) {
      done += 1;
      kind = "service";
    } else return;
    o.killed({ at, kind, when });
  }

  const anyKind = (): KillKind => {
    const kind = random.pick(killKinds);
    return kind === "database" && database.kill === null ? "writer" : kind;
  };

  while (done < o.kills) {
    await traffic.flows(random.whole(5, 40), signal);
    await wait(random.between(0, 400));
    const turn = done + 1;
    const last = turn === o.kills;
    if (turn % calmEvery === 0) await wait(o.calmMs);
    if (turn % newcomerEvery === 0) await o.newcomer();
    if (turn % orderlyStopEvery === 0 && !last) {
      orderlyStops += 1;
      await service.stopOrderly();
      await traffic.flows(10, signal);
    }
    const dueAt = o.acrossTimers && (last || turn % timerEvery === 0) ? nextDue(homes, last ? 22_000 : 6_000) : null;
    if (dueAt !== null) {
      await wait(Math.max(0, dueAt - 300 - Date.now()));
      await kill("service", "timer", 500);
      continue;
    }
    const burst = random.chance(0.5);
    if (burst) {
      for (const home of homes) home.burst();
      await wait(random.between(0, 40));
    }
    await kill(anyKind(), burst ? "burst" : "any");
    if (random.chance(0.35) && done + 1 < o.kills) {
      await wait(random.between(0, 1_800));
      await kill(anyKind(), "recovery");
    }
  }
  await traffic.flows(10, signal);
  return { orderlyStops };
}

/** When the next suspected fall falls due, epoch ms, where that is soon. */
function nextDue(homes: readonly SimulatedHome[], withinMs: number): number | null {
  const soon = homes.flatMap((home) => home.fallsDue()).filter((dueAt) => dueAt > Date.now() + 400 && dueAt < Date.now() + withinMs);
  return soon.length === 0 ? null : Math.min(...soon);
}
