import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scenarios } from "#device-sim/scenarios/all.ts";
import type { Acknowledgement } from "#device-sim/service/deviceMessage.ts";
import { createServiceApi, type ServiceApi } from "#device-sim/service/serviceApi.ts";
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
  test.each(scenarios)("that plays $name raises the alarms of that scenario and no others", async (scenario) => {
    const [home] = await live({ scenario });
    expect(home?.acknowledged).toBe(home?.sent);
    const alarms = home?.alarms.filter(({ technical }) => !technical) ?? [];
    expect(alarms.map(({ rule }) => rule).toSorted()).toEqual(scenario.raises.toSorted());
    // Night wandering rings at the door and again when no movement follows indoors. Every other alarm rings once.
    const rings = ({ rule }: { rule: string }) => (rule === "nightWandering" && scenario.name === rule ? 2 : 1);
    expect(alarms.map((alarm) => alarm.rings)).toEqual(alarms.map(rings));
  });

  test("raises no alarm in two ordinary days under the plan for dementia, and every acknowledged reading is stored", async () => {
    const acknowledged: Acknowledgement[] = [];
    const homes = await live({ homes: 2, days: 2, guardedBy: planFrom("dementia"), onAcknowledged: (one) => acknowledged.push(one) });
    expect(homes.flatMap((one) => one.alarms)).toEqual([]);
    for (const { home, sent } of homes) {
      expect(sent).toBeGreaterThan(500);
      expect(await api.counts(home.id)).toEqual({ readings: sent, quarantined: 0 });
    }
    expect(acknowledged).toHaveLength(homes.reduce((sum, one) => sum + one.sent, 0));
  });

  test("with every overlay has each reading stored once and raises no alarm", async () => {
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

  test("stops when it is aborted, and reports how many readings it sent", async () => {
    const aborter = new AbortController();
    const [home] = await live({ days: 365, signal: aborter.signal, run: "stopped", onAcknowledged: () => aborter.abort() });
    expect(home?.sent).toBeGreaterThan(0);
    expect(home?.sent).toBeLessThan(100);
  });
});
