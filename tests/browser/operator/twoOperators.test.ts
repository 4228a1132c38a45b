import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { alarmShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

const claimButton = (page: Page) => alarmShown(page).getByRole("button", { name: "Claim" });

test("a press is on both operators' screens within a second; one claims, adds a note and closes, and the other sees each step", async () => {
  const [robin, sasha] = await Promise.all([centre.staff("Robin"), centre.staff("Sasha")]);
  const home = await centre.pendantHome({ name: "4 Orchard Road", address: "4 Orchard Road, Elmstead", people: [{ name: "Ada Elm" }] });
  const screens = [robin.page, sasha.page];

  const pressedAt = performance.now();
  await Promise.all([home.press(), ...screens.map((page) => rowOf(page, "4 Orchard Road").waitFor())]);
  expect(performance.now() - pressedAt).toBeLessThan(1_000);
  for (const page of screens) {
    await alarmShown(page).getByRole("heading", { name: "SOS pressed: Pendant, Hall" }).waitFor();
    await page.getByRole("complementary", { name: "Home" }).getByText("Ada Elm").waitFor();
    await expect.poll(() => page.title()).toBe("(1) Link Line");
  }

  await claimButton(robin.page).click();
  await alarmShown(robin.page).getByText("Claimed by you").waitFor();
  await alarmShown(sasha.page).getByRole("paragraph").filter({ hasText: "Claimed by Robin" }).waitFor();
  await rowOf(sasha.page, "4 Orchard Road").getByText("Robin").waitFor();
  expect(await claimButton(sasha.page).count()).toBe(0);
  await sasha.page.keyboard.press("c");
  expect(await alarmShown(sasha.page).getByRole("button", { name: "Close alarm" }).count()).toBe(0);

  await alarmShown(robin.page).getByLabel("Note").fill("Spoke with Ada, she wants some water");
  await alarmShown(robin.page).getByRole("button", { name: "Add note" }).click();
  const timeline = (page: Page) =>
    alarmShown(page)
      .getByRole("region", { name: /Timeline/ })
      .getByRole("listitem");
  for (const page of screens)
    await timeline(page).filter({ hasText: "Spoke with Ada, she wants some water" }).filter({ hasText: "Robin" }).waitFor();
  await expect
    .poll(() => alarmShown(robin.page).getByLabel("Note").inputValue(), { message: "only what is saved leaves the box" })
    .toBe("");

  await alarmShown(robin.page).getByRole("button", { name: "Close alarm" }).click();
  await alarmShown(robin.page).getByText("Select an outcome, then close the alarm.").waitFor();
  await alarmShown(robin.page).getByRole("radio", { name: "Reassurance, all well" }).check();
  await alarmShown(robin.page).getByRole("button", { name: "Close alarm" }).click();
  for (const page of screens) {
    await rowOf(page, "4 Orchard Road").waitFor({ state: "detached" });
    await alarmShown(page).getByRole("status").filter({ hasText: "Closed: Reassurance, all well" }).waitFor();
    await page.getByText("The queue is empty").waitFor();
  }
  const { body } = await centre.town.call("operator", "GET", `/api/v1/alarms?state=closed&home=${home.homeId}`);
  expect(body.items[0]).toMatchObject({ outcome: "reassurance", heldBy: { name: "Robin" } });
});

test("when two operators claim at once, one holds the alarm and the other sees who holds it", async () => {
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

  const holds = async (page: Page) => (await alarmShown(page).getByText("Claimed by you").count()) === 1;
  await expect.poll(async () => (await holds(robin.page)) || (await holds(sasha.page))).toBe(true);
  const [winner, loser] = (await holds(robin.page)) ? (["Robin", sasha.page] as const) : (["Sasha", robin.page] as const);
  await alarmShown(loser)
    .getByRole("alert")
    .filter({ hasText: `${winner} has already claimed this alarm. You have not claimed this alarm.` })
    .waitFor();
  await alarmShown(loser)
    .getByRole("paragraph")
    .filter({ hasText: `Claimed by ${winner}` })
    .waitFor();
  expect(await holds(loser)).toBe(false);
});
