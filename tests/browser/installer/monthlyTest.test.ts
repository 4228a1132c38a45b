import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import type { Json } from "#tests/system/setup/service.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();

test("a monthly test of a live home: it is in commissioning, a press counts as its test, desks see it folded away, and it is live again", async () => {
  const home = await homeAtWork(centre.town, "live");
  const record = async (): Promise<Json> => (await centre.town.call("admin", "GET", `/api/v1/homes/${home.id}`)).body;
  const desk = await centre.staff("Robin Vale");
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await heading(page, "4 Orchard Road");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  await expectAccessible(page, "a live home");
  await tap(page, "Test this home or add devices");
  await page.getByText("In commissioning.").waitFor();
  await follow(page, "Walk test");
  await page.getByText("0 of 3 tested").waitFor();
  await home.send("pendant", { kind: "button", pressed: true });
  await page.getByText("1 of 3 tested").waitFor();
  await desk.page.getByRole("button", { name: /Test homes and commissioning/ }).click();
  await desk.page.getByRole("list", { name: "Cases of test homes" }).getByText("4 Orchard Road").waitFor();
  expect((await record()).lastTestAt).toBeNull();
  await tap(page, "It was my test");
  await page.getByRole("button", { name: "It was my test" }).waitFor({ state: "detached" });
  expect((await record()).lastTestAt).not.toBeNull();
  await follow(page, "Back");
  await tap(page, "Make this home live");
  await page.getByText("Not pressed: Smoke alarm, Kitchen; Front door.").waitFor();
  await tap(page, "Make it live all the same");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  expect((await record()).mode).toBe("live");
});
