import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import type { Json } from "#tests/system/setup/service.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();
const homeOf = async (id: string): Promise<Json> => (await centre.town.call("admin", "GET", `/api/v1/homes/${id}`)).body;
const usedBy = async (serial: string): Promise<Json> =>
  (await centre.town.call("installer", "GET", `/api/v1/serials/${serial}`)).body.usedBy;

/** Gives the smoke alarm of the home a serial number. */
async function withSerial(home: Awaited<ReturnType<typeof homeAtWork>>, serial: string): Promise<void> {
  const { version } = (await homeOf(home.id)).devices.find(({ id }: Json) => id === home.devices.smoke.id);
  const path = `/api/v1/homes/${home.id}/devices/${home.devices.smoke.id}`;
  expect((await centre.town.call("installer", "PATCH", path, { serial }, { "if-match": `"${version}"` })).status).toBe(200);
}

test("a device is replaced by a new one on the phone: it keeps its place and its history, and the new one has a login", async () => {
  const home = await homeAtWork(centre.town);
  await withSerial(home, "SX-1");
  await home.send("smoke", { kind: "heartbeat", battery: 40 });
  const { page } = await installersPhone(centre, "Kim Reyes");
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Smoke alarm");
  await page.getByText("Replace it by a new one").tap();
  await page.getByLabel("Serial number of the new one").fill("SX-2");
  await tap(page, "Replace");
  await page.getByRole("img", { name: "QR code with the login of the device" }).waitFor();
  await page.getByText(/^It replaced SX-1 on .* \(Kim Reyes\)\.$/).waitFor();
  await expectAccessible(page, "a device that was replaced");
  await expectForThumbs(page);
  const { devices } = await homeOf(home.id);
  const smoke = devices.find(({ id }: Json) => id === home.devices.smoke.id);
  expect(smoke).toMatchObject({ serial: "SX-2", name: "Smoke alarm", formerUnits: [{ serial: "SX-1", by: "Kim Reyes" }] });
  const { items } = (await centre.town.call("installer", "GET", `/api/v1/homes/${home.id}/readings`)).body;
  expect(items.map(({ deviceId }: Json) => deviceId)).toContain(home.devices.smoke.id);
});

test("a device is returned to stock after one question: it leaves the home, and its serial number is free", async () => {
  const home = await homeAtWork(centre.town);
  await withSerial(home, "SX-30");
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Smoke alarm");
  await tap(page, "Return it to stock");
  await page.getByText("Smoke alarm cannot call from now on: its login ends, and no rule hears it.").waitFor();
  await tap(page, "Leave it here");
  expect(await usedBy("SX-30")).toMatchObject({ homeId: home.id });
  await tap(page, "Return it to stock");
  await tap(page, "Take it out");
  await heading(page, "Devices");
  await page.getByText("Front door").waitFor();
  expect(await page.getByRole("link", { name: "Smoke alarm" }).count()).toBe(0);
  expect(await usedBy("SX-30")).toBeNull();
});

test("the service of a home ends on the phone after one question; what was returned is in the record, and within a day all is as it was", async () => {
  const home = await homeAtWork(centre.town, "live");
  await withSerial(home, "SX-40");
  const { page } = await installersPhone(centre, "Kim Reyes");
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "End the service of this home");
  await heading(page, "End the service of 4 Orchard Road");
  await page.getByLabel("Moved to a care home").check();
  await page.getByLabel("More about it").fill("The Elms");
  await page.getByLabel("Pendant").check();
  await page.getByLabel("Smoke alarm, Kitchen, SX-40").check();
  await expectAccessible(page, "the end of a service");
  await expectForThumbs(page);
  await tap(page, "End the service");
  await page.getByText("From now on no device of 4 Orchard Road can call, and no rule watches it.").waitFor();
  await page.getByText("Left in the home: Front door.").waitFor();
  expect((await homeOf(home.id)).mode).toBe("live");
  await tap(page, "End the service now");
  await page.getByText(/^Kim Reyes, .*: Moved to a care home: The Elms\. Returned to stock: Pendant, Smoke alarm\.$/).waitFor();
  await expectAccessible(page, "a home whose service has ended");
  const returned = [home.devices.pendant.id, home.devices.smoke.id];
  expect(await homeOf(home.id)).toMatchObject({ mode: "ended", serviceEnd: { by: "Kim Reyes", returned } });
  expect(await usedBy("SX-40")).toBeNull();
  await page.goto(`/installer/#/home/${home.id}/add-device`);
  await page.waitForURL(/#\/job\/[^/]+$/);
  await tap(page, "Begin the service again");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  expect((await homeOf(home.id)).devices).toHaveLength(3);
});
