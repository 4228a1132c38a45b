import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { NewDevice } from "#domain/home.ts";
import { expectAccessible } from "../../setup/accessibility.ts";
import { caseShown, monitoringCentre, rowOf } from "../../setup/centre.ts";

const centre = monitoringCentre();
const pane = (page: Page) => page.getByRole("complementary", { name: "Home" });

/** A sensor of a home; each call sends one reading and resolves when it is acknowledged. */
async function sensor(homeId: string, device: Partial<NewDevice>): Promise<(reading: object) => Promise<void>> {
  const fitted = await centre.town.device(homeId, device);
  const unit = await centre.town.unit(fitted);
  let seq = 0;
  return async (reading) => {
    seq += 1;
    await unit.publishAsync(fitted.mqtt.topic, JSON.stringify({ ...reading, seq, boot: "b" }), { qos: 1 });
  };
}

test("the desk draws the last twelve hours of a home sensor by sensor, and a table says the same", async () => {
  const { page } = await centre.staff("Robin", { viewport: { width: 1440, height: 900 } });
  const { id } = await centre.town.home({ name: "1 Quay Street", timezone: "Europe/London" });
  const [door, pendant] = await Promise.all([
    sensor(id, { kind: "door", name: "Front door", outside: true }),
    sensor(id, { kind: "button", name: "Pendant", room: "Hall" }),
  ]);
  await door({ kind: "door", open: true });
  await pendant({ kind: "button", pressed: true });
  await rowOf(page, "1 Quay Street").click();
  const strip = pane(page).getByRole("region", { name: "Last 12 hours" });
  await strip.getByRole("img", { name: "Chart of the last 12 hours. The table says the same." }).waitFor();
  await strip.locator("canvas").waitFor();
  // The mark of the press is red: so the lanes are drawn, and not only the axis.
  const isDrawn = `(() => {
    const canvas = document.querySelector(".strip canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) if (data[at] > 140 && data[at + 1] < 60 && data[at + 2] < 60 && data[at + 3] > 200) return true;
    return false;
  })()`;
  expect(await page.evaluate(isDrawn)).toBe(true);
  await expectAccessible(page, "desk with the strip");
  await strip.getByRole("button", { name: "Show as table" }).click();
  const table = strip.getByRole("table", { name: "Last 12 hours, device by device" });
  await table.getByRole("rowheader", { name: "Pendant, Hall" }).waitFor();
  await table.getByRole("row").filter({ hasText: "pressed" }).waitFor();
  await table.getByRole("row").filter({ hasText: "now" }).filter({ hasText: "open" }).waitFor();
  await expectAccessible(page, "desk with the strip as a table");
});

test("the pane says which rules cannot work in the home and which devices have problems, a sentence each", async () => {
  const { page } = await centre.staff("Robin");
  const plan = { name: "Nights", rules: { bedExit: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
  const { id } = await centre.town.home({ name: "2 Quay Street", plan });
  const pendant = await sensor(id, { kind: "button", name: "Pendant", room: "Hall" });
  await pendant({ kind: "button", pressed: true, battery: 12 });
  await rowOf(page, "2 Quay Street").click();
  await pane(page)
    .getByRole("region", { name: "Rules that cannot work" })
    .getByText("Left bed and not back cannot work: no bed sensor.")
    .waitFor();
  await pane(page).getByRole("region", { name: "Devices with problems" }).getByText("Pendant, Hall has 12 % battery left.").waitFor();
  await pane(page).getByText("All devices (1)").click();
  await pane(page).getByRole("region", { name: "Devices", exact: true }).getByText("reporting").waitFor();
  await expectAccessible(page, "pane with problems");
});

test("access notes show to the holder after a press, and hide after a minute and when another case is selected", async () => {
  const { page } = await centre.staff("Robin");
  const accessNotes = "Key safe left of the door, code 4711";
  const [home, other] = await Promise.all([
    centre.pendantHome({ name: "3 Quay Street", accessNotes }),
    centre.pendantHome({ name: "4 Quay Street" }),
  ]);
  await home.press();
  await other.press();
  await rowOf(page, "3 Quay Street").click();
  await pane(page).getByText("This home has access notes. Claim the case to see them.").waitFor();
  await page.keyboard.press("c");
  const show = pane(page).getByRole("button", { name: "Show access notes" });
  await show.click();
  await pane(page).getByText("code 4711").waitFor();
  await caseShown(page).getByRole("listitem").filter({ hasText: "Robin looked at the access notes" }).waitFor();
  await expectAccessible(page, "access notes shown");

  await rowOf(page, "4 Quay Street").click();
  await caseShown(page).getByRole("heading", { name: "4 Quay Street" }).waitFor();
  await rowOf(page, "3 Quay Street").click();
  await show.waitFor();
  expect(await page.getByText("code 4711").count()).toBe(0);

  await page.clock.install();
  await show.click();
  await pane(page).getByText("code 4711").waitFor();
  await page.clock.fastForward(60_000);
  await show.waitFor();
  expect(await page.getByText("code 4711").count()).toBe(0);
});

test("a test call counts as the home's monthly test, on the desk and on the page of the home", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "5 Quay Street", timezone: "Etc/UTC" });
  await home.press();
  await rowOf(page, "5 Quay Street").click();
  await pane(page).getByText("Monthly test: none yet").waitFor();
  for (const key of ["t", "Enter"]) await page.keyboard.press(key);
  const today = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "Etc/UTC" }).format(new Date());
  await page.getByRole("status", { name: "Just closed" }).waitFor();
  await page.goto(`/#/homes/${home.homeId}`);
  await page.getByText(`Monthly test: ${today}`).waitFor();
});
