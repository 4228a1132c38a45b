import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService } from "../setup/service.ts";
import { GatewayTown, publisher } from "./gatewayTown.ts";

let gateways: GatewayTown;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
});
afterAll(async () => {
  await gateways.close();
  await gateways.town.stop();
});

async function hall(name = "1 Mill Lane") {
  const home = await gateways.town.home({ name });
  const gateway = await gateways.gateway(home.id);
  return { home, gateway, publish: publisher(await gateways.connect(gateway), gateway) };
}

test("a device that is not registered is acknowledged, listed with its last message, and rings no one; from the list it is added", async () => {
  const { home, gateway, publish } = await hall();
  await publish("bridge/devices", [
    { friendly_name: "Front door", definition: { model: "MCCGQ11LM", vendor: "Aqara" } },
    { friendly_name: "Lamp", definition: { model: "LED1", vendor: "Acme" } },
  ]);
  await publish("Front door", { contact: false, battery: 80 });
  await publish("Front door", { contact: true, battery: 80 });
  const list = await gateways.unknown(home.id);
  expect(list.map(({ externalId }) => externalId).sort()).toEqual(["Front door", "Lamp"]);
  const door = list.find(({ externalId }) => externalId === "Front door");
  expect(door).toMatchObject({ model: "MCCGQ11LM", maker: "Aqara", kinds: ["door"], messages: 2, gatewayId: gateway.id });
  expect(door.text).toBe('{"contact":true,"battery":80}');
  expect(await gateways.alarms(home.id)).toEqual([]);
  expect(await gateways.readings(home.id)).toEqual([]);

  const path = `/api/v1/homes/${home.id}/unknown-devices`;
  const added = await gateways.town.call("installer", "POST", `${path}/${door.id}`, { room: "Hall", outside: true });
  expect(added).toMatchObject({ status: 201, body: { kind: "door", externalId: "Front door", model: "MCCGQ11LM", name: "Front door" } });
  await publish("Front door", { contact: false, battery: 80 });
  expect(await gateways.readings(home.id)).toMatchObject([{ deviceId: added.body.id, kind: "door", value: { open: true } }]);
  const lamp = (await gateways.unknown(home.id))[0];
  expect((await gateways.town.call("installer", "DELETE", `${path}/${lamp.id}`)).status).toBe(200);
  await publish("Lamp", { state: "ON" });
  expect(await gateways.unknown(home.id), "hidden stays hidden").toEqual([]);
});

test("the list of all homes shows a tester those of test homes only", async () => {
  const { home, publish } = await hall();
  await publish("Garden", { occupancy: true });
  const homesSeenBy = async (role: "installer" | "tester"): Promise<string[]> =>
    (await gateways.town.call(role, "GET", "/api/v1/unknown-devices")).body.items.map(({ homeId }: { homeId: string }) => homeId);
  expect(await homesSeenBy("installer")).toContain(home.id);
  expect(await homesSeenBy("tester")).not.toContain(home.id);
});

test("smoke at a device that is not registered rings, once for as long as it is reported, and again when it is new", async () => {
  const { home, publish } = await hall("5 Fore Street");
  await publish("Kitchen", { smoke: true, battery: 50 });
  await publish("Kitchen", { smoke: true, battery: 49 });
  expect(await gateways.alarms(home.id)).toMatchObject([
    {
      ...{ rule: "unregisteredDevice", priority: "critical", rings: 1 },
      sentence: "Unregistered device in 5 Fore Street: Smoke detected (Kitchen, through Hall bridge)",
    },
  ]);
  await publish("Kitchen", { smoke: false });
  await publish("Kitchen", { smoke: true });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rings: 2 }]);
  expect(await gateways.unknown(home.id)).toMatchObject([{ externalId: "Kitchen", messages: 4 }]);
});

test("a press on a button that is not registered rings each time, and again after a restart", async () => {
  const { home, publish } = await hall();
  for (let press = 0; press < 2; press += 1) await publish("Bell", { action: "emergency" });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "unregisteredDevice", rings: 2 }]);
  await gateways.town.restart();
  await publish("Bell", { action: "emergency" });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rings: 3 }]);
});
