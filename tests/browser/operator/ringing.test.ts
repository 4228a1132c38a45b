import { expect, test } from "vitest";
import { soundsPlayed } from "../setup/browser.ts";
import { alarmShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("a second press rings again in the open alarm, also for the operator who claimed it", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "7 Weir Street" });
  await home.press();
  await rowOf(page, "7 Weir Street").click();
  await alarmShown(page).getByRole("button", { name: "Claim" }).click();
  await alarmShown(page).getByText("Claimed by you").waitFor();
  const heard = await soundsPlayed(page);

  await home.press();
  await rowOf(page, "7 Weir Street").getByRole("img", { name: "2 calls" }).waitFor();
  await alarmShown(page).getByText("2 calls").waitFor();
  await alarmShown(page).getByRole("listitem").filter({ hasText: "Rang again" }).waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(heard);
  expect(await rowOf(page, "7 Weir Street").count()).toBe(1);

  await alarmShown(page).getByRole("radio", { name: "Accidental press" }).check();
  await alarmShown(page).getByRole("button", { name: "Close alarm" }).click();
  await rowOf(page, "7 Weir Street").waitFor({ state: "detached" });
});

test("an alarm of a test home is listed apart, makes no sound and is not counted in the page title", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("button", { name: /^Sound on/ }).waitFor();
  const bench = await centre.pendantHome({ name: "Test bench", mode: "test" });
  const title = await page.title();
  const heard = await soundsPlayed(page);
  await bench.press();

  await page.getByRole("button", { name: "Test homes 1" }).click();
  const row = page.getByRole("list", { name: "Alarms of test homes" }).getByRole("button");
  await row.click();
  await alarmShown(page).getByText("Test home: no one is in danger and alarms do not ring").waitFor();
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
