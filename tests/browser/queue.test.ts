import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { soundsPlayed } from "./browser.ts";
import { alarmShown, monitoringCentre, rowOf } from "./centre.ts";

const centre = monitoringCentre();

const queued = (page: Page) => page.getByRole("list", { name: "Alarm queue" }).getByRole("listitem");
const secondsWaited = async (page: Page, homeName: string): Promise<number> =>
  Number(/waited (\d+) s/.exec((await rowOf(page, homeName).textContent()) ?? "")?.[1]);

/** An outside door opened in the night, wherever it is night now: urgent, and so below any critical alarm. */
async function openNightDoor(name: string): Promise<void> {
  const hoursToTwo = ((2 - new Date().getUTCHours() + 36) % 24) - 12;
  const timezone = `Etc/GMT${hoursToTwo > 0 ? "-" : "+"}${Math.abs(hoursToTwo)}`;
  const { id } = await centre.town.home({ name, timezone });
  const door = await centre.town.device(id, { kind: "door", name: "Front door", outside: true });
  const unit = await centre.town.unit(door);
  await unit.publishAsync(door.mqtt.topic, JSON.stringify({ kind: "door", open: true }), { qos: 1 });
}

test("the most urgent stands first, then the longest waiting, and the seconds go on", async () => {
  const { page } = await centre.staff("Robin");
  const [longer, less] = [await centre.pendantHome({ name: "Waiting longer" }), await centre.pendantHome({ name: "Waiting less" })];
  await openNightDoor("Less urgent");
  await longer.press();
  await less.press();

  await expect.poll(() => queued(page).count()).toBe(3);
  const order = (await queued(page).allTextContents()).map((text) => /Waiting longer|Waiting less|Less urgent/.exec(text)?.[0]);
  expect(order).toEqual(["Waiting longer", "Waiting less", "Less urgent"]);
  await page.getByRole("heading", { name: "3 waiting" }).getByText("2 critical").waitFor();

  const before = await secondsWaited(page, "Waiting longer");
  await expect.poll(() => secondsWaited(page, "Waiting longer")).toBeGreaterThan(before + 1);
});

test("a second press rings again in the alarm that is open, also for the one who holds it", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "7 Weir Street" });
  await home.press();
  await rowOf(page, "7 Weir Street").click();
  await alarmShown(page).getByRole("button", { name: "Claim" }).click();
  await alarmShown(page).getByText("You hold this alarm").waitFor();
  const heard = await soundsPlayed(page);

  await home.press();
  await rowOf(page, "7 Weir Street").getByRole("img", { name: "rang 2 times" }).waitFor();
  await alarmShown(page).getByText("rang 2 times").waitFor();
  await alarmShown(page).getByRole("listitem").filter({ hasText: "Rang again" }).waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(heard);
  expect(await rowOf(page, "7 Weir Street").count()).toBe(1);
});

test("a test home stands apart, rings nobody and counts nowhere", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("button", { name: /^Sound on/ }).waitFor();
  const bench = await centre.pendantHome({ name: "Test bench", mode: "test" });
  const title = await page.title();
  const heard = await soundsPlayed(page);
  await bench.press();

  await page.getByRole("button", { name: "Test homes 1" }).click();
  const row = page.getByRole("list", { name: "Alarms of test homes" }).getByRole("button");
  await row.click();
  await alarmShown(page).getByText("Test home: no one is in danger and nothing rings").waitFor();
  expect(await rowOf(page, "Test bench").count()).toBe(0);
  expect(await page.title()).toBe(title);

  // A live press after it does ring: what was silent was the test home, not the screen.
  const silent = await soundsPlayed(page);
  const live = await centre.pendantHome({ name: "9 Ford Close" });
  await live.press();
  await rowOf(page, "9 Ford Close").waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(silent);
  expect(silent).toBe(heard);
});
