import { afterAll, expect, test } from "vitest";
import { GatewayTown, publisher } from "#tests/system/gateways/gatewayTown.ts";
import { expectAccessible, smallTexts } from "../../setup/accessibility.ts";
import { monitoringCentre } from "../../setup/centre.ts";

const centre = monitoringCentre();
let gateways: GatewayTown | undefined;
afterAll(() => gateways?.close());

async function gatewayTown(): Promise<GatewayTown> {
  gateways ??= new GatewayTown(centre.town);
  return gateways;
}

test("a sensor that a gateway speaks for stands in the list with its last message, and one button adds it", async () => {
  const there = await gatewayTown();
  const { id } = await centre.town.home({ name: "9 Quay Road" });
  const gateway = await there.gateway(id);
  const say = publisher(await there.connect(gateway), gateway);
  await say("bridge/devices", [
    {
      ...{ ieee_address: "0x00158d0001", friendly_name: "Balcony door", type: "EndDevice", supported: true },
      definition: { model: "MCCGQ11LM", vendor: "Aqara", exposes: [] },
    },
  ]);
  await say("Balcony door", { contact: true, battery: 60 });

  const { page } = await centre.staff("Sasha", { role: "supervisor", viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: "Devices", exact: true }).click();
  await page.getByRole("link", { name: "Unknown devices" }).click();
  const row = page.getByRole("list", { name: "Unknown devices" }).getByRole("listitem").filter({ hasText: "Balcony door" });
  await row.getByText('"battery":60').waitFor();
  await row.getByText("Aqara MCCGQ11LM: door").waitFor();
  await row.getByRole("button", { name: "Add Balcony door to 9 Quay Road" }).press("Enter");
  const form = row.getByRole("form", { name: "Add Balcony door to 9 Quay Road" });
  expect(await form.getByLabel("Kind").inputValue(), "the model says what it is").toBe("door");
  await form.getByLabel("Room").fill("Balcony");
  await expectAccessible(page, "adding an unknown device on a telephone");
  expect(await smallTexts(page)).toEqual([]);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("Balcony door was added to 9 Quay Road.").waitFor();
  await row.waitFor({ state: "detached" });
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/homes/${id}`);
  expect(body.devices).toMatchObject([{ name: "Balcony door", kind: "door", room: "Balcony" }]);
});

test("an offer of Home Assistant says why it cannot be added, has no button for it, and is hidden after a question", async () => {
  const there = await gatewayTown();
  const { id } = await centre.town.home({ name: "10 Quay Road" });
  const gateway = await there.gateway(id, { family: "homeassistant", name: "Hub" });
  const say = publisher(await there.connect(gateway), gateway);
  const device = { name: "Front door", mdl: "MCCGQ11LM", mf: "Aqara", ids: ["x1"] };
  await say("binary_sensor/x/contact/config", { dev_cla: "door", stat_t: "zigbee2mqtt/Front door", uniq_id: "x1_contact", dev: device });

  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await page.goto("/#/unknown-devices");
  const row = page.getByRole("list", { name: "Unknown devices" }).getByRole("listitem").filter({ hasText: "10 Quay Road" });
  await row.getByText("Cannot be added here: Home Assistant only announces it and sends none of its readings.").waitFor();
  expect(await row.getByRole("button", { name: /^Add/ }).count()).toBe(0);
  await row.getByRole("button", { name: /^Hide/ }).click();
  await row.getByText("A call or a danger from it rings all the same.").waitFor();
  await expectAccessible(page, "the unknown devices");
  await row.getByRole("button", { name: "Yes, hide it" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByText(/ is hidden\.$/).waitFor();
});

test("an operator sees the unknown devices, and who adds them", async () => {
  const { page } = await centre.staff("Robin");
  await page.goto("/#/unknown-devices");
  await page.getByText("Supervisors and installers add them.").waitFor();
});
