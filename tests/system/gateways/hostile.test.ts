import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, startTestService } from "../setup/service.ts";
import { GatewayTown, publisher } from "./gatewayTown.ts";

let gateways: GatewayTown;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
});
afterAll(async () => {
  await gateways.close();
  await gateways.town.stop();
});

const openCases = async (homeId: string): Promise<Json[]> =>
  (await gateways.town.call("operator", "GET", `/api/v1/cases?home=${homeId}&state=open`)).body.items;

async function closeCase(homeId: string): Promise<void> {
  const [{ id }] = (await openCases(homeId)) as [Json];
  await gateways.town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  const [{ rings }] = (await openCases(homeId)) as [Json];
  const closed = await gateways.town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "falseAlarm", note: "Toast", rings });
  expect(closed).toMatchObject({ status: 200 });
  expect(await openCases(homeId)).toEqual([]);
}

test("smoke that is reported again after its case was closed rings again: its all-clear may have been lost", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  await gateways.device(gateway, "Smoke", { kind: "smoke", name: "Kitchen smoke" });
  const publish = publisher(await gateways.connect(gateway), gateway);
  await publish("Smoke", { smoke: true, battery: 90 });
  await publish("Smoke", { smoke: true, battery: 89 });
  expect(await openCases(home.id)).toMatchObject([{ rings: 1 }]);
  await closeCase(home.id);
  await publish("Smoke", { smoke: true, battery: 88 });
  expect(await openCases(home.id)).toMatchObject([{ priority: "critical", rings: 1 }]);
  await closeCase(home.id);
  await gateways.town.restart();
  await publisher(await gateways.connect(gateway), gateway)("Smoke", { smoke: true, battery: 87 });
  expect(await openCases(home.id)).toMatchObject([{ priority: "critical" }]);
});

test("smoke that is reported again after its case was closed rings also where another case is open and the service started again", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  await gateways.device(gateway, "Smoke", { kind: "smoke" });
  await gateways.device(gateway, "Button", { model: "TS0215A_sos" });
  const publish = publisher(await gateways.connect(gateway), gateway);
  await publish("Smoke", { smoke: true, battery: 90 });
  await closeCase(home.id);
  await publish("Button", { action: "emergency" });
  await gateways.town.restart();
  await publisher(await gateways.connect(gateway), gateway)("Smoke", { smoke: true, battery: 89 });
  const [open] = (await openCases(home.id)) as [Json];
  expect(open.alarms.map(({ rule }: Json) => rule).sort()).toEqual(["environment", "sosPress"]);
});

test("inventories of 60,000 names are acknowledged, the list of unknown devices stays short, and a press rings", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  const publish = publisher(await gateways.connect(gateway), gateway);
  for (const round of ["a", "b"])
    await publish(
      "bridge/devices",
      Array.from({ length: 60_000 }, (_, nth) => ({ friendly_name: `${round}${nth}` })),
    );
  const pendant = await gateways.town.device(home.id, { kind: "button", name: "Pendant" });
  const unit = await gateways.town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  expect(await openCases(home.id)).toMatchObject([{ priority: "critical" }]);
  let [listed, cursor] = [0, ""];
  do {
    const { body } = await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}/unknown-devices?limit=100${cursor}`);
    listed += body.items.length;
    cursor = body.next === null ? "" : `&cursor=${body.next}`;
  } while (cursor !== "");
  expect(listed).toBe(500);
  const { items } = (await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}/gateways`)).body;
  expect(items).toMatchObject([{ notListed: 59_500 }]);
}, 120_000);

test("a message that names 1,000 unregistered devices with smoke rings its home, with 50 alarms at most", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id, { family: "tasmota" });
  const devices = Array.from({ length: 1_000 }, (_, nth) => [`0x${(4_096 + nth).toString(16)}`, { smoke: true }]);
  const client = await gateways.connect(gateway);
  await client.publishAsync("tele/plug/SENSOR", JSON.stringify({ ZbReceived: Object.fromEntries(devices) }), { qos: 1 });
  const [open] = (await openCases(home.id)) as [Json];
  expect(open).toMatchObject({ priority: "critical" });
  expect(open.alarms).toHaveLength(50);
}, 120_000);
