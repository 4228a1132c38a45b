import { expect, test } from "vitest";
import { monitoringCentre } from "../../setup/centre.ts";
import { dialog, openPlan, outOfBed, setting } from "../../setup/planPage.ts";

const centre = monitoringCentre();

test.each([
  ["a desk", { width: 1280, height: 720 }],
  ["a telephone", { width: 390, height: 844 }],
])("on %s, an alarm that is raised while the dialog Go live is open is named in the dialog, one click away", async (_where, viewport) => {
  const { page } = await centre.staff("Sasha", { role: "supervisor", viewport });
  const [older, newer] = [
    await centre.pendantHome({ name: `Older ${viewport.width}` }),
    await centre.pendantHome({ name: `Newer ${viewport.width}` }),
  ];
  await older.press();
  await openPlan(page, older.homeId);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await page.getByRole("button", { name: "Go live…" }).click();
  const strip = dialog(page).getByRole("link", { name: /Go to the queue/ });
  await strip.filter({ hasText: `Older ${viewport.width}` }).waitFor();

  await newer.press();
  const shown = strip.filter({ hasText: `Newer ${viewport.width}` });
  await shown.getByText("SOS pressed: Pendant, Hall").waitFor();
  await dialog(page).getByRole("button", { name: "Cancel" }).scrollIntoViewIfNeeded();
  await shown.click();
  await page.getByRole("heading", { name: "SOS pressed: Pendant, Hall" }).waitFor();
  expect(await page.getByRole("region", { name: "Case", exact: true }).textContent()).toContain(`Newer ${viewport.width}`);
  // The changes to the plan are still there.
  await page.goBack();
  await page.getByText("1 change is not live").waitFor();
});
