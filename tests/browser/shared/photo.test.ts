import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { tinyPng } from "#tests/system/record/pictures.ts";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

/** Resolves when the photo is drawn. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole("img", { name: "How Edith Birch looks" }).first().waitFor();
  await page.waitForFunction("document.querySelector('img[alt=\"How Edith Birch looks\"]')?.naturalWidth === 1");
}

test("an operator sets the photo of a person, and sees it in the home's record and beside the alarm", async () => {
  const home = await centre.pendantHome({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }] } as never);
  const desk = await centre.staff("Robin");
  desk.letPass(/422/);
  const { page } = desk;
  await page.goto(`/#/homes/${home.homeId}`);
  const record = page.getByRole("region", { name: "Correct the record" });
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
  await record.getByLabel("Photo of Edith Birch").setInputFiles(file("notes.png", Buffer.from("no photo")));
  await record.getByText("Choose a photo in JPEG, PNG or WebP.").waitFor();
  await record.getByLabel("Photo of Edith Birch").setInputFiles(file("edith.png", tinyPng("a place")));
  await record.getByLabel("Another photo of Edith Birch").waitFor();
  await drawn(page);
  await expectAccessible(page, "a home with a photo");
  expect(await findings(page)).toEqual([]);

  await home.press();
  await page.goto("/#");
  await rowOf(page, "4 Orchard Road").click();
  await caseShown(page).waitFor();
  await drawn(page);
  await expectAccessible(page, "a case with a photo");

  await page.goto(`/#/homes/${home.homeId}`);
  await record.getByRole("button", { name: "Remove the photo of Edith Birch…" }).click();
  await record.getByText("A responder no longer sees how this person looks.").waitFor();
  await record.getByRole("button", { name: "Yes, remove it" }).click();
  await record.getByLabel("Photo of Edith Birch", { exact: true }).waitFor();
  expect(await page.getByRole("img", { name: "How Edith Birch looks" }).count()).toBe(0);
});
