import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { addDevice, deviceWithCode, expectForThumbs, follow, heading, installersPhone, setUpHome, tap } from "./workshop.ts";

const centre = monitoringCentre();

/** The list of tasks as it is shown: "Address: Done". */
const progress = (page: Page): Promise<string[]> =>
  page
    .locator(".tasks li")
    .evaluateAll((lines) => (lines as unknown as { innerText: string }[]).map((line) => line.innerText.replace(/\s*\n+\s*/, ": ")));

async function idOf(name: string): Promise<string> {
  return (await centre.town.call("admin", "GET", `/api/v1/homes?find=${encodeURIComponent(name)}`)).body.items[0].id;
}

test("another phone shows the same progress of a home, and so does this one after its store was cleared", async () => {
  const { page } = await installersPhone(centre, "Kim Reyes");
  await setUpHome(page, "11 Cellar Lane");
  await page.getByLabel("Dementia").check();
  await tap(page, "Save and continue");
  await follow(page, "Add a device");
  const send = await deviceWithCode(centre.town, await addDevice(page, "Door contact", "Hall"));
  await follow(page, "Continue: walk test");
  await page.getByText("0 of 1 tested").waitFor();
  await send({ kind: "door", open: false });
  await page.getByText("1 of 1 tested").waitFor();
  await follow(page, "Continue: handover");
  await tap(page, "Sign and make the record");
  await heading(page, /^Handover of/);
  await follow(page, "Back to the home");
  await heading(page, "11 Cellar Lane");
  const signed = /^Handover: Signed /;
  await expect.poll(async () => (await progress(page)).at(-1)).toMatch(signed);
  const first = await progress(page);
  expect(first.slice(0, -1)).toEqual([
    "Address: Done",
    "Telephone of the home: Done",
    "How a responder gets in: Done",
    "People and consent: 1 person",
    "Contacts: 1 contact",
    "Plan: Chosen",
    "Devices: 1 device",
    "Walk test: 1 of 1 tested",
  ]);
  const other = await installersPhone(centre, "Sam Osei");
  await other.page.goto(`/installer/#/home/${await idOf("11 Cellar Lane")}`);
  await expect.poll(() => progress(other.page)).toEqual(first);
  await expectAccessible(other.page, "the tasks of a home that is set up");
  await expectForThumbs(other.page);
  await follow(other.page, "Plan");
  await heading(other.page, "What should Link Line watch for?");
  expect(await other.page.getByLabel("Dementia").isChecked()).toBe(true);
  // A picture of the same host: no page has the store open.
  await page.goto("/favicon.svg");
  await page.evaluate(`new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("linkline-installer");
    request.onsuccess = () => resolve(null);
    request.onerror = request.onblocked = () => reject(new Error("the store is still there"));
  })`);
  await page.goto(`/installer/#/home/${await idOf("11 Cellar Lane")}`);
  await expect.poll(() => progress(page)).toEqual(first);
});

test("the tasks say what is missing: the postcode, the consent, the sensors that were not pressed", async () => {
  const home = await homeAtWork(centre.town);
  await centre.town.call("installer", "POST", `/api/v1/homes/${home.id}/people`, { name: "Edith Birch" });
  await home.send("door", { kind: "door", open: false });
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await expect
    .poll(() => progress(page))
    .toEqual([
      "Address: Postcode missing",
      "Telephone of the home: None",
      "How a responder gets in: To do",
      "People and consent: No consent yet",
      "Contacts: To do",
      "Plan: To do",
      "Devices: 3 devices",
      "Walk test: 1 of 3 tested",
      "Handover: To do",
    ]);
  await follow(page, "Continue: address");
  await heading(page, "What is the address?");
  await page.getByLabel("Postcode").fill("SW1A 2AA");
  await tap(page, "Save and continue");
  await follow(page, "Back");
  await expect.poll(async () => (await progress(page))[0]).toBe("Address: Done");
});
