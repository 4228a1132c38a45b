import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UnrecordedPress } from "#domain/alarm.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
let wire: DatabaseProxy;
beforeAll(async () => {
  town = await startTestService({
    through: async (url) => {
      wire = await databaseProxy(url);
      return wire.url;
    },
  });
});
afterAll(async () => {
  wire.mend();
  await town.stop();
  await wire.stop();
});

describe.each(["cut", "freeze"] as const)("while the database is away (%s)", (how) => {
  test("a press is not acknowledged, shows at once as not yet recorded, and becomes one alarm when the database is back", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant, { reconnectPeriod: 200 });
    const screen = await town.console("operator");
    let unrecorded: UnrecordedPress[] = [];
    let recording: boolean | null = null;
    screen.socket.on("unrecorded", (presses: UnrecordedPress[]) => {
      unrecorded = presses;
    });
    screen.socket.on("recording", (now: boolean) => {
      recording = now;
    });

    wire[how]();
    let acknowledged = false;
    const publishing = unit
      .publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: how }), { qos: 1 })
      .then(() => {
        acknowledged = true;
      });
    const pressedAt = performance.now();
    await expect.poll(() => unrecorded.length, { interval: 20 }).toBe(1);
    expect(performance.now() - pressedAt).toBeLessThan(3_000);
    expect(unrecorded[0]).toMatchObject({ homeId: home.id, rule: "sosPress", priority: "critical" });
    expect(acknowledged).toBe(false);
    await expect.poll(() => recording).toBe(false);
    expect((await fetch(`${town.service.httpUrl}/health/ready`)).status).toBe(503);
    expect(unrecorded, "however often the device resends").toHaveLength(1);
    expect(acknowledged).toBe(false);

    wire.mend();
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm.key).toBe(unrecorded[0]?.alarmKey ?? alarm.key);
    await publishing;
    await expect.poll(() => unrecorded.length).toBe(0);
    await expect.poll(() => recording).toBe(true);
    await expect.poll(async () => (await fetch(`${town.service.httpUrl}/health/ready`)).status).toBe(200);
    const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body;
    expect(items).toHaveLength(1);
    expect(items[0]?.rings, "recorded once, though the device resends it").toBe(1);
  }, 60_000);

  test("a press whose device dies meanwhile still becomes an alarm", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant, { reconnectPeriod: 0 });
    const screen = await town.console("operator");
    let unrecorded: UnrecordedPress[] = [];
    screen.socket.on("unrecorded", (presses: UnrecordedPress[]) => {
      unrecorded = presses;
    });
    wire[how]();
    unit.publish(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
    await expect.poll(() => unrecorded.length).toBe(1);
    await unit.endAsync(true);
    wire.mend();
    expect((await screen.until((one) => one.homeId === home.id)).rings).toBe(1);
  }, 60_000);
});
