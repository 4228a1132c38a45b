import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

async function hall() {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  return { home, gateway, publish: publisher(await gateways.connect(gateway), gateway) };
}

describe("a message of a gateway that cannot be read goes to quarantine, byte for byte, and is acknowledged", () => {
  test("of a door: with its device, and without an alarm in the queue", async () => {
    const { home, gateway, publish } = await hall();
    const door = await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
    await publish("Front door", '{"contact":fal');
    const [bad] = await gateways.quarantine(home.id);
    expect(bad).toMatchObject({ deviceId: door.id, gatewayId: gateway.id, topic: "zigbee2mqtt/Front door", call: false });
    expect(Buffer.from(bad.payload, "base64").toString()).toBe('{"contact":fal');
    expect(await gateways.alarms(home.id)).toEqual([]);
    await publish("Front door", { contact: false });
    expect((await gateways.readings(home.id)).map(({ kind }) => kind)).toEqual(["unreadable", "door"]);
  });

  test("of a pendant: it rings as a call", async () => {
    const { home, gateway, publish } = await hall();
    await gateways.device(gateway, "Pendant", { model: "TS0215A_sos" });
    await publish("Pendant", '{"action":"emerg');
    expect(await gateways.alarms(home.id)).toMatchObject([
      { rule: "unreadableMessage", priority: "critical", sentence: "Message from Pendant could not be read: treat as a call" },
    ]);
  });

  test("of a device that is not registered: with its name, and it rings where it names a call", async () => {
    const { home, publish } = await hall();
    await publish("Garden", "rubbish");
    await publish("Bell", '{"action":"emergency"');
    expect(await gateways.quarantine(home.id)).toMatchObject([
      { deviceId: null, deviceName: "Bell", call: true },
      { deviceId: null, deviceName: "Garden", call: false },
    ]);
    expect(await gateways.alarms(home.id)).toMatchObject([
      { sentence: expect.stringMatching(/A message could not be read: treat as a call \(Bell, through Hall bridge\)$/) },
    ]);
  });

  test("that is too large: its beginning is stored, the reason says how large it is, and one of a pendant rings", async () => {
    const { home, gateway, publish } = await hall();
    await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
    await gateways.device(gateway, "Pendant", { model: "TS0215A_sos" });
    const large = JSON.stringify({ contact: false, junk: "x".repeat(2_000_000) });
    await publish("Front door", large);
    expect(await gateways.alarms(home.id)).toEqual([]);
    await publish("Pendant", large);
    expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "unreadableMessage", priority: "critical" }]);
    const [ofPendant, ofDoor] = await gateways.quarantine(home.id);
    expect(ofPendant).toMatchObject({ deviceName: "Pendant", call: true });
    expect(ofDoor).toMatchObject({
      deviceName: "Front door",
      reason: "too large: 2,000,027 bytes, and at most 32,768 are read",
      call: false,
    });
    const stored = Buffer.from(ofDoor.payload, "base64").toString();
    expect(large.startsWith(stored)).toBe(true);
    // An inventory may be as large as that.
    const described = { description: "x".repeat(5_000) };
    const inventory = Array.from({ length: 200 }, (_, nth) => ({ friendly_name: `Lamp ${nth}`, definition: described }));
    await publish("bridge/devices", inventory);
    expect(await gateways.unknown(home.id)).not.toEqual([]);
  });

  test("of the bridge itself, and a name that the database cannot store blocks nothing", async () => {
    const { home, publish } = await hall();
    await publish("bridge/devices", "{}");
    await publish("bridge/devices", [{ friendly_name: "a\u0000b", definition: { model: "\ud800" } }]);
    expect(await gateways.quarantine(home.id)).toMatchObject([{ deviceId: null, deviceName: null }]);
    expect(await gateways.unknown(home.id)).toMatchObject([{ name: "a\ufffdb" }]);
  });
});

test("a payload of the right shape from the wrong device is no reading of it: it goes to quarantine, unless it is a call", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "Movement", { kind: "motion" });
  await publish("Movement", { contact: false });
  expect(await gateways.quarantine(home.id)).toMatchObject([{ reason: "not registered for this: a door reading from a motion device" }]);
  await publish("Movement", { occupancy: true, contact: false });
  expect((await gateways.readings(home.id)).map(({ kind }) => kind)).toEqual(["unreadable", "motion"]);
  await publish("Movement", { smoke: true });
  expect(await gateways.alarms(home.id)).toMatchObject([
    { rule: "environment", sentence: "Smoke detected: Movement (from a device not registered for this)" },
  ]);
});

test("a call behind the 32 kB of a message that are read rings, also of a door and of a device that is not registered", async () => {
  const { home, gateway, publish } = await hall();
  await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
  const junk = "x".repeat(40_000);
  await publish("Front door", { contact: true, junk, sos: false });
  expect(await gateways.alarms(home.id)).toEqual([]);
  await publish("Front door", { contact: true, junk, sos: true });
  expect(await gateways.alarms(home.id)).toMatchObject([{ rule: "unreadableMessage", priority: "critical" }]);
  await publish("Bell", { junk, action: "emergency" });
  expect(await gateways.alarms(home.id)).toHaveLength(2);
});
