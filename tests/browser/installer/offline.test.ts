import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import type { Json } from "#tests/system/setup/service.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { addDevice, expectForThumbs, follow, heading, installersPhone, setUpHome, tap } from "./workshop.ts";

const clock = new ManualClock("2026-11-24T12:00:00Z");
const centre = monitoringCentre({ clock });

/** The service cannot be reached, but the page itself can be loaded. */
const cutOff = (page: Page): Promise<unknown> => page.route("**/{api,socket.io}/**", (route) => route.abort());
const connect = (page: Page): Promise<void> => page.unroute("**/{api,socket.io}/**");
const homesNamed = async (name: string): Promise<Json[]> =>
  (await centre.town.call("admin", "GET", `/api/v1/homes?find=${encodeURIComponent(name)}`)).body.items;

test("what is entered without a connection is kept over a reload, sent when it is back, and applied once", async () => {
  const phone = await installersPhone(centre);
  const { page } = phone;
  phone.letPass(/ERR_FAILED|Failed to load/);
  await cutOff(page);
  await setUpHome(page, "7 Cellar Lane");
  await page.getByText(/^No connection\. \d+ answers are kept on this phone/).waitFor();
  await expectAccessible(page, "a question without a connection");
  await page.reload();
  await heading(page, "What should Link Line watch for?");
  await page.getByLabel("Dementia").check();
  await tap(page, "Save and continue");
  await heading(page, "Devices");
  expect(await homesNamed("Cellar")).toEqual([]);
  // The first answer of the service is lost on its way: the home is there, and the phone does not know it.
  let lost = 0;
  await page.route("**/api/v1/homes", async (route) => {
    if (lost > 0) return route.fallback();
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await connect(page);
  await page.getByText(/^No connection\./).waitFor({ state: "detached" });
  await expect.poll(async () => (await homesNamed("Cellar")).length).toBe(1);
  const [{ id }] = await homesNamed("Cellar");
  const home = async (): Promise<Json> => (await centre.town.call("admin", "GET", `/api/v1/homes/${id}`)).body;
  await expect.poll(async () => (await home()).contacts.map(({ name }: Json) => name)).toEqual(["Meera Shah"]);
  await expect.poll(async () => (await centre.town.call("admin", "GET", `/api/v1/homes/${id}/plan`)).body.plan.template).toBe("dementia");
  expect(await home()).toMatchObject({
    mode: "commissioning",
    postcode: "SW1A 1AA",
    hasAccessNotes: true,
    people: [{ name: "Edith Birch", communicationNeeds: ["hearing"], risks: [{ risk: "falls" }], consents: [{ by: "Edith Birch" }] }],
  });
  expect(lost).toBe(1);
});

test("the page opens without a connection, with what was entered on the phone", async () => {
  const phone = await installersPhone(centre);
  const { page } = phone;
  phone.letPass(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load/);
  await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  await page.context().setOffline(true);
  await tap(page, "Set up a home");
  await page.getByLabel("House or flat, and street").fill("9 Cellar Lane");
  await tap(page, "Save and continue");
  await heading(page, "What is the telephone number of the home?");
  await page.goto("/installer/");
  await heading(page, "Your jobs");
  await page.reload();
  await follow(page, /9 Cellar Lane/);
  await heading(page, "9 Cellar Lane");
  await follow(page, "Devices");
  await heading(page, "Devices");
  expect(await homesNamed("9 Cellar")).toEqual([]);
  await page.context().setOffline(false);
  await expect.poll(async () => (await homesNamed("9 Cellar")).length).toBe(1);
});

test("an answer that the service refuses says why and links to its question; corrected there, it is sent again by itself", async () => {
  const { page } = await installersPhone(centre);
  await tap(page, "Set up a home");
  await page.getByLabel("House or flat, and street").fill("8 Cellar Lane");
  await page.getByLabel("Postcode").fill("not a postcode");
  await tap(page, "Save and continue");
  await page.getByText("Write a postcode such as SW1A 1AA.").waitFor();
  await expectAccessible(page, "a refused answer");
  await expectForThumbs(page);
  await follow(page, "What is the address?");
  await heading(page, "What is the address?");
  await page.getByLabel("Postcode").fill("SW1A 2AA");
  await tap(page, "Save and continue");
  await page.getByText("Link Line did not accept an answer.").waitFor({ state: "detached" });
  await expect.poll(async () => (await homesNamed("8 Cellar")).length).toBe(1);
  const [{ id }] = await homesNamed("8 Cellar");
  await expect.poll(async () => (await centre.town.call("admin", "GET", `/api/v1/homes/${id}`)).body.postcode).toBe("SW1A 2AA");
});

test("a serial number that is in use says where", async () => {
  const used = await centre.town.home({ name: "Flat 3, Mill House" });
  const pendant = await centre.town.device(used.id, { room: "Hall" });
  const { devices } = (await centre.town.call("admin", "GET", `/api/v1/homes/${used.id}`)).body;
  const seen = { "if-match": `"${devices[0].version}"` };
  await centre.town.call("admin", "PATCH", `/api/v1/homes/${used.id}/devices/${pendant.id}`, { serial: "PX-1007" }, seen);
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Devices");
  await follow(page, "Add a device");
  await page.getByLabel("Serial number").fill("px1007");
  await tap(page, "Continue");
  await page
    .getByText("This number is in use: Pendant, Hall, in Flat 3, Mill House. Take it out there first, or check the number.")
    .waitFor();
  await expectAccessible(page, "a serial number that is in use");
  const code = await addDevice(page, "Bed sensor", "Bedroom", "BX-1");
  clock.advance(15 * 60_000);
  const late = await centre.town.call(null, "POST", "/api/v1/setup-codes/redeem", { code });
  expect(late.body.error.message).toBe("This code has expired. Make a new one on the installer's phone.");
  await tap(page, "Show a QR code");
  await page.getByRole("img", { name: "QR code with the login of the device" }).waitFor();
});

test("smoke is shown large on any page of the home, and “Treat as real” rings the centre", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await heading(page, "4 Orchard Road");
  await page.getByText("In commissioning.").waitFor();
  await home.send("smoke", { kind: "smoke", detected: true });
  await page.getByRole("heading", { name: "Smoke detected: Smoke alarm, Kitchen" }).waitFor();
  await page.getByRole("button", { name: "Treat as real" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  expect((await home.openCases()).map(({ sounds }: Json) => sounds)).toEqual(["operators"]);
});

test("commissioning ends by itself: the page says that the home is live", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await page.getByText("In commissioning.").waitFor();
  clock.advance(4 * 3_600_000);
  await expect
    .poll(async () => {
      clock.advance(5_000);
      return (await home.view()).mode;
    })
    .toBe("live");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  await page.goto("/installer/#/");
  await page
    .getByText(/Commissioning ended by itself at 16:\d\d; the home is live\. Not tested: Pendant/)
    .first()
    .waitFor();
  await expectAccessible(page, "the jobs");
});
