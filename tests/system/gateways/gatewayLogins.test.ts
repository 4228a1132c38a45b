import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusedBy } from "../broker/refusedBy.ts";
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

const contact = JSON.stringify({ contact: false });
const neverAcknowledged = (publish: Promise<unknown>): void => void publish.catch(() => {});

describe("a gateway", () => {
  test("may publish to the topics of its family below its base topic, and to no other", async () => {
    const home = await gateways.town.home();
    const gateway = await gateways.gateway(home.id, { family: "chirpstack" });
    const neighbour = await gateways.town.device(home.id, { kind: "door" });
    for (const topic of ["application/a/device/b/command/down", "zigbee2mqtt/Front door", neighbour.mqtt.topic, "x"]) {
      const client = await gateways.connect(gateway, { reconnectPeriod: 0 });
      await refusedBy(gateways.town, "foreignTopic", async () => neverAcknowledged(client.publishAsync(topic, contact, { qos: 1 })));
    }
    const client = await gateways.connect(gateway, { reconnectPeriod: 0 });
    await refusedBy(gateways.town, "systemTopic", async () => neverAcknowledged(client.publishAsync("$SYS/x", contact, { qos: 1 })));
    expect(await gateways.readings(home.id)).toEqual([]);
  });

  test("gets no messages of others", async () => {
    const gateway = await gateways.gateway((await gateways.town.home()).id);
    const client = await gateways.connect(gateway);
    for (const topic of ["#", "zigbee2mqtt/#", "linkline/#"])
      await refusedBy(gateways.town, "foreignSubscription", () => expect(client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow());
  });

  test("speaks for no device of another gateway, even if it names it", async () => {
    const here = await gateways.town.home();
    const there = await gateways.town.home({ name: "2 Mill Lane" });
    const [own, other] = [await gateways.gateway(here.id), await gateways.gateway(there.id)];
    await gateways.device(own, "Front door", { model: "MCCGQ11LM" });
    await publisher(await gateways.connect(other), other)("Front door", contact);
    expect(await gateways.readings(here.id)).toEqual([]);
    expect(await gateways.unknown(there.id)).toMatchObject([{ externalId: "Front door", gatewayId: other.id }]);
  });

  test("may send an inventory that is far larger than a reading may be", async () => {
    const home = await gateways.town.home();
    const gateway = await gateways.gateway(home.id);
    const inventory = Array.from({ length: 120 }, (_, nth) => ({
      friendly_name: `Sensor ${nth}`,
      definition: { model: "MCCGQ11LM", vendor: "Aqara", description: "x".repeat(2_000) },
    }));
    await publisher(await gateways.connect(gateway), gateway)("bridge/devices", inventory);
    expect(await gateways.unknown(home.id)).toHaveLength(100);
  });

  test("gets a new secret: the old one ends at once, with the connection that was made with it", async () => {
    const home = await gateways.town.home();
    const gateway = await gateways.gateway(home.id);
    const old = await gateways.connect(gateway, { reconnectPeriod: 0 });
    const closed = new Promise<void>((resolve) => void old.once("close", () => resolve()));
    const renewed = await gateways.town.call("installer", "POST", `/api/v1/homes/${home.id}/gateways/${gateway.id}/secret`);
    await closed;
    await expect(gateways.connect(gateway, { reconnectPeriod: 0 })).rejects.toThrow();
    await publisher(await gateways.connect(renewed.body), gateway)("bridge/state", { state: "online" });
  });

  test("that is ended loses its connection and its login, also after a restart, and its devices stay", async () => {
    const home = await gateways.town.home();
    const gateway = await gateways.gateway(home.id);
    await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
    const client = await gateways.connect(gateway, { reconnectPeriod: 0 });
    const closed = new Promise<void>((resolve) => void client.once("close", () => resolve()));
    expect((await gateways.town.call("installer", "DELETE", `/api/v1/homes/${home.id}/gateways/${gateway.id}`)).status).toBe(200);
    await closed;
    await expect(gateways.connect(gateway, { reconnectPeriod: 0 })).rejects.toThrow();
    await gateways.town.restart();
    await expect(gateways.connect(gateway, { reconnectPeriod: 0 })).rejects.toThrow();
    expect((await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body.devices).toHaveLength(1);
    expect((await gateways.town.call("installer", "GET", `/api/v1/homes/${home.id}/gateways`)).body.items).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["an unknown family", { family: "teapot" }, "family"],
    ["a base topic with a wildcard", { baseTopic: "zigbee2mqtt/#" }, "baseTopic"],
    ["a base topic of the broker itself", { baseTopic: "$SYS" }, "baseTopic"],
    ["the topics of devices with a login", { baseTopic: "linkline/v1" }, "baseTopic"],
    ["no base topic, where the family needs one", { baseTopic: "" }, "baseTopic"],
    ["no name", { name: " " }, "name"],
  ])("with %s is refused, and the answer names the field", async (_, fields, path) => {
    const home = await gateways.town.home();
    const body = { family: "zigbee2mqtt", name: "Hall bridge", ...fields };
    const { status, body: answer } = await gateways.town.call("installer", "POST", `/api/v1/homes/${home.id}/gateways`, body);
    expect({ status, path: answer.error.details[0].path }).toEqual({ status: 422, path });
  });
});
