import { afterAll, expect, test } from "vitest";
import { type DatabaseProxy, databaseProxy } from "#tests/system/setup/databaseProxy.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

let wire: DatabaseProxy;
const centre = monitoringCentre({
  through: async (url) => {
    wire = await databaseProxy(url);
    return wire.url;
  },
});
afterAll(() => wire.stop());

test("while the database is away a press is shown as not yet recorded; afterwards the alarm replaces it", async () => {
  const desk = await centre.staff("Robin");
  desk.letPass(/\b503\b/);
  const { page } = desk;
  const [known, home] = [await centre.pendantHome({ name: "Known before" }), await centre.pendantHome({ name: "4 Orchard Road" })];
  await known.press();
  await caseShown(page).getByRole("heading", { name: "SOS pressed: Pendant, Hall" }).waitFor();

  wire.cut();
  const acknowledged = home.press();
  const presses = page.getByRole("list", { name: "Not yet recorded" }).getByRole("button").filter({ hasText: "4 Orchard Road" });
  await presses.waitFor();
  await page.getByRole("alert").filter({ hasText: "Not recording" }).waitFor();
  await expect.poll(() => page.title()).toBe("(2) NOT RECORDING · Link Line");
  expect(await rowOf(page, "4 Orchard Road").count()).toBe(0);

  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await caseShown(page).getByText("Link Line cannot record right now. You have not claimed it.").waitFor();

  await presses.click();
  await caseShown(page).getByText("Act now.").waitFor();
  expect(await caseShown(page).getByRole("button", { name: "Claim" }).count()).toBe(0);

  wire.mend();
  await acknowledged;
  await rowOf(page, "4 Orchard Road").waitFor();
  await presses.waitFor({ state: "detached" });
  await page.getByRole("alert").filter({ hasText: "Not recording" }).waitFor({ state: "detached" });
  // The selection moved from the press to its alarm.
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await rowOf(page, "4 Orchard Road").getByText("You").waitFor();
  expect(await rowOf(page, "4 Orchard Road").getByRole("img", { name: /calls/ }).count(), "resent many times, shown once").toBe(0);
}, 60_000);
