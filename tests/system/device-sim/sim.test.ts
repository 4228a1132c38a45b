import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoHome, provisionDemoHomes, runDemoLife } from "#device-sim/demo/demo.ts";
import { scenarios } from "#device-sim/scenarios/all.ts";
import { createServiceApi, type ServiceApi } from "#device-sim/service/serviceApi.ts";
import type { Acknowledged } from "#device-sim/service/unitClient.ts";
import { simulate } from "#device-sim/simulation/simulation.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let api: ServiceApi;
beforeAll(async () => {
  service = await startTestService();
  api = createServiceApi({ httpUrl: service.service.httpUrl, token: await service.token("admin") });
});
afterAll(() => service.stop());

const winterNight = Date.parse("2026-01-05T00:00:00Z");
const live = (o: Partial<Parameters<typeof simulate>[0]>) =>
  simulate({
    api,
    mqttUrl: service.service.mqttUrl,
    seed: 1,
    homes: 1,
    mode: "test",
    scenario: null,
    days: 0,
    speed: "max",
    from: () => winterNight,
    run: `run-${o.scenario?.name ?? "life"}`,
    signal: new AbortController().signal,
    ...o,
  });

describe("a simulated home", () => {
  test.each(scenarios)("that plays $name rings for it and for nothing else", async (scenario) => {
    const [home] = await live({ scenario });
    expect(home?.acknowledged).toBe(home?.sent);
    const alarms = home?.alarms.filter(({ technical }) => !technical) ?? [];
    expect(alarms.map(({ rule }) => rule).toSorted()).toEqual(scenario.raises.toSorted());
    // At the door and not seen indoors are one alarm that grows; whatever else rings, rings once.
    const rings = ({ rule }: { rule: string }) => (rule === "nightWandering" && scenario.name === rule ? 2 : 1);
    expect(alarms.map((alarm) => alarm.rings)).toEqual(alarms.map(rings));
  });

  test("lives two ordinary days that ring nobody under the plan for dementia, and every acknowledged reading is stored", async () => {
    const acknowledged: Acknowledged[] = [];
    const homes = await live({ homes: 2, days: 2, guardedBy: planFrom("dementia"), onAcknowledged: (one) => acknowledged.push(one) });
    expect(homes.flatMap((one) => one.alarms)).toEqual([]);
    for (const { home, sent } of homes) {
      expect(sent).toBeGreaterThan(500);
      expect(await api.counts(home.id)).toEqual({ readings: sent, quarantined: 0 });
    }
    expect(acknowledged).toHaveLength(homes.reduce((sum, one) => sum + one.sent, 0));
  });

  test("with everything laid over its life that can go wrong on the way is stored all the same, each reading once", async () => {
    const backlog = { name: "line down", from: "02:00", to: "04:00", days: [...weekdays] };
    const overlays = { duplicate: 0.05, reorderMs: 30_000, dropHeartbeats: 0.1, backlog, skewMs: 90_000 };
    const [home] = await live({ days: 1, guardedBy: planFrom("dementia"), overlays, run: "laid-over" });
    expect(home?.acknowledged).toBe(home?.sent);
    expect(home?.alarms.filter(({ technical }) => !technical)).toEqual([]);
    const stored = await Array.fromAsync(api.readings(home?.home.id ?? "", winterNight - 60_000, winterNight + 2 * 86_400_000));
    const distinct = new Set(stored.map(({ deviceId, seq }) => `${deviceId}/${seq}`));
    expect(distinct.size).toBe(stored.length);
    expect(stored.length).toBeLessThan(home?.sent ?? 0);
    expect(await api.counts(home?.home.id ?? "")).toEqual({ readings: stored.length, quarantined: 0 });
  });

  test("stops when it is told to, with what it did so far", async () => {
    const aborter = new AbortController();
    const [home] = await live({ days: 365, signal: aborter.signal, run: "stopped", onAcknowledged: () => aborter.abort() });
    expect(home?.sent).toBeGreaterThan(0);
    expect(home?.sent).toBeLessThan(100);
  });
});

describe("the demo", () => {
  test("presses SOS within seconds in a lived-in home, and finds its homes again the next time", async () => {
    const homes = await provisionDemoHomes(api, { homes: 2 });
    expect(homes.map(({ home }) => home.mode)).toEqual(["live", "live", "test"]);
    const console = await service.console("operator");
    const life = runDemoLife({ mqttUrl: service.service.mqttUrl, homes, firstPressMs: 500, log: { info: () => {}, warn: () => {} } });
    const alarm = await console.until((one) => one.rule === "sosPress" && one.mode === "live");
    expect(alarm.homeId).toBe(homes[0]?.home.id);
    await life.stop();
    const ids = (settled: DemoHome[]) => settled.map(({ home, units }) => [home.id, [...units.values()].map((unit) => unit.deviceId)]);
    expect(ids(await provisionDemoHomes(api, { homes: 2 }))).toEqual(ids(homes));
  });
});
