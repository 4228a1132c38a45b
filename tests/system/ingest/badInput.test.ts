import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

describe("an unreadable payload of a sensor goes to quarantine byte for byte, is acknowledged, and blocks nothing", () => {
  test.each<[string, string | Buffer, RegExp]>([
    ["not JSON", "hello", /not a JSON object/],
    ["empty", "", /not a JSON object/],
    ["a list", "[1,2]", /not a JSON object/],
    ["null", "null", /not a JSON object/],
    ["no kind", '{"open":true}', /no kind/],
    ["an unknown kind", '{"kind":"teapot"}', /unknown kind "teapot"/],
    ["a missing field", '{"kind":"door"}', /door: open/],
    ["a wrong type", '{"kind":"door","open":"yes"}', /door: open/],
    ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /UTF-8/],
    ["30,000 opening brackets", "[".repeat(30_000), /not a JSON object/],
  ])("%s", async (_, payload, reason) => {
    const home = await town.home();
    const door = await town.device(home.id, { kind: "door", name: "Front door" });
    const unit = await town.unit(door);
    await unit.publishAsync(door.mqtt.topic, payload, { qos: 1 });
    const { items } = (await town.call("supervisor", "GET", `/api/v1/quarantine?home=${home.id}`)).body;
    expect(items).toMatchObject([{ deviceId: door.id, homeId: home.id, topic: door.mqtt.topic, reason: expect.stringMatching(reason) }]);
    const whole = (await town.call("supervisor", "GET", `/api/v1/quarantine/${items[0].id}`)).body;
    expect(whole.payload, "every byte of it").toBe(Buffer.from(payload).toString("base64"));
    const alarmsOn = async (list: string) => (await town.call("admin", "GET", `/api/v1/alarms?home=${home.id}&list=${list}`)).body.items;
    expect(await alarmsOn("queue")).toEqual([]);
    expect(await alarmsOn("technical")).toMatchObject([{ sentence: expect.stringMatching(/^1 message could not be read/) }]);
    await unit.publishAsync(door.mqtt.topic, '{"kind":"door","open":true}', { qos: 1 });
    const readings = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
    expect(readings.map(({ kind }: { kind: string }) => kind)).toEqual(["unreadable", "door"]);
    await unit.endAsync();
  });

  test("a call for help in it rings, also from a device for something else", async () => {
    const home = await town.home();
    const door = await town.device(home.id, { kind: "door", name: "Front door" });
    const unit = await town.unit(door);
    await unit.publishAsync(door.mqtt.topic, '{"kind":"button","pressed":', { qos: 1 });
    const alarms = (await town.call("admin", "GET", `/api/v1/alarms?home=${home.id}`)).body.items;
    expect(alarms.map(({ sentence }: { sentence: string }) => sentence)).toContain(
      "Message from Front door could not be read: treat as a call",
    );
    await unit.endAsync();
  });
});

describe("a press with an unreadable secondary field", () => {
  test.each<[string, object, object]>([
    ["a word for tamper", { tamper: "yes" }, {}],
    ["a number for mains", { mains: 1 }, {}],
    ["a word for battery", { battery: "low" }, { battery: null }],
    ["a word for signal", { signal: "strong", battery: 80 }, { signal: null, battery: 80 }],
    ["a word for historical", { historical: "yes" }, { historical: false }],
    ["an unreadable sending time", { sentAt: "nope" }, {}],
    ["an absurd sending time", { sentAt: "2150-01-01T00:00:00Z" }, {}],
    [
      "all of these",
      { tamper: [], mains: {}, battery: true, signal: "x", historical: 1, sentAt: 3 },
      { battery: null, signal: null, historical: false },
    ],
  ])("%s: the press rings, and the field counts as missing", async (_, fields, stored) => {
    for (const mode of ["live", "test"] as const) {
      const home = await town.home({ mode });
      const device = await town.device(home.id);
      const unit = await town.unit(device);
      await unit.publishAsync(device.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, ...fields }), { qos: 1 });
      const { items } = (await town.call("admin", "GET", `/api/v1/alarms?home=${home.id}`)).body;
      expect(items).toMatchObject([{ rule: "sosPress", state: "open" }]);
      const recorded = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
      expect(recorded).toMatchObject([{ kind: "button", ...stored }]);
      expect((await town.call("supervisor", "GET", `/api/v1/quarantine?home=${home.id}`)).body.items).toEqual([]);
      await unit.endAsync();
    }
  });
});

describe("a wrong device clock", () => {
  const hour = 3_600_000;
  test.each([
    ["an hour fast", hour],
    ["a day slow", -24 * hour],
    ["reset to 1970", -Date.now()],
  ])("%s: both times are stored, rules use the time of receipt, and the skew shows on the device", async (_, skewMs) => {
    const home = await town.home();
    const device = await town.device(home.id);
    const unit = await town.unit(device);
    const screen = await town.console("operator");
    const began = Date.now();
    const at = new Date(Math.max(0, began + skewMs)).toISOString();
    await unit.publishAsync(device.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, at }), { qos: 1 });
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(Math.abs(Date.parse(alarm.raisedAt) - began)).toBeLessThan(10_000);
    const [reading] = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
    expect(reading?.at).toBe(at);
    expect(Math.abs(Date.parse(reading?.receivedAt ?? "") - began)).toBeLessThan(10_000);
    const skew = async () => Number((await town.call("admin", "GET", `/api/v1/homes/${home.id}`)).body.devices?.[0]?.skewSeconds);
    await expect.poll(async () => Math.abs((await skew()) - skewMs / 1000)).toBeLessThan(10);
  });
});
