import { expect, test } from "vitest";
import { expectAccessible } from "../setup/accessibility.ts";
import { confirmSound, monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();

test("the wall shows what waits, who is on duty and how calls were answered, and a supervisor takes a case over from it", async () => {
  const home = await centre.pendantHome({ name: "1 Mill Lane" });
  const other = await centre.pendantHome({ name: "2 Mill Lane" });
  const operator = await centre.staff("Robin");
  const { page } = await centre.staff("Kim", { role: "supervisor", viewport: { width: 1920, height: 1080 } });
  await home.press();
  await other.press();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Wall" }).click();
  await page.getByRole("button", { name: /^Waiting 2 / }).waitFor();
  await page.getByRole("button", { name: /^Robin/ }).waitFor();
  await page.getByRole("button", { name: /^Held too long 0 / }).waitFor();
  await page.getByRole("heading", { name: "Answered within 60 s" }).waitFor();
  expect(await page.getByRole("list", { name: "Service" }).textContent()).toContain("Recording: In order");
  expect((await page.textContent("main")) ?? "").not.toMatch(/SOS|pressed|Pendant/i);
  await expectAccessible(page, "wall");

  await page.getByRole("button", { name: /^Waiting 2 / }).click();
  const list = page.getByRole("dialog", { name: "Cases that wait" });
  await list.getByRole("button", { name: "Take over 1 Mill Lane" }).click();
  await list.getByLabel("Why do you take over 1 Mill Lane?").fill("Robin is in another call");
  await expectAccessible(page, "list of a tile");
  await list.getByRole("button", { name: "Take over", exact: true }).click();
  await page.getByRole("button", { name: /^Waiting 1 /, includeHidden: true }).waitFor({ state: "attached" });
  await list.getByRole("button", { name: "Close" }).click();
  const { body } = await centre.town.call("supervisor", "GET", "/api/v1/cases");
  expect(body.items.find(({ homeName }: { homeName: string }) => homeName === "1 Mill Lane").heldBy.name).toBe("Kim");
  await operator.page.close();
});

test("the wall warns of a desk that cannot hear, by name, until its sound is confirmed", async () => {
  const robin = await centre.staff("Robin");
  const kim = await centre.staff("Kim Ashdown");
  await confirmSound(robin.page);
  const { page } = await centre.staff("Lou", { role: "supervisor", viewport: { width: 1920, height: 1080 } });
  await page.goto("/#/wall");
  const warning = page.getByText("Kim Ashdown cannot hear: new calls make no sound at that desk.");
  await warning.waitFor();
  await expectAccessible(page, "wall with a desk that cannot hear");
  await confirmSound(kim.page);
  await warning.waitFor({ state: "hidden" });
});

test("the wall fits the screen of a television and of a small desk, and says when it is not up to date", async () => {
  const wide = await centre.staff("Kim", { role: "supervisor", viewport: { width: 1920, height: 1080 } });
  await wide.page.goto("/#/wall");
  await wide.page.getByRole("heading", { name: "Answered within 180 s" }).waitFor();
  const overflows = "document.documentElement.scrollHeight > innerHeight";
  expect(await wide.page.evaluate(overflows), "1920×1080").toBe(false);
  await wide.page.setViewportSize({ width: 1280, height: 720 });
  expect(await wide.page.evaluate(overflows), "1280×720").toBe(false);
  // At four metres a letter of 2.4 cm is readable: on a television of 1 m height that is 26 px of 1080.
  await wide.page.setViewportSize({ width: 1920, height: 1080 });
  const smallest = `Math.min(...[...document.querySelectorAll("main.wall *")].filter((one) => one.children.length === 0 && one.textContent.trim() !== "" && !one.closest("nav")).map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))`;
  expect(await wide.page.evaluate(smallest)).toBeGreaterThanOrEqual(22);

  wide.letPass(/wall|ERR_FAILED|Failed to load/);
  await wide.page.route("**/api/v1/wall", (route) => route.abort());
  await wide.page.getByRole("alert").getByText("This wall is not up to date.").waitFor();
  await wide.page.unroute("**/api/v1/wall");
  await wide.page.getByRole("alert").getByText("This wall is not up to date.").waitFor({ state: "hidden" });
});

test("reports show tables with links to homes and plans, and give CSV", async () => {
  const home = await centre.pendantHome({ name: "3 Mill Lane" });
  await home.press();
  const [open] = (await centre.town.call("operator", "GET", `/api/v1/cases?home=${home.homeId}`)).body.items;
  await centre.town.call("operator", "POST", `/api/v1/cases/${open.id}/claim`);
  await centre.town.call("operator", "POST", `/api/v1/cases/${open.id}/close`, { outcome: "falseAlarm", note: "Sat on it", rings: 1 });
  const { page } = await centre.staff("Kim", { role: "supervisor" });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Wall" }).click();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Reports" }).click();
  const table = page.getByRole("region", { name: "False alarms, by home and rule" }).getByRole("table");
  await table.getByRole("row", { name: /3 Mill Lane sosPress 1 1 100.0 %/ }).waitFor();
  await expectAccessible(page, "reports");
  const href = await page.getByRole("link", { name: "Download CSV of False alarms, by home and rule" }).getAttribute("href");
  const file = await page.request.get(href ?? "");
  expect(file.headers()["content-disposition"]).toMatch(/^attachment; filename="false-alarms-.+\.csv"$/);
  expect(await file.text()).toContain("3 Mill Lane,sosPress,1,1");
  await table.getByRole("link", { name: "Plan of 3 Mill Lane" }).click();
  await page.getByRole("heading", { name: /3 Mill Lane/ }).waitFor();
});

test("an operator has no link to wall and reports, and their address shows no numbers", async () => {
  const { page } = await centre.staff("Robin");
  expect(await page.getByRole("link", { name: "Wall" }).count()).toBe(0);
  await page.goto("/#/wall");
  await page.getByText("Supervisors see this page.").waitFor();
});
