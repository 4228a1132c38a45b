import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();
const homes = 75;

beforeAll(async () => {
  for (let number = 1; number < homes; number += 1) await centre.town.home({ name: `${number} Station Road`, address: "Northtown" });
  await centre.town.home({ name: "The Lock House", address: "Canal Side, Southtown" });
});

const rows = (page: Page) => page.getByRole("list", { name: "Homes" }).getByRole("listitem");

test("scrolling loads more homes, and the search finds homes that are not loaded yet", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const asked: string[] = [];
  page.on("request", (one) => one.url().includes("/api/v1/homes?") && asked.push(new URL(one.url()).searchParams.get("find") ?? ""));
  await page.getByRole("link", { name: "Homes" }).click();
  await rows(page).first().waitFor();
  await expect.poll(() => rows(page).count()).toBe(60);
  expect(asked, "no more than fills the screen").toEqual([""]);

  const names = async () => (await rows(page).getByRole("link").allTextContents()).filter((one) => !one.startsWith("Plan"));
  await page.getByRole("main").hover();
  await page.mouse.wheel(0, 20_000);
  await expect.poll(() => rows(page).count()).toBe(homes);
  expect((await names()).slice(7, 11), "the oldest first").toEqual([
    "8 Station Road",
    "9 Station Road",
    "10 Station Road",
    "11 Station Road",
  ]);
  expect(new Set(await names()).size).toBe(homes);
  expect(await page.getByRole("button", { name: "Show more homes" }).count()).toBe(0);

  asked.length = 0;
  await page.getByLabel("Search by name or address").pressSequentially("canal lock", { delay: 10 });
  await rows(page).filter({ hasText: "The Lock House" }).waitFor();
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(asked, "it searches when the typing pauses, not at each letter").toEqual(["canal lock"]);

  await page.getByLabel("Search by name or address").fill("nowhere at all");
  await page.getByText("No homes match your search.").waitFor();
  await expect.poll(() => rows(page).count()).toBe(0);
});

test("a list of homes that failed to load says so, and loads after Try again", async () => {
  const desk = await centre.staff("Sasha", { role: "supervisor" });
  desk.letPass(/503/);
  await desk.page.route("**/api/v1/homes?*", (route) =>
    route.fulfill({ status: 503, json: { error: { code: "away", message: "Not now." } } }),
  );
  await desk.page.getByRole("link", { name: "Homes" }).click();
  await desk.page.getByText("Some homes may be missing from this list. Not now.").waitFor();
  await desk.page.unroute("**/api/v1/homes?*");
  await desk.page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => rows(desk.page).count()).toBe(60);
  expect(await desk.page.getByText("Some homes may be missing from this list").count()).toBe(0);
});
