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

test("a door contact behind a Zigbee2MQTT is a reading of its device once it is acknowledged, and what it repeats is a heartbeat", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  expect(gateway.topics).toEqual(["zigbee2mqtt/#"]);
  const door = await gateways.device(gateway, "Front door", { model: "MCCGQ11LM", name: "Front door", outside: true });
  const publish = publisher(await gateways.connect(gateway), gateway);
  await publish("Front door", { contact: true, battery: 60, linkquality: 23 });
  await publish("Front door", { contact: false, battery: 60, linkquality: 23 });
  await publish("Front door", { contact: false, battery: 59, linkquality: 5 });
  expect(await gateways.readings(home.id)).toMatchObject([
    { deviceId: door.id, kind: "door", value: { open: false }, battery: 60 },
    { deviceId: door.id, kind: "door", value: { open: true } },
    { deviceId: door.id, kind: "heartbeat", battery: 59 },
  ]);
});
