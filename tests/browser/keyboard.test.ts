import { expect, test } from "vitest";
import { alarmShown, monitoringCentre, rowOf } from "./centre.ts";

const centre = monitoringCentre();

test("an operator signs in, moves, claims, notes and closes without touching a mouse", async () => {
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
  await alarmShown(page).getByText("You hold this alarm").waitFor();
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

  // Enter goes on to the next that waits.
  await expect.poll(() => page.evaluate<string>("document.activeElement.textContent")).toContain("First home");
  await press("Enter");
  await shown("First home");
});

test("single keys can be turned off, for who presses keys without meaning them", async () => {
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
  await alarmShown(page).getByText("You hold this alarm").waitFor();
});
