import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, startTestService } from "../setup/service.ts";
import { GatewayTown, publisher } from "./gatewayTown.ts";

let gateways: GatewayTown;
let database: pg.Client;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
  database = new pg.Client(gateways.town.service.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await gateways.close();
  await gateways.town.stop();
});

const kinds = async (homeId: string): Promise<string[]> => (await gateways.readings(homeId)).map(({ kind }: Json) => kind);

async function hall(family: object = {}) {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id, family);
  const publish = publisher(await gateways.connect(gateway), gateway);
  return { home, gateway, publish };
}

/** Fails each insert of a temperature as a locked row does, until it is called again. */
const failTemperatures = async (fails: boolean): Promise<void> => {
  await database.query(`CREATE OR REPLACE FUNCTION fail_temperature() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'locked' USING ERRCODE = 'lock_not_available'; END $$`);
  await database.query("DROP TRIGGER IF EXISTS fail_temperature ON reading");
  if (fails)
    await database.query(`CREATE TRIGGER fail_temperature BEFORE INSERT ON reading FOR EACH ROW WHEN (NEW.kind = 'temperature')
      EXECUTE FUNCTION fail_temperature()`);
};

test("a message with three readings is recorded as a whole or not at all, and acknowledged only then", async () => {
  const { home, gateway } = await hall();
  await gateways.device(gateway, "Radar", { model: "MIR-HE200-TY", kind: "fall", alsoReports: ["motion", "temperature"] });
  const client = await gateways.connect(gateway);
  const refused = new Promise<void>((resolve) => void client.once("close", () => resolve()));
  await failTemperatures(true);
  let acknowledged = false;
  const message = { presence: true, fall_down_status: "fall", temperature: 21.5 };
  const published = publisher(client, gateway)("Radar", message).then(() => {
    acknowledged = true;
  });
  // The database cannot record the temperature: no part of the message is recorded, and the broker closes the connection.
  await refused;
  expect(await gateways.readings(home.id)).toEqual([]);
  expect(await gateways.alarms(home.id)).toEqual([]);
  expect(acknowledged).toBe(false);
  await failTemperatures(false);
  await published;
  expect((await kinds(home.id)).sort()).toEqual(["fall", "motion", "temperature"]);
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "fall", sentence: "Fall detected: Radar" }]);
});

test("a level that is recorded is not news after a restart either, and a change is", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "Radar", { model: "MIR-HE200-TY" });
  await publish("Radar", { presence: true, fall_down_status: "fall" });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "fall", rings: 1 }]);
  await gateways.town.restart();
  // Zigbee2MQTT sends every state again after a restart, and with each report of the battery.
  await publish("Radar", { presence: true, fall_down_status: "fall", battery: 40 });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "fall", rings: 1 }]);
  await publish("Radar", { presence: true, fall_down_status: "none" });
  await publish("Radar", { presence: true, fall_down_status: "fall" });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "fall", rings: 2 }]);
});

test("each action of a button rings, and what follows it does not", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "0xa4c138", { model: "TS0215A_sos", name: "Pendant" });
  await publish("0xa4c138", { action: null, battery: 100 });
  expect(await gateways.alarms(home.id)).toEqual([]);
  await publish("0xa4c138", { action: "emergency", battery: 100 });
  await publish("0xa4c138", { action: "", battery: 100 });
  await publish("0xa4c138", { action: "emergency", battery: 100 });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "sosPress", rings: 2, sentence: "SOS pressed: Pendant" }]);
});

test("each press of a button that reports a state rings, and what Zigbee2MQTT sends again when it starts does not", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "0xa4c139", { model: "SEB01ZB", name: "Pendant" });
  const pressedAt = (second: string) => ({ sos: true, battery: 100, last_seen: `2026-11-22T02:14:${second}Z` });
  await publish("0xa4c139", pressedAt("05"));
  await publish("0xa4c139", pressedAt("40"));
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "sosPress", rings: 2 }]);
  await publish("0xa4c139", pressedAt("40"), { retain: true });
  await gateways.town.restart();
  await publish("0xa4c139", pressedAt("40"));
  expect(await gateways.alarms(home.id)).toMatchObject([{ rings: 2 }]);
  await publish("0xa4c139", pressedAt("59"));
  expect(await gateways.alarms(home.id)).toMatchObject([{ rings: 3 }]);
});

test("a report that its family names is one reading, however often it comes", async () => {
  const { home, gateway } = await hall({ family: "chirpstack", name: "Network server" });
  const eui = "0102030405060708";
  await gateways.device(gateway, eui, { kind: "door", name: "Back door" });
  const up = { deduplicationId: "0d2c6f0e", deviceInfo: { devEui: eui }, devAddr: "01a2b3c4", fCnt: 7, fPort: 1, object: { open: true } };
  const client = await gateways.connect(gateway);
  const topic = `application/a/device/${eui}/event/up`;
  for (let copy = 0; copy < 2; copy += 1) await client.publishAsync(topic, JSON.stringify(up), { qos: 1 });
  expect(await gateways.readings(home.id)).toHaveLength(1);
  // Two reports were lost on the way.
  await client.publishAsync(topic, JSON.stringify({ ...up, deduplicationId: "b7", fCnt: 10 }), { qos: 1 });
  const { devices } = (await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body;
  expect(devices).toMatchObject([{ missedReports: 2 }]);
});

test("how much a link has to spare shows on the device; the network leaves out a margin of 0", async () => {
  const { home, gateway } = await hall({ family: "chirpstack", name: "Network server" });
  const eui = "0102030405060709";
  await gateways.device(gateway, eui, { kind: "door", name: "Back door" });
  const client = await gateways.connect(gateway);
  const topic = `application/a/device/${eui}/event/status`;
  const margin = async () => (await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body.devices[0].linkMargin;
  expect(await margin()).toBeNull();
  for (const [status, shown] of [
    [{ margin: -7, batteryLevel: 80 }, -7],
    [{ margin: "far", batteryLevel: 80 }, -7],
    [{ batteryLevel: 80 }, 0],
  ] as const) {
    await client.publishAsync(topic, JSON.stringify({ deviceInfo: { devEui: eui }, ...status }), { qos: 1 });
    expect(await margin(), JSON.stringify(status)).toBe(shown);
  }
});

test("availability shows on the device, and is no reading of it", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
  const device = async () => (await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body.devices[0];
  await publish("Front door/availability", { state: "offline" });
  expect(await device()).toMatchObject({ online: false, lastHeardAt: null, status: "never" });
  await publish("Front door/availability", { state: "online" });
  expect(await device()).toMatchObject({ online: true, lastHeardAt: null });
  await publish("bridge/state", { state: "offline" });
  const { items } = (await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}/gateways`)).body;
  expect(items).toMatchObject([{ id: gateway.id, online: false, lastHeardAt: expect.any(String) }]);
  expect(await gateways.readings(home.id)).toEqual([]);
});

test("a gateway below another base topic is understood, also with QoS 0 and RETAIN", async () => {
  const { home, gateway, publish } = await hall({ baseTopic: "zigbee/device" });
  expect(gateway.topics).toEqual(["zigbee/device/#"]);
  await gateways.device(gateway, "0x00158d", { model: "MCCGQ11LM" });
  await publish("0x00158d", { contact: false }, { qos: 0, retain: true });
  await expect.poll(() => kinds(home.id), { timeout: 20_000 }).toEqual(["door"]);
});

test("a press after a follow-up was agreed for the first one rings, also where its message is the same and has no time", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "Pendant", { model: "SEB01ZB" });
  const pressed = { sos: true, battery: 100, linkquality: 80 };
  await publish("Pendant", pressed);
  const open = async () => (await gateways.town.call("operator", "GET", `/api/v1/cases?home=${home.id}&state=open`)).body.items[0];
  const { id } = await open();
  const act = (step: string, body?: object) => gateways.town.call("operator", "POST", `/api/v1/cases/${id}/${step}`, body);
  await act("claim");
  const waits = await act("follow-up", { inSeconds: 3_600, note: "Her son drives there", version: (await open()).version });
  expect(waits).toMatchObject({ status: 200, body: { state: "followUp" } });
  await publish("Pendant", pressed);
  expect(await open()).toMatchObject({ rings: 2 });
});
