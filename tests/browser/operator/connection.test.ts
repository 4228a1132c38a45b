import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { databaseProxy } from "#tests/system/setup/databaseProxy.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";
import { dialog, openPlan, ruleCard } from "../setup/planPage.ts";

const centre = monitoringCentre();

const connection = (page: Page) => page.getByRole("status", { name: "Connection" });
const warning = (page: Page) => page.getByRole("alert").filter({ hasText: "New alarms do not show on this screen" });
/** Sets a mark on the page that a reload would remove. */
const mark = (page: Page) => page.evaluate("globalThis.notReloaded = true");
const notReloaded = (page: Page) => page.evaluate("globalThis.notReloaded === true");
const cutOff = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|WebSocket connection to/;

async function closeAlarmOf(homeId: string): Promise<void> {
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/alarms?state=open&home=${homeId}`);
  const { status } = await centre.town.call("supervisor", "POST", `/api/v1/alarms/${body.items[0].id}/close`, { outcome: "reassurance" });
  expect(status).toBe(200);
}

test("a cut connection shows a warning, and after it the queue is up to date without a reload", async () => {
  const wire = await databaseProxy(centre.town.service.httpUrl);
  try {
    const desk = await centre.staff("Robin", { from: wire.url });
    desk.letPass(cutOff);
    const { page } = desk;
    const [stays, ends, comes] = [
      await centre.pendantHome({ name: "Stays open" }),
      await centre.pendantHome({ name: "Closed meanwhile" }),
      await centre.pendantHome({ name: "Raised meanwhile" }),
    ];
    await Promise.all([stays.press(), ends.press()]);
    await Promise.all([rowOf(page, "Stays open").waitFor(), rowOf(page, "Closed meanwhile").waitFor()]);
    await expect.poll(() => connection(page).textContent()).toBe("Connected");
    await mark(page);

    wire.cut();
    await warning(page).waitFor();
    expect(await connection(page).textContent()).toBe("Connection lost");
    await expect.poll(() => page.title()).toBe("CONNECTION LOST · Link Line");
    await closeAlarmOf(ends.homeId);
    await Promise.all([comes.press(), stays.press()]);
    expect(await rowOf(page, "Raised meanwhile").count()).toBe(0);

    wire.mend();
    await rowOf(page, "Raised meanwhile").waitFor();
    await rowOf(page, "Closed meanwhile").waitFor({ state: "detached" });
    await rowOf(page, "Stays open").getByRole("img", { name: "2 calls" }).waitFor();
    await warning(page).waitFor({ state: "detached" });
    expect(await connection(page).textContent()).toBe("Connected");
    expect(await notReloaded(page)).toBe(true);
    for (const home of [stays, comes]) await closeAlarmOf(home.homeId);
  } finally {
    await wire.stop();
  }
});

test("a cut connection shows a warning above an open dialog, and the warning stays in sight", async () => {
  const wire = await databaseProxy(centre.town.service.httpUrl);
  try {
    const desk = await centre.staff("Sasha", { from: wire.url, role: "supervisor" });
    desk.letPass(cutOff);
    const { page } = desk;
    const { id } = await centre.town.home({ name: "4 Orchard Road" });
    await openPlan(page, id);
    await ruleCard(page, "Outside door left open").getByRole("switch").click();
    await page.getByRole("button", { name: "Go live…" }).click();
    wire.cut();
    const warning = dialog(page).getByText("Connection lost");
    await warning.waitFor();
    await dialog(page).getByRole("button", { name: "Cancel" }).scrollIntoViewIfNeeded();
    const { x, y } = (await warning.boundingBox()) ?? { x: 0, y: 0 };
    const onTop = await page.evaluate<string>(`document.elementFromPoint(${x + 4}, ${y + 4}).closest(".warning, dialog").className`);
    expect(onTop, "nothing lies over it").toBe("warning warning-lost");
    wire.mend();
    await warning.waitFor({ state: "detached" });
  } finally {
    await wire.stop();
  }
});

test("a network that drops every packet without closing the connection is noticed", async () => {
  const wire = await databaseProxy(centre.town.service.httpUrl);
  try {
    const desk = await centre.staff("Robin", { from: wire.url });
    desk.letPass(cutOff);
    await expect.poll(() => connection(desk.page).textContent()).toBe("Connected");
    wire.freeze();
    await warning(desk.page).waitFor({ timeout: 15_000 });
    wire.mend();
    await warning(desk.page).waitFor({ state: "detached" });
  } finally {
    await wire.stop();
  }
});

test("after a restart of the service the screen connects again without a reload, and a note that was not saved is still in its box", async () => {
  const desk = await centre.staff("Robin");
  desk.letPass(cutOff);
  const { page } = desk;
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await caseShown(page).getByLabel("Note").fill("Ringing her daughter");
  await mark(page);

  await centre.town.service.stop();
  await warning(page).waitFor();
  await caseShown(page).getByRole("button", { name: "Add note" }).click();
  await caseShown(page).getByText("Your note may not be saved. It is still in the note box.").waitFor();

  await centre.town.restart();
  await warning(page).waitFor({ state: "detached" });
  await caseShown(page).getByRole("button", { name: "Add note" }).click();
  await caseShown(page).getByRole("listitem").filter({ hasText: "Ringing her daughter" }).waitFor();
  expect(await notReloaded(page)).toBe(true);
});
