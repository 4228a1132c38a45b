import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService } from "../setup/service.ts";
import { GatewayTown } from "./gatewayTown.ts";

let gateways: GatewayTown;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
});
afterAll(async () => {
  await gateways.close();
  await gateways.town.stop();
});

async function homeWith(family: string) {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id, { family, name: "Gateway" });
  const client = await gateways.connect(gateway);
  const publish = (topic: string, payload: unknown) =>
    client.publishAsync(topic, typeof payload === "string" ? payload : JSON.stringify(payload), { qos: 1 });
  return { home, gateway, publish };
}

/** One radio device is in one home: each test has its own. */
const [pendant, door, bare] = ["24e124136c123401", "24e124136c123402", "24e124136c123403"] as const;
const up = (eui: string) => `application/6f2c/device/${eui}/event/up`;
/** What ChirpStack sends for a press, with the time of this moment. */
const uplink = (more: object = {}) => ({
  ...{
    deduplicationId: "3ac7e3c4",
    deviceInfo: { deviceName: "Pendant" },
    devAddr: "00189440",
    fCnt: 7,
    fPort: 85,
    data: "AA==",
  },
  ...{ object: { battery: 80, button_event: { status: "short press" } }, rxInfo: [{ rssi: -90 }] },
  ...more,
});
const ttn = { uplink_message: { session_key_id: "a", f_cnt: 3, f_port: 85, decoded_payload: { press: "short" } } };

test.each<[family: string, externalId: string, device: object, topic: string, payload: unknown, sentence: string]>([
  ["chirpstack", pendant, { model: "Milesight WS101" }, up(pendant), uplink(), "SOS pressed"],
  ["thethingsstack", "pendant", { kind: "button" }, "v3/home@tenant/devices/pendant/up", ttn, "SOS pressed"],
  [
    "shelly",
    "shellyfloodg4-a1",
    { model: "Shelly Flood Gen4" },
    "shellyfloodg4-a1/events/rpc",
    { method: "NotifyStatus", params: { "flood:0": { id: 0, alarm: true } } },
    "Water",
  ],
  ["tasmota", "hall", { model: "Pull cord" }, "stat/hall/RESULT", { Button1: { Action: "SINGLE" } }, "SOS pressed"],
])(
  "%s: a call of a device behind the gateway rings before the gateway has its PUBACK",
  async (family, externalId, device, topic, payload, sentence) => {
    const { home, gateway, publish } = await homeWith(family);
    await gateways.device(gateway, externalId, { name: "Sensor", ...device });
    await publish(topic, payload);
    const alarms = await gateways.alarms(home.id);
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toMatchObject({ state: "open", sentence: expect.stringContaining(sentence) });
  },
);

test("ChirpStack: a copy of a message is one reading, and the next message another", async () => {
  const { home, gateway, publish } = await homeWith("chirpstack");
  await gateways.device(gateway, door, { name: "Door", model: "WS301" });
  const says = (magnet_status: string, deduplicationId: string) => uplink({ deduplicationId, object: { magnet_status } });
  await publish(up(door), says("open", "1"));
  await publish(up(door), says("open", "1"));
  await publish(up(door), says("close", "2"));
  expect((await gateways.readings(home.id)).map(({ kind }) => kind)).toEqual(["door", "door"]);
});

test("ChirpStack: a pendant without a codec rings, and its message is in quarantine with the reason", async () => {
  const { home, gateway, publish } = await homeWith("chirpstack");
  await gateways.device(gateway, bare, { name: "Pendant", kind: "button" });
  await publish(up(bare), uplink({ object: undefined }));
  expect(await gateways.alarms(home.id)).toMatchObject([{ priority: "critical", sentence: expect.stringContaining("could not be read") }]);
  expect(await gateways.quarantine(home.id)).toMatchObject([{ reason: expect.stringContaining("no codec") }]);
});

test("Home Assistant discovery: a device that announces itself is offered, and an empty message withdraws it", async () => {
  const { home, publish } = await homeWith("homeassistant");
  const config = { dev_cla: "door", stat_t: "zigbee2mqtt/Front door", dev: { ids: ["x"], name: "Front door", mdl: "MCCGQ11LM" } };
  await publish("homeassistant/binary_sensor/x/contact/config", config);
  expect(await gateways.unknown(home.id)).toMatchObject([{ externalId: "binary_sensor/x/contact", model: "MCCGQ11LM", kinds: ["door"] }]);
  await publish("homeassistant/binary_sensor/x/contact/config", "");
  expect(await gateways.unknown(home.id)).toEqual([]);
});
