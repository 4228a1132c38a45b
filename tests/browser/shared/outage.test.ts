import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { OutageTown, type OutageTownHome } from "#tests/system/outage/outageTown.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { confirmSound, monitoringCentre, rowOf } from "../setup/centre.ts";

// The page reads the time from the service's answers, so the outage must lie before the present.
const clock = new ManualClock(new Date(Date.now() - 4 * 3_600_000).toISOString());
const centre = monitoringCentre({ clock });
let there: OutageTown;
let north: OutageTownHome[];
let south: OutageTownHome[];

/** For a look by a person: LINKLINE_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.LINKLINE_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

beforeAll(async () => {
  there = await OutageTown.start(clock, centre.town);
  north = [...(await there.homes(11, "North")), ...(await there.homes(1, "Oxygen", ["oxygen", "livesAlone"]))];
  await there.sql("UPDATE home SET area = 'North', phone = '020 7946 0123' WHERE area = 'Oxygen'");
  south = await there.homes(3, "South");
  await Promise.all([...north, ...south].map(({ beat }) => beat()));
  await there.passes(20, south);
  await there.until("an outage with twelve homes", async () => (await there.outages())[0]?.outage?.homes === 12);
  await there.passes(12, south);
}, 240_000);

const shownHomes = (page: Page) => page.getByRole("list", { name: "Homes of the outage" }).getByRole("listitem");

test("the desk shows the outage in one line, and its work list begins with the person at high risk, who rings too", async () => {
  const { page } = await centre.staff("Robin");
  const soundLine = page.getByRole("status", { name: "Sound check" });
  const more = page.getByRole("button", { name: /^\d more: outage/ });
  await more.waitFor();
  const above = await page.getByRole("region", { name: "Warnings" }).boundingBox();
  expect(above?.height, "the sound check and the outage are one line").toBeLessThan(50);
  await more.press("Enter");
  await soundLine.getByRole("button", { name: "Show less" }).waitFor();
  await expectAccessible(page, "the desk with both lines open");
  await confirmSound(page);
  const line = page.getByRole("status", { name: "Incident" });
  await line.getByText("Outage in the area North. 12 homes fell silent. None is back yet.").waitFor();
  await line.getByText("1 silent home is at high risk.").waitFor();
  await line.getByText("No person works on it yet.").waitFor();
  await rowOf(page, "1 Oxygen Road").waitFor();
  expect(await rowOf(page, "North Road").count()).toBe(0);
  await expectAccessible(page, "the desk with an outage");
  await picture(page, "desk");

  await page.getByRole("tab", { name: /^Technical/ }).click();
  await page.getByText("12 homes fell silent. None is back yet. Work list").waitFor();
  await expect.poll(() => page.getByRole("list", { name: "Technical list" }).getByText("Nothing heard").count()).toBe(0);
  await expectAccessible(page, "the technical list with an outage");

  await line.getByRole("link", { name: "Open the work list" }).click();
  await expect.poll(() => shownHomes(page).count()).toBe(12);
  const first = shownHomes(page).first();
  expect(await first.textContent()).toContain("1 Oxygen Road");
  await first.getByText("this person may not be able to call").waitFor();
  expect(await first.getByRole("link", { name: "Call 020 7946 0123" }).getAttribute("href")).toBe("tel:020 7946 0123");
  await expectAccessible(page, "the work list");
  await picture(page, "workList");
});

test("an operator notes by keyboard whom she reached; a home without an answer rings in the queue", async () => {
  const { page } = await centre.staff("Kim");
  await confirmSound(page);
  await page.getByRole("link", { name: "Open the work list" }).click();
  const homeOf = (name: string) => shownHomes(page).filter({ hasText: name });
  await homeOf("3 North Road")
    .getByRole("button", { name: /^Spoke: well/ })
    .focus();
  await page.keyboard.press("Enter");
  await page.getByText("Spoke to the person: well. Kim").waitFor();
  await page.getByText("Kim acknowledged it at").waitFor();
  expect(await shownHomes(page).last().textContent()).toContain("3 North Road");
  await homeOf("4 North Road")
    .getByRole("button", { name: /^No answer/ })
    .click();
  await homeOf("4 North Road").getByRole("link", { name: "Rings in the queue" }).click();
  await rowOf(page, "4 North Road").waitFor();
});

test("the board lists the silent devices first, filters them, and leads to the device in its home", async () => {
  const { page } = await centre.staff("Ines", { role: "installer" });
  await page.getByRole("link", { name: "Devices", exact: true }).click();
  const rows = page.getByRole("table", { name: "Devices" }).getByRole("row");
  await expect.poll(() => rows.count()).toBe(16);
  expect(await rows.nth(1).textContent()).toMatch(/1 Oxygen Road.*High risk.*Pendant.*Offline/);
  await expectAccessible(page, "the board");
  await picture(page, "board");
  await page.getByLabel("Area").selectOption("South");
  await expect.poll(() => rows.count()).toBe(4);
  expect(await rows.nth(1).textContent()).toContain("Reporting");
  await page.getByLabel("Area").selectOption("");
  await page.getByRole("link", { name: "1 Oxygen Road", exact: true }).click();
  await page.getByRole("heading", { name: "1 Oxygen Road" }).waitFor();
  await expect.poll(() => page.evaluate<string>("document.activeElement.textContent")).toContain("Pendant");
});

test("on a telephone nothing of the board and of the work list is cut off", async () => {
  const { page } = await centre.staff("Sam", { viewport: { width: 390, height: 844 } });
  await page.goto("#/devices");
  await page.getByRole("table", { name: "Devices" }).getByText("Offline").first().waitFor();
  const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await expectAccessible(page, "the board at 390 px");
  await picture(page, "board390");
  await page.goto(`#/outages/${(await there.outages())[0]?.id}`);
  await expect.poll(() => shownHomes(page).count()).toBe(12);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await expectAccessible(page, "the work list at 390 px");
  await picture(page, "workList390");
});

test("when the homes are back, the page says so and the line of the desk goes; the one that stays away rings", async () => {
  const { page } = await centre.staff("Lee");
  await confirmSound(page);
  await page.getByRole("link", { name: "Open the work list" }).click();
  const back = north.slice(1);
  await Promise.all(back.map(({ beat }) => beat()));
  await there.until("eleven are back", async () => (await there.outages())[0]?.outage?.silent === 1);
  await page.getByText("11 are back, 1 is still silent.").waitFor();
  await there.passes(16, [...back, ...south]);
  await there.until("it is over", async () => (await there.outages())[0]?.outage?.endedAt !== null);
  await page.getByText("It is over since").waitFor();
  await page.getByRole("link", { name: "Queue", exact: true }).first().click();
  await rowOf(page, "1 North Road").waitFor();
  await page.getByRole("link", { name: "Open the work list" }).waitFor({ state: "detached" });
}, 240_000);
