import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
let homeId: string;
let pendant: Provisioned;
beforeAll(async () => {
  town = await startTestService();
  homeId = (await town.home()).id;
  pendant = await town.device(homeId);
});
afterAll(() => town.stop());

const quarantine = async () => (await town.call("supervisor", "GET", `/api/v1/quarantine?home=${homeId}&limit=1000`)).body.items;
const readings = async () => (await town.call("admin", "GET", `/api/v1/homes/${homeId}/readings?limit=1000`)).body.items;

describe("an unreadable payload goes to quarantine byte for byte, is acknowledged, and blocks nothing", () => {
  const press = '"kind":"button","pressed":true';
  test.each<[string, string | Buffer, RegExp]>([
    ["not JSON", "hello", /not JSON/],
    ["empty", "", /not JSON/],
    ["a list", "[1,2]", /no kind/],
    ["null", "null", /no kind/],
    ["no kind", '{"pressed":true}', /no kind/],
    ["an unknown kind", '{"kind":"teapot"}', /unknown kind "teapot"/],
    ["a missing field", '{"kind":"button"}', /button: pressed/],
    ["a wrong type", '{"kind":"button","pressed":"yes"}', /button: pressed/],
    ["a fall with an unknown state", '{"kind":"fall","state":"flying"}', /fall: state/],
    ["an unreadable time", `{${press},"at":"banana"}`, /^at:/],
    ["a time that is a number", `{${press},"at":1700000000}`, /^at:/],
    ["a day that does not exist", `{${press},"at":"2026-02-30T00:00:00Z"}`, /^at:/],
    ["an absurd time in the past", `{${press},"at":"0001-01-01T00:00:00Z"}`, /between 1970 and 2100/],
    ["an absurd time in the future", `{${press},"at":"9999-12-31T23:59:59Z"}`, /between 1970 and 2100/],
    ["an unreadable time together with an unreadable battery", `{${press},"at":"banana","battery":"low"}`, /^at:/],
    ["a negative number", `{${press},"seq":-1,"boot":"a"}`, /^seq:/],
    ["a boot with a NUL in it", `{${press},"seq":1,"boot":"a\\u0000"}`, /^boot:/],
    ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /UTF-8/],
    ["30,000 opening brackets", "[".repeat(30_000), /not JSON/],
  ])("%s", async (_, payload, reason) => {
    const unit = await town.unit(pendant);
    const before = (await readings()).length;
    await unit.publishAsync(pendant.mqtt.topic, payload, { qos: 1 });
    const [newest] = (await quarantine()).filter(
      (one: { reason?: string; payload?: string }) =>
        reason.test(one.reason ?? "") && one.payload === Buffer.from(payload).subarray(0, 4096).toString("base64"),
    );
    expect(newest).toMatchObject({ deviceId: pendant.id, homeId, topic: pendant.mqtt.topic });
    const whole = (await town.call("supervisor", "GET", `/api/v1/quarantine/${newest.id}`)).body;
    expect(whole.payload, "every byte of it").toBe(Buffer.from(payload).toString("base64"));
    expect(await readings()).toHaveLength(before);
    await unit.endAsync();
  });

  test("the next press of the same device rings as usual", async () => {
    const unit = await town.unit(pendant);
    const screen = await town.console("operator");
    await Promise.all(["nonsense", `{${press}}`, '{"kind":1}'].map((text) => unit.publishAsync(pendant.mqtt.topic, text, { qos: 1 })));
    expect((await screen.until((one) => one.homeId === homeId)).rule).toBe("sosPress");
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
    await expect.poll(async () => Math.abs((await skew()) - skewMs / 1000), { timeout: 10_000 }).toBeLessThan(10);
  });
});
