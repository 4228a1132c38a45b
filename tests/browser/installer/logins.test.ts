import { connectAsync } from "mqtt";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();

/** Whether a login is accepted now. */
async function isAccepted({ username, secret }: { username: string; secret: string }): Promise<boolean> {
  const options = { username, password: secret, protocolVersion: 4, reconnectPeriod: 0, clientId: username } as const;
  const client = await connectAsync(centre.town.service.mqttUrl, options).catch(() => null);
  await client?.endAsync(true);
  return client !== null;
}

/** The page of the pendant of a new home; the pendant has called. */
async function workingPendant(page: Page) {
  const home = await homeAtWork(centre.town);
  await home.send("pendant", { kind: "heartbeat" });
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Pendant");
  await page.getByText("Link Line has heard it: it has its login.").waitFor();
  return home;
}

test("a new code for a pendant that works is made only after the page asked; its login works until the code is used", async () => {
  const { page } = await installersPhone(centre);
  const home = await workingPendant(page);
  await tap(page, "Make a one-time code");
  await page.getByText("Pendant works with its login.").waitFor();
  await page.getByText("A new code ends that login when the device uses the code.").waitFor();
  await expectAccessible(page, "the question before a new code");
  await expectForThumbs(page);
  await tap(page, "Keep its login");
  expect(await page.locator(".code").count()).toBe(0);
  await page.getByRole("button", { name: "Make a one-time code" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const code = (await page.locator(".code").textContent()) ?? "";
  const { mqtt } = home.devices.pendant;
  expect(await isAccepted(mqtt)).toBe(true);
  const redeemed = await centre.town.call(null, "POST", "/api/v1/setup-codes/redeem", { code });
  expect(redeemed.status).toBe(200);
  expect(await isAccepted(mqtt)).toBe(false);
  expect(await isAccepted(redeemed.body.mqtt)).toBe(true);
});

test("a QR code for a pendant that works asks first, because it ends the login at once", async () => {
  const { page } = await installersPhone(centre);
  const home = await workingPendant(page);
  await tap(page, "Show a QR code");
  await page.getByText(/A new QR code ends that login at once/).waitFor();
  expect(await isAccepted(home.devices.pendant.mqtt)).toBe(true);
  await tap(page, "Show a new QR code");
  await page.getByRole("img", { name: "QR code with the login of the device" }).waitFor();
  expect(await isAccepted(home.devices.pendant.mqtt)).toBe(false);
});

test("a second QR code for a device that is not heard yet asks first: it may have read the one before", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Smoke alarm");
  await tap(page, "Show a QR code");
  await page.getByRole("img", { name: "QR code with the login of the device" }).waitFor();
  await tap(page, "Show a QR code");
  await page.getByText("The device may have read the QR code.").waitFor();
  await tap(page, "Keep its login");
  await page.getByRole("button", { name: "Show a QR code" }).waitFor();
});

test("a gateway gets a new secret on the phone; before it the page says which devices fall silent, and the old secret ends", async () => {
  const home = await homeAtWork(centre.town);
  const made = await centre.town.call("installer", "POST", `/api/v1/homes/${home.id}/gateways`, {
    family: "zigbee2mqtt",
    name: "Hall bridge",
  });
  const behind = { gatewayId: made.body.id, externalId: "Balcony door", model: "MCCGQ11LM", name: "Balcony door", room: "Balcony" };
  await centre.town.call("installer", "POST", `/api/v1/homes/${home.id}/devices`, { ...behind, expectedIntervalSeconds: 86_400 });
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Hall bridge");
  await heading(page, "Hall bridge");
  await page.getByText("It speaks for 1 device. Topics: zigbee2mqtt/#").waitFor();
  await expectAccessible(page, "a gateway");
  await tap(page, "Make a new secret");
  await page.getByText("The secret that Hall bridge uses ends at once, and its connection closes.").waitFor();
  await page.getByText("1 device cannot call until you enter the new secret at the gateway.").waitFor();
  await expectForThumbs(page);
  await tap(page, "Keep the secret");
  expect(await isAccepted(made.body.mqtt)).toBe(true);
  await tap(page, "Make a new secret");
  await page.locator(".ask").getByRole("button", { name: "Make a new secret" }).tap();
  await heading(page, "Connect Hall bridge");
  const secret = (await page.locator(".secret").textContent()) ?? "";
  expect(await isAccepted(made.body.mqtt)).toBe(false);
  expect(await isAccepted({ username: made.body.mqtt.username, secret })).toBe(true);
});
