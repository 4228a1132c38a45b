import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import type { Json } from "#tests/system/setup/service.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();

/** The bridge of a new home that offers these devices, and the home. */
async function homeWithBridge(devices: readonly object[]) {
  const home = await homeAtWork(centre.town);
  const made = await centre.town.call("installer", "POST", `/api/v1/homes/${home.id}/gateways`, {
    family: "zigbee2mqtt",
    name: "Hall bridge",
  });
  const { username, secret } = made.body.mqtt;
  const bridge = await connectAsync(centre.town.service.mqttUrl, { username, password: secret, protocolVersion: 4 });
  const send = (topic: string, payload: unknown) => bridge.publishAsync(`zigbee2mqtt/${topic}`, JSON.stringify(payload), { qos: 1 });
  await send(
    "bridge/devices",
    devices.map((one) => ({ type: "EndDevice", supported: true, ...one })),
  );
  return { home, send, end: () => bridge.endAsync(true) };
}

test("a device whose model is not in the catalogue is added as what the installer says; the page names what the rules can use of it", async () => {
  const definition = { model: "ACME-1", vendor: "Acme", exposes: [] };
  const { home, send, end } = await homeWithBridge([{ ieee_address: "0x00158d0002", friendly_name: "Larder door", definition }]);
  try {
    const { page } = await installersPhone(centre);
    await page.goto("/installer/");
    await page.getByRole("heading", { name: /^Unknown devices to add/ }).waitFor();
    await follow(page, /Larder door · ACME-1 · Hall bridge/);
    await heading(page, "Which device is it?");
    await page.getByText("Acme ACME-1 · model not in the catalogue: choose what it is · Hall bridge").waitFor();
    await page.getByRole("button", { name: /Larder door/ }).tap();
    await heading(page, "What is it?");
    await page.getByLabel("Door contact").check();
    await tap(page, "Continue");
    await page.getByLabel("Room", { exact: true }).fill("Larder");
    await page.getByLabel("Where in the room").fill("Behind the shelf");
    await tap(page, "Continue");
    await heading(page, "Larder door is added");
    await page
      .getByText(/The model ACME-1 is not in the catalogue of Zigbee2MQTT\. The rules use what it reports as door, and nothing else\./)
      .waitFor();
    await page.getByText(/Trigger it in the walk test: the page shows what it sends\./).waitFor();
    await expectAccessible(page, "a device of an unknown model");
    await expectForThumbs(page);
    const record = async (): Promise<Json> => (await centre.town.call("admin", "GET", `/api/v1/homes/${home.id}`)).body;
    await expect
      .poll(async () => (await record()).devices.at(-1))
      .toMatchObject({ name: "Larder door", kind: "door", location: "Behind the shelf" });
    await follow(page, "Continue: walk test");
    await page.getByText("0 of 4 tested").waitFor();
    await send("Larder door", { contact: true });
    await send("Larder door", { contact: false });
    await page.locator(".ticked").filter({ hasText: "Larder door" }).waitFor();
    await page.goto("/installer/");
    await page.getByText("No gateway offers a device that is not registered.").waitFor();
  } finally {
    await end();
  }
});

test("a device that reports several things is registered for all that its model reports", async () => {
  const definition = { model: "MIR-HE200-TY", vendor: "Tuya", exposes: [] };
  const { home, end } = await homeWithBridge([{ ieee_address: "0x00158d0003", friendly_name: "Landing sensor", definition }]);
  try {
    const offered = (await centre.town.call("installer", "GET", `/api/v1/homes/${home.id}/unknown-devices`)).body.items[0];
    const { page } = await installersPhone(centre);
    await page.goto(`/installer/#/home/${home.id}/add-device`);
    await page.getByRole("button", { name: /Landing sensor/ }).tap();
    await page.getByLabel("Room", { exact: true }).fill("Landing");
    await tap(page, "Continue");
    await heading(page, "Devices");
    const { devices } = (await centre.town.call("admin", "GET", `/api/v1/homes/${home.id}`)).body;
    expect([devices.at(-1).kind, ...devices.at(-1).alsoReports]).toEqual(offered.kinds);
  } finally {
    await end();
  }
});

test("a gateway gets its login on the phone, offers its devices, and one of them is picked and ticks", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Add a gateway");
  await page.getByLabel(/Zigbee2MQTT/).check();
  await page.getByLabel("Name").fill("Hall bridge");
  await tap(page, "Continue");
  await heading(page, "Connect Hall bridge");
  await expectAccessible(page, "the login of a gateway");
  const username = (await page.locator("dd").nth(1).textContent()) ?? "";
  const password = (await page.locator(".secret").textContent()) ?? "";
  const bridge = await connectAsync(centre.town.service.mqttUrl, { username, password, protocolVersion: 4 });
  try {
    const send = (topic: string, payload: unknown) => bridge.publishAsync(`zigbee2mqtt/${topic}`, JSON.stringify(payload), { qos: 1 });
    await follow(page, "Continue: add its devices");
    await page.getByText("Hall bridge has not connected yet. Enter its login there.").waitFor();
    const definition = { model: "MCCGQ11LM", vendor: "Aqara", exposes: [] };
    await send("bridge/devices", [
      { ieee_address: "0x00158d0001", friendly_name: "Balcony door", type: "EndDevice", supported: true, definition },
    ]);
    await page.getByRole("button", { name: /Balcony door/ }).tap();
    await heading(page, "Where is it?");
    expect(await page.getByLabel("Name").inputValue()).toBe("Balcony door");
    await page.getByLabel("Room", { exact: true }).fill("Balcony");
    await tap(page, "Continue");
    await heading(page, "Devices");
    await page.getByText("Balcony door").waitFor();
    await follow(page, "Continue: walk test");
    await page.getByText("0 of 4 tested").waitFor();
    await send("Balcony door", { contact: true, battery: 60, linkquality: 23 });
    await send("Balcony door", { contact: false, battery: 60, linkquality: 23 });
    await page.locator(".ticked").filter({ hasText: "Balcony door" }).getByText("battery 60 %").waitFor();
  } finally {
    await bridge.endAsync(true);
  }
});
