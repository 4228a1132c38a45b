import type { Locator, Page } from "playwright-core";

/** Opens the plan of a home and waits until it is shown. */
export async function openPlan(page: Page, homeId: string): Promise<void> {
  await page.goto(`/#/homes/${homeId}/plan`);
  await page.getByRole("heading", { name: "Left bed and not back" }).waitFor();
}

export const ruleCard = (page: Page, title: string): Locator =>
  page.locator(".rule").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

/** Opens the settings of a rule and returns one of them. */
export async function setting(page: Page, rule: string, title: string): Promise<Locator> {
  const card = ruleCard(page, rule);
  const field = card.getByLabel(title);
  if (!(await field.isVisible())) await card.getByText("Settings").click();
  return field;
}

export const outOfBed = "How long a person may be out of bed";
export const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Go live" });
export const versions = (page: Page): Locator => page.getByRole("region", { name: "Versions" }).locator(".versions > li");

/** Goes live through the dialog, with a reason. */
export async function goLive(page: Page, why: string): Promise<void> {
  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page).getByLabel("Reason for this change").fill(why);
  await dialog(page).getByRole("button", { name: "Go live" }).click();
}
