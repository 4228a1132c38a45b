import { createProgress } from "#device-sim/replay/progress.ts";
import { homePlan } from "#device-sim/simulation/homePlan.ts";
import { ordinaryLife } from "#device-sim/simulation/ordinaryLife.ts";
import type { DeviceFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";
import { lastNights } from "#domain/time/nightDate.ts";
import { catalogue } from "#rules/catalogue.ts";
import { type BacktestQuestion, createPlanBacktest, warmUpMs } from "#rules/compare/comparePlans.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";

const timezone = "Europe/London";
const nights = 14;
const dayMs = 86_400_000;

/** The usual plan, and one that waits less for a return to bed and rings as soon as the person is out of bed. */
export const present: Plan = planFrom("dementia");
export const proposed: Plan = {
  ...present,
  rules: { ...present.rules, bedExit: { exitMinutes: 5, movementAddsMinutes: 2 }, nightWandering: { advisoryAt: "outOfBed" } },
};

/** A simulated home and its readings up to `until`: the nights of a back-test and the warm-up before them. */
export function recordedLife(
  seed: number,
  until: number,
): { home: BacktestQuestion["home"]; from: number; to: number; readings: Reading[] } {
  const { from, to } = lastNights(nights, until, timezone);
  const plan = homePlan(seed, seed, timezone);
  const id = asHomeId(seed);
  const devices = new Map<DeviceId, DeviceFacts>();
  const idOf = new Map<string, DeviceId>();
  for (const [place, { name, kind, room, outside, expectedIntervalSeconds }] of plan.devices.entries()) {
    const deviceId = asDeviceId(seed * 100 + place);
    idOf.set(name, deviceId);
    devices.set(deviceId, { id: deviceId, name, kind, room, outside, expectedIntervalSeconds, registeredAt: from - warmUpMs });
  }
  const readings: Reading[] = [];
  const days = Math.ceil((to - from + warmUpMs) / dayMs);
  for (const { device, at, value, battery = null, signal = null } of ordinaryLife(seed, plan, from - warmUpMs, days)) {
    const deviceId = idOf.get(device);
    if (deviceId === undefined || at >= to) continue;
    const seq = readings.length;
    const times = { at, receivedAt: at, arrivedAt: at, time: at };
    readings.push({
      homeId: id,
      deviceId,
      value,
      ...times,
      seq,
      boot: "1",
      battery,
      signal,
      tamper: null,
      mains: null,
      historical: false,
      unreadable: [],
      key: `1/${seq}`,
    });
  }
  return { home: { id, name: plan.name, timezone, mode: "live", devices, absences: [], listeningGaps: [] }, from, to, readings };
}

export interface BacktestFigures {
  homes: number;
  nights: number;
  readings: number;
  /** Time of the engine for both plans, without the time to simulate the homes. */
  seconds: number;
  homesPerSecond: number;
  /** Cost of one reading in both plans. */
  microsecondsPerReading: number;
  /** Alarms that differ between the plans. More than none shows that the plans were compared. */
  changed: number;
}

/** Runs 1,000 homes × 14 nights through two plans, one home after the other on one thread, with a progress bar. */
export function measureBacktests(quick: boolean, out: Parameters<typeof createProgress>[0] = process.stderr): BacktestFigures {
  const homes = quick ? 50 : 1_000;
  const engine = createEngine(catalogue);
  const until = Date.UTC(2026, 10, 22, 12);
  const progress = createProgress(out, "homes back-tested");
  let readings = 0;
  let milliseconds = 0;
  let changed = 0;
  for (let seed = 1; seed <= homes; seed += 1) {
    const life = recordedLife(seed, until);
    const began = performance.now();
    const backtest = createPlanBacktest(engine, { ...life, present, proposed, isNewest: true });
    for (const reading of life.readings) backtest.take(reading);
    const { alarms } = backtest.difference(life.to, []);
    milliseconds += performance.now() - began;
    readings += life.readings.length;
    changed += alarms.filter(({ change }) => change !== "same").length;
    progress.show(seed, homes);
  }
  progress.end(homes, homes);
  return {
    homes,
    nights,
    readings,
    seconds: milliseconds / 1000,
    homesPerSecond: homes / (milliseconds / 1000),
    microsecondsPerReading: (milliseconds * 1000) / readings,
    changed,
  };
}
