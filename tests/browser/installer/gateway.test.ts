import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();

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
