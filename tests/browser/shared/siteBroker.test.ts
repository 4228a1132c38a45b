import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SiteBroker } from "#tests/system/gateways/siteBroker.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";

const folder = throwawayFolder();
const file = join(folder.path, "sources.json");
const site = await SiteBroker.start();
writeFileSync(file, JSON.stringify([{ name: "mill-house", url: site.url, family: "zigbee2mqtt", gateways: ["1"] }]));
const centre = monitoringCentre({ env: { LINKLINE_SOURCES: file } });
afterAll(async () => {
  await site.stop();
  folder.remove();
});

test("a supervisor reads on the board of devices that the broker of a site is away, since when and why; when it is back, the line goes", async () => {
  const { id } = await centre.town.home({ name: "1 Mill House" });
  const hub = await centre.town.call("installer", "POST", `/api/v1/homes/${id}/gateways`, { family: "zigbee2mqtt", name: "Hub" });
  expect(hub).toMatchObject({ status: 201, body: { id: "1" } });
  const sources = async () => (await centre.town.call("installer", "GET", "/api/v1/sources")).body.items;
  await expect.poll(sources, { timeout: 60_000 }).toMatchObject([{ connected: true, problem: null }]);
  await site.goAway();
  await expect.poll(async () => (await sources())[0].problem, { timeout: 60_000 }).toContain("nothing answers at its address");

  const { page } = await centre.staff("Robin", { viewport: { width: 390, height: 844 } });
  await page.goto("#/devices");
  const line = page.getByRole("region", { name: "Brokers of sites that need attention" });
  await line.getByText("It is away: nothing answers at its address").waitFor();
  expect(await line.textContent()).toMatch(/^Broker mill-house \(127\.0\.0\.1:\d+\), 1 gateway, away since \d\d:\d\d/);
  const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await expectAccessible(page, "the board with a broker that is away");

  await site.comeBack();
  await expect.poll(async () => (await sources())[0].connected, { timeout: 90_000 }).toBe(true);
  await line.waitFor({ state: "detached", timeout: 60_000 });
}, 240_000);
