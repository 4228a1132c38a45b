import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { smallestDesk } from "../setup/browser.ts";
import { monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();

const choose = (page: Page, name: string, text: string): Promise<void> =>
  page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const status = (page: Page) => page.getByRole("article").getByRole("status");

test("a supervisor sees the faults of a file by line and column, corrects it, applies it, and exports it again", async () => {
  const { page } = await centre.staff("Sam", { role: "supervisor", viewport: smallestDesk });
  await page.goto("/#/homes");
  await page.getByRole("link", { name: "Bulk import and export" }).click();
  await page.getByRole("heading", { name: "Bulk import and export" }).waitFor();
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("Choose a file first.").waitFor();
  await choose(page, "workbook.xlsx", "PK\u0003\u0004 packed");
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText(/This is an Excel workbook \(.xlsx\)/).waitFor();

  await choose(page, "homes.csv", "reference;name;postcode\nK1;1 Bulk Row;LS1 1AA\nK2;;Leeds\n");
  await page.getByRole("button", { name: "Check the file" }).click();
  await status(page).getByText("2 rows, 2 faults. Nothing was written.").waitFor();
  await page.getByText("Read as UTF-8, separator semicolon.").waitFor();
  await page.getByRole("row", { name: "3 name this must not be empty" }).waitFor();
  await page.getByRole("row", { name: "3 postcode write a postcode such as SW1A 1AA" }).waitFor();
  await expectAccessible(page, "the faults of a file");
  expect(await findings(page)).toEqual([]);

  await choose(page, "homes.csv", "reference;name;postcode\nK1;1 Bulk Row;LS1 1AA\nK2;2 Bulk Row;\n");
  await page.getByRole("button", { name: "Check the file" }).click();
  await status(page).getByText("2 rows without a fault. Nothing is written yet.").waitFor();
  await expectAccessible(page, "a checked file");
  await page.getByRole("button", { name: "Write 2 rows to the record" }).click();
  await status(page).getByText("Done.").waitFor();
  await page.getByRole("definition").getByText("2", { exact: true }).last().waitFor();
  const homes = (await centre.town.call("supervisor", "GET", "/api/v1/homes?find=Bulk")).body.items;
  expect(homes.map(({ name }: { name: string }) => name)).toEqual(["1 Bulk Row", "2 Bulk Row"]);

  const exported = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export homes" }).click();
  expect((await exported).suggestedFilename()).toBe("homes.csv");
});

test("a file is chosen, checked and written with the keyboard alone", async () => {
  const { page } = await centre.staff("Sam", { role: "supervisor" });
  await page.goto("/#/bulk");
  await choose(page, "homes.csv", "reference,name\nL1,3 Bulk Row\n");
  await page.getByLabel("File", { exact: true }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const write = page.getByRole("button", { name: "Write 1 row to the record" });
  await write.waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Write 1 row to the record");
  await page.keyboard.press("Enter");
  await status(page).getByText("Done.").waitFor();
});

test("an operator has no link to the page and is refused at its address", async () => {
  const { page } = await centre.staff("Robin", { role: "operator" });
  await page.goto("/#/homes");
  await page.getByRole("heading", { name: "Homes" }).waitFor();
  expect(await page.getByRole("link", { name: "Bulk import and export" }).count()).toBe(0);
  await page.goto("/#/bulk");
  await page.getByText("Supervisors see this page.").waitFor();
});
