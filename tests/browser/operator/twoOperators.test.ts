import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { caseShown, monitoringCentre, rowOf, showOthers } from "../setup/centre.ts";

const centre = monitoringCentre();

const claimButton = (page: Page) => caseShown(page).getByRole("button", { name: "Claim" });

test("a press is on both operators' screens within a second; one claims, adds a note and closes with an outcome, and the other sees each step", async () => {
  const [robin, sasha] = await Promise.all([centre.staff("Robin"), centre.staff("Sasha")]);
  const home = await centre.pendantHome({ name: "4 Orchard Road", address: "4 Orchard Road, Elmstead", people: [{ name: "Ada Elm" }] });
  const screens = [robin.page, sasha.page];

  const pressedAt = performance.now();
  await Promise.all([home.press(), ...screens.map((page) => rowOf(page, "4 Orchard Road").waitFor())]);
  expect(performance.now() - pressedAt).toBeLessThan(1_000);
  for (const page of screens) {
    await caseShown(page).getByRole("heading", { name: "SOS pressed: Pendant, Hall" }).waitFor();
    await caseShown(page).getByRole("heading", { name: "Ada Elm" }).waitFor();
    await expect.poll(() => page.title()).toBe("(1) Link Line");
  }

  await claimButton(robin.page).click();
  await caseShown(robin.page).getByText("Claimed by you").waitFor();
  await caseShown(sasha.page).getByRole("paragraph").filter({ hasText: "Claimed by Robin" }).waitFor();
  await showOthers(sasha.page);
  await rowOf(sasha.page, "4 Orchard Road").getByText("Robin").waitFor();
  expect(await claimButton(sasha.page).count()).toBe(0);
  await sasha.page.keyboard.press("c");
  expect(await caseShown(sasha.page).getByRole("button", { name: "Close case" }).count()).toBe(0);

  await caseShown(robin.page).getByRole("button", { name: "Close case" }).click();
  await caseShown(robin.page).getByText("Select an outcome, then close the case.").waitFor();
  await caseShown(robin.page).getByRole("radio", { name: "Reassurance, all well" }).check();
  await caseShown(robin.page).getByRole("button", { name: "Close case" }).click();
  await caseShown(robin.page).getByText("no contact with a person is recorded").waitFor();

  await caseShown(robin.page).getByLabel("Note").fill("Spoke with Ada, she wants some water");
  await caseShown(robin.page).getByRole("button", { name: "Add note" }).click();
  const timeline = (page: Page) =>
    caseShown(page)
      .getByRole("region", { name: /Timeline/ })
      .getByRole("listitem");
  for (const page of screens)
    await timeline(page).filter({ hasText: "Spoke with Ada, she wants some water" }).filter({ hasText: "Robin" }).waitFor();
  await expect.poll(() => caseShown(robin.page).getByLabel("Note").inputValue(), { message: "only what is saved leaves the box" }).toBe("");
  await caseShown(robin.page).getByRole("button", { name: "Close case" }).click();
  for (const page of screens) {
    await rowOf(page, "4 Orchard Road").waitFor({ state: "detached" });
    await caseShown(page).getByRole("status").filter({ hasText: "Closed: Reassurance, all well" }).waitFor();
    await page.getByText("No case is waiting").waitFor();
  }
  const { body } = await centre.town.call("operator", "GET", `/api/v1/cases?state=closed&home=${home.homeId}`);
  expect(body.items[0]).toMatchObject({ alarms: [{ outcome: "reassurance" }] });
  expect(body.items[0].timeline.at(-1)).toMatchObject({ event: "closed", by: "Robin" });
});

test("when two operators claim at once, one holds the case and the other sees who holds it", async () => {
  const [robin, sasha] = await Promise.all([centre.staff("Robin"), centre.staff("Sasha")]);
  const home = await centre.pendantHome({ name: "10 Mill Lane" });
  await home.press();

  // Both operators click before either claim is sent, so neither screen knows of the other claim.
  const waiting: (() => void)[] = [];
  for (const { page } of [robin, sasha]) {
    await page.route("**/claim", async (route) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const go of waiting) go();
      });
      await route.continue();
    });
  }
  await Promise.all([claimButton(robin.page).click(), claimButton(sasha.page).click()]);

  const holds = async (page: Page) => (await caseShown(page).getByText("Claimed by you").count()) === 1;
  await expect.poll(async () => (await holds(robin.page)) || (await holds(sasha.page))).toBe(true);
  const [winner, loser] = (await holds(robin.page)) ? (["Robin", sasha.page] as const) : (["Sasha", robin.page] as const);
  await caseShown(loser)
    .getByRole("alert")
    .filter({ hasText: `${winner} has this case. You have not claimed it.` })
    .waitFor();
  await caseShown(loser)
    .getByRole("paragraph")
    .filter({ hasText: `Claimed by ${winner}` })
    .waitFor();
  expect(await holds(loser)).toBe(false);
});
