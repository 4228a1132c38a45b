import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { alarmShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("an operator signs in, selects an alarm, claims it, adds a note and closes it with the keyboard alone", async () => {
  const [{ page }, account] = [await centre.desk(), await centre.account("Robin")];
  const [first, second] = [await centre.pendantHome({ name: "First home" }), await centre.pendantHome({ name: "Second home" })];
  await first.press();
  await second.press();
  const shown = (homeName: string) => alarmShown(page).getByRole("definition").getByText(homeName).waitFor();
  const press = (keys: string) => page.keyboard.press(keys);

  await page.getByLabel("Email").waitFor();
  await press("Tab");
  await page.keyboard.type(account.email);
  await press("Tab");
  await page.keyboard.type(account.password);
  await press("Enter");

  await shown("First home");
  await press("j");
  await shown("Second home");
  await press("k");
  await shown("First home");
  await press("j");
  await shown("Second home");

  await press("c");
  await alarmShown(page).getByText("Claimed by you").waitFor();
  await press("n");
  await page.keyboard.type("jackpot, nobody claims by typing");
  await press("Control+Enter");
  await alarmShown(page).getByRole("listitem").filter({ hasText: "jackpot, nobody claims by typing" }).waitFor();
  await shown("Second home");
  await press("Escape");
  await press("x");
  await press("3");
  expect(await alarmShown(page).getByRole("radio", { name: "Reassurance, all well" }).isChecked()).toBe(true);
  await press("Enter");
  await alarmShown(page).getByRole("status").filter({ hasText: "Closed: Reassurance, all well" }).waitFor();
  await rowOf(page, "Second home").waitFor({ state: "detached" });

  // Enter opens the next waiting alarm.
  await expect.poll(() => page.evaluate<string>("document.activeElement.textContent")).toContain("First home");
  await press("Enter");
  await shown("First home");
});

test("a supervisor finds a home, switches a rule off and goes live with the keyboard alone", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await centre.town.home({ name: "11 Lock Cottages" });
  const press = (keys: string) => page.keyboard.press(keys);
  /** Presses Tab until the target has the focus. */
  const tabTo = async (target: Locator) => {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      if ((await target.count()) === 1 && (await target.and(page.locator(":focus")).count()) === 1) return;
      await press("Tab");
    }
    throw new Error(`Tab does not reach ${target}`);
  };
  await tabTo(page.getByRole("link", { name: "Homes" }));
  await press("Enter");
  await tabTo(page.getByLabel("Search by name or address"));
  await page.keyboard.type("lock cott");
  await tabTo(page.getByRole("link", { name: "Plan for 11 Lock Cottages" }));
  await press("Enter");
  await page.getByRole("heading", { name: "Outside door left open" }).waitFor();
  await tabTo(page.getByRole("switch", { name: "Outside door left open" }));
  await press("Space");
  await tabTo(page.getByRole("button", { name: "Go live…" }));
  await press("Enter");
  await tabTo(page.getByRole("dialog", { name: "Go live" }).getByLabel("Reason for this change"));
  await page.keyboard.type("the door has a bell of its own");
  await tabTo(page.getByRole("dialog", { name: "Go live" }).getByRole("button", { name: "Go live" }));
  await press("Enter");
  await page.getByRole("status").filter({ hasText: "Version 1 is live." }).waitFor();
});

test("an operator can turn off single-key shortcuts, and a key pressed by accident then does nothing", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await rowOf(page, "4 Orchard Road").click();
  await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).uncheck();
  await page.keyboard.press("c");
  await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).check();
  await page.keyboard.press("n");
  expect(await alarmShown(page).getByRole("button", { name: "Claim" }).isEnabled()).toBe(true);
  await page.keyboard.press("c");
  await alarmShown(page).getByText("Claimed by you").waitFor();
});
