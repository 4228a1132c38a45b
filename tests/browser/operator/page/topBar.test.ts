import { expect, test } from "vitest";
import { expectAccessible, smallTexts } from "../../setup/accessibility.ts";
import { confirmSound, monitoringCentre, rowOf } from "../../setup/centre.ts";

const centre = monitoringCentre();
const telephone = { width: 390, height: 844 };

test("a supervisor with a long name sees the whole bar in one row at 1440 and at 1280, also while the sound is muted", async () => {
  const { page } = await centre.staff("Bartholomew Featherstonehaugh-Cholmondeley", { role: "supervisor" });
  await confirmSound(page);
  const height = async () => (await page.getByRole("banner").boundingBox())?.height;
  const isOneRow = async (where: string) => {
    for (const width of [1440, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await height(), `${where} at ${width}`).toBeLessThan(60);
      const out = await page.getByRole("button", { name: "Sign out" }).boundingBox();
      expect(out?.height, `Sign out ${where} at ${width} is one line`).toBeLessThan(45);
      expect((out?.x ?? 0) + (out?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  };
  await isOneRow("with sound");
  await page.getByRole("button", { name: /^Sound on/ }).click();
  await page.getByRole("button", { name: /^Muted for/ }).waitFor();
  await isOneRow("muted");
});

test("on a telephone the bar takes three rows, with the way out in the first", async () => {
  const { page } = await centre.staff("Sasha Moor", { role: "supervisor", viewport: telephone });
  const top = async (name: string) => (await page.getByRole("button", { name }).boundingBox())?.y ?? 0;
  const pages = (await page.getByRole("navigation", { name: "Pages" }).boundingBox())?.y ?? 0;
  expect(await top("Sign out")).toBeLessThan(pages);
  expect(await top("Search")).toBeGreaterThan(pages);
  expect((await page.getByRole("banner").boundingBox())?.height).toBeLessThan(170);
  await expectAccessible(page, "the bar on a telephone");
});

test("no text of the desk is smaller than 14 px, on a desk and on a telephone", async () => {
  const { page } = await centre.staff("Robin", { role: "supervisor" });
  const { homeId, press } = await centre.pendantHome({ name: "14 Letter Lane", people: [{ name: "Ada Elm", risks: [{ risk: "falls" }] }] });
  await press();
  await rowOf(page, "14 Letter Lane").click();
  await page.getByRole("button", { name: "Show as table" }).waitFor();
  for (const hash of ["", "#/homes", `#/homes/${homeId}`, `#/homes/${homeId}/plan`, "#/devices", "#/closed-cases"]) {
    await page.evaluate(`location.hash = "${hash}"`);
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    if (hash.endsWith(homeId)) await page.getByText("Correct the record").waitFor();
    for (const viewport of [{ width: 1440, height: 900 }, telephone]) {
      await page.setViewportSize(viewport);
      expect(await smallTexts(page), `${hash} at ${viewport.width}`).toEqual([]);
    }
  }
});
