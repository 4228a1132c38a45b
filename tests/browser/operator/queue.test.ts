import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { monitoringCentre, rowOf } from "../setup/centre.ts";
import { nightZone } from "../setup/nightZone.ts";

const centre = monitoringCentre();

const queued = (page: Page) => page.getByRole("list", { name: "Waiting" }).getByRole("listitem");
const secondsWaited = async (page: Page, homeName: string): Promise<number> =>
  Number(/waited (\d+) s/.exec((await rowOf(page, homeName).textContent()) ?? "")?.[1]);

/** Opens an outside door of a home where it is night now: an urgent alarm, which is below every critical alarm. */
async function openNightDoor(name: string): Promise<void> {
  const { id } = await centre.town.home({ name, timezone: nightZone() });
  const door = await centre.town.device(id, { kind: "door", name: "Front door", outside: true });
  const unit = await centre.town.unit(door);
  await unit.publishAsync(door.mqtt.topic, JSON.stringify({ kind: "door", open: true }), { qos: 1 });
}

test("the queue lists the most urgent alarm first, then the longest waiting, and the waiting times count up", async () => {
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
