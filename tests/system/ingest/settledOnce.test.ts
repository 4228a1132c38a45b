import { afterAll, beforeAll, expect, test } from "vitest";
import type { UnrecordedPress } from "#domain/alarm.ts";
import { asHomeId } from "#domain/ids.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { startTestService, type TestService } from "../setup/service.ts";

/** The clock does not move, so no press shows as not yet recorded because it takes long. */
const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
let wire: DatabaseProxy;
/** Messages that the broker has offered so far. */
let accepted = 0;
beforeAll(async () => {
  town = await startTestService({
    clock,
    aroundAccept:
      (accept) =>
      (...offered) => {
        accepted += 1;
        accept(...offered);
      },
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

const figure = async (name: string): Promise<number> => {
  const figures = await (await fetch(`${town.service.httpUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(figures)?.[1]);
};
const isReady = async () => (await fetch(`${town.service.httpUrl}/health/ready`)).ok;

test("the database goes away between a press and a change of plan in the queue: a press that rang never shows as not yet recorded", async () => {
  for (let pieces = 1; pieces <= 6; pieces += 1) {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant, { reconnectPeriod: 0 });
    const screen = await town.console("operator");
    const heard: string[] = [];
    screen.socket.on("unrecorded", (presses: UnrecordedPress[]) => {
      if (presses.length > 0) heard.push("not yet recorded");
    });
    screen.socket.on("alarm", ({ homeId }: { homeId: string }) => homeId === home.id && heard.push("alarm"));
    const says = (reading: object) =>
      void unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ ...reading, boot: "g" }), { qos: 1 }).catch(() => {});

    // While the first is being committed, the others wait in the queue together.
    const before = accepted;
    wire.freeze();
    says({ kind: "heartbeat", seq: 1 });
    await expect.poll(() => accepted, { interval: 5 }).toBe(before + 1);
    says({ kind: "button", pressed: true, seq: 2 });
    await expect.poll(() => accepted, { interval: 5 }).toBe(before + 2);
    const { registry } = town.service;
    const chosen = { plan: registry.plans.template("falls", null), why: "He fell", by: { id: "token-1", name: "Supervisor" } };
    const changed = registry.changePlan(asHomeId(home.id), chosen).catch(() => null);
    wire.mend();
    wire.cutAfter(pieces);
    await changed;
    wire.mend();

    await expect.poll(() => heard.at(-1)).toBe("alarm");
    await expect.poll(isReady).toBe(true);
    expect(heard.lastIndexOf("not yet recorded"), `cut after ${pieces}: ${heard}`).toBeLessThan(heard.indexOf("alarm"));
    const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body;
    expect(items.map(({ rings }: { rings: number }) => rings)).toEqual([1]);
    await unit.endAsync(true).catch(() => {});
  }
}, 120_000);

test("a press held for an hour because its device died is queued once when the database is back", async () => {
  const home = await town.home();
  const pendant = await town.device(home.id);
  const bell = await town.device(home.id, { kind: "heartbeat" });
  const unit = await town.unit(pendant, { reconnectPeriod: 0 });
  const screen = await town.console("operator");
  const showing = new Promise((resolve) => screen.socket.on("unrecorded", resolve));
  const resent = await figure("linkline_readings_resent_total");

  wire.cut();
  unit.publish(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "x" }), { qos: 1 });
  await showing;
  await unit.endAsync(true);
  for (let looks = 0; looks < 720; looks += 1) clock.advance(5_000);
  wire.mend();
  expect((await screen.until((one) => one.homeId === home.id)).rings).toBe(1);

  // This reading is recorded after everything that was waiting.
  const after = await town.unit(bell);
  await after.publishAsync(bell.mqtt.topic, JSON.stringify({ kind: "heartbeat", seq: 1, boot: "b" }), { qos: 1 });
  expect(await figure("linkline_readings_resent_total")).toBe(resent);
});
