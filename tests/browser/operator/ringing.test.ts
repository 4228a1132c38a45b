import { expect, test } from "vitest";
import { soundsPlayed } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf, spokeToHome } from "../setup/centre.ts";

const centre = monitoringCentre();

test("a second press rings again in the open case, also for the operator who claimed it", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "7 Weir Street" });
  await home.press();
  await rowOf(page, "7 Weir Street").click();
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await caseShown(page).getByText("Claimed by you").waitFor();
  const heard = await soundsPlayed(page);

  await home.press();
  await rowOf(page, "7 Weir Street").getByRole("img", { name: "2 calls" }).waitFor();
  await caseShown(page).getByText("2 calls").waitFor();
  await caseShown(page).getByRole("listitem").filter({ hasText: "Rang again" }).waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(heard);
  expect(await rowOf(page, "7 Weir Street").count()).toBe(1);

  await spokeToHome(page);
  await caseShown(page).getByRole("radio", { name: "Accidental press" }).check();
  await caseShown(page).getByRole("button", { name: "Close case" }).click();
  await rowOf(page, "7 Weir Street").waitFor({ state: "detached" });
});

test("a case of a test home is listed apart, makes no sound and is not counted in the page title", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("button", { name: /^Sound on/ }).waitFor();
  const bench = await centre.pendantHome({ name: "Test bench", mode: "test" });
  const title = await page.title();
  const heard = await soundsPlayed(page);
  await bench.press();

  await page.getByRole("button", { name: "Test homes 1" }).click();
  const row = page.getByRole("list", { name: "Cases of test homes" }).getByRole("button");
  await row.click();
  await caseShown(page).getByText("Test home: no one is in danger and alarms do not ring").waitFor();
  expect(await rowOf(page, "Test bench").count()).toBe(0);
  expect(await page.title()).toBe(title);

  // A live press afterwards does sound: the test home was silent, not the screen.
  const silent = await soundsPlayed(page);
  const live = await centre.pendantHome({ name: "9 Ford Close" });
  await live.press();
  await rowOf(page, "9 Ford Close").waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(silent);
  expect(silent).toBe(heard);
});
