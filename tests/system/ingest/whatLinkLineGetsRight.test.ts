import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { startTestService, type TestService } from "../setup/service.ts";

/** Known failures of other systems between the device and the screen, and what Link Line does instead. The unit tests of the same name cover rules. */

let town: TestService;
let wire: DatabaseProxy;
let database: pg.Client;
beforeAll(async () => {
  town = await startTestService({
    through: async (url) => {
      database = new pg.Client(url);
      wire = await databaseProxy(url);
      return wire.url;
    },
  });
  await database.connect();
});
afterAll(async () => {
  wire.mend();
  await database.end();
  await town.stop();
  await wire.stop();
});

const alarmsOf = async (home: string) => (await town.call("operator", "GET", `/api/v1/alarms?home=${home}`)).body.items;
const pressed = (seq: number): string => JSON.stringify({ kind: "button", pressed: true, seq, boot: "w" });

async function pendants(count: number) {
  const home = (await town.home()).id;
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const device = await town.device(home);
      const unit = await town.unit(device);
      return { device, says: (payload: string) => unit.publishAsync(device.mqtt.topic, payload, { qos: 1 }) };
    }),
  );
  return { home, all };
}

// Elsewhere: the service looks for an open alarm with SELECT and then INSERTs one, without a unique index. Under load that opens two.
describe("one open alarm for each kind of call", () => {
  test("forty presses of eight pendants at once are one alarm that rang forty times", async () => {
    const { home, all } = await pendants(8);
    await Promise.all(all.flatMap(({ says }) => [1, 2, 3, 4, 5].map((seq) => says(pressed(seq)))));
    expect(await alarmsOf(home)).toMatchObject([{ rule: "sosPress", state: "open", rings: 40 }]);
  });

  test("the database itself refuses a second open alarm", async () => {
    const { home, all } = await pendants(1);
    await all[0]?.says(pressed(1));
    const again =
      "INSERT INTO alarm (home_id, key, rule, priority, sentence, raised_at, case_id) SELECT home_id, key, rule, priority, sentence, now(), case_id";
    await expect(database.query(`${again} FROM alarm WHERE home_id = $1`, [home])).rejects.toMatchObject({ constraint: "alarm_open_once" });
  });
});

// Elsewhere: the queue skips messages that fail and loses them, or one unreadable message blocks all that follow.
describe("unreadable messages", () => {
  test("unreadable messages go to quarantine with a reason, and every press among them rings", async () => {
    const { home, all } = await pendants(1);
    const says = all[0]?.says ?? (() => Promise.reject(new Error("no pendant")));
    const poison = ["not JSON", '{"kind":"teapot"}', '{"kind":"button","pressed":true,"seq":2,"boot":"w","at":"banana"}'];
    await Promise.all([pressed(1), ...poison, pressed(3)].map(says));
    const alarms = await alarmsOf(home);
    expect(alarms.find(({ rule }: { rule: string }) => rule === "sosPress")).toMatchObject({ rings: 3 });
    expect(alarms.some(({ sentence }: { sentence: string }) => sentence.includes("treat as a call"))).toBe(true);
    const quarantined = (await town.call("supervisor", "GET", `/api/v1/quarantine?home=${home}`)).body.items;
    expect(quarantined.map(({ reason }: { reason: string }) => reason)).toHaveLength(2);
  });
});

// Elsewhere: a message whose processing was cut off is marked as failed and never processed again.
describe("a message that is cut off", () => {
  test("a press that was not committed is not acknowledged, is sent again, and rings once", async () => {
    const isReady = async () => (await fetch(`${town.service.httpUrl}/health/ready`)).ok;
    const homes = [await pendants(1), await pendants(1)];
    for (const [nth, { home, all }] of homes.entries()) {
      wire.cutAfter(nth);
      const acknowledged = all[0]?.says(pressed(1));
      await expect.poll(isReady, { interval: 5 }).toBe(false);
      wire.mend();
      await acknowledged;
      await expect.poll(isReady).toBe(true);
      expect(await alarmsOf(home), `cut after ${nth} pieces`).toMatchObject([{ rings: 1 }]);
    }
  }, 60_000);
});

// Elsewhere: every change pushes the whole list of alarms to every screen, which overloads them.
describe("updates of screens", () => {
  test("a screen gets the whole list once, and then only the alarm that changed", async () => {
    const earlier = await pendants(3);
    for (const { says } of earlier.all) await says(pressed(1));
    const screen = await town.console("operator");
    const lists: unknown[] = [];
    const changes: { homeId: string }[] = [];
    screen.socket.on("alarms", (list: unknown) => lists.push(list));
    screen.socket.on("alarm", (alarm: { homeId: string }) => changes.push(alarm));
    const { home, all } = await pendants(1);
    await all[0]?.says(pressed(1));
    await expect.poll(() => changes.filter(({ homeId }) => homeId === home).length).toBe(1);
    await all[0]?.says(pressed(2));
    await expect.poll(() => changes.filter(({ homeId }) => homeId === home).length).toBe(2);
    expect(changes.filter(({ homeId }) => homeId !== home)).toEqual([]);
    expect(lists.length).toBeLessThanOrEqual(1);
  });
});
