import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { expectAccessible as good } from "../setup/accessibility.ts";
import { smallestDesk } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";
import { dialog, openPlan, outOfBed, setting } from "../setup/planPage.ts";
import { homeWithNights } from "../setup/recordedHome.ts";

const centre = monitoringCentre();
const plan = { name: "Bed only", rules: { bedExit: {}, boundary: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
const trips = [
  { night: 2, from: "02:10", minutes: 34 },
  { night: 9, from: "04:15", minutes: 22 },
  { night: 12, from: "00:40", minutes: 90 },
];
let homeId: string;

beforeAll(async () => {
  homeId = await homeWithNights(centre, "Flat 12, The Old Waterworks, Upper Embankment Gardens", plan, trips, async (recorded) => {
    const { body } = await centre.town.call("admin", "GET", `/api/v1/alarms?state=open&home=${recorded}`);
    for (const { id } of body.items) await centre.town.call("admin", "POST", `/api/v1/alarms/${id}/close`, { outcome: "genuine" });
  });
});

describe.each([
  ["a desk in the dark", { colorScheme: "dark" as const, viewport: smallestDesk }],
  ["a telephone by day", { colorScheme: "light" as const, viewport: { width: 390, height: 844 } }],
])("on %s", (_where, look) => {
  const settings = { ...look, reducedMotion: "reduce" as const, role: "supervisor" as const };

  test("homes, the absence form, a plan, its faults, its comparison and going live have no serious accessibility fault", async () => {
    const { page } = await centre.staff("Sasha Featherstone-Haughton", settings);
    await page.goto("/#/homes");
    await page.getByRole("list", { name: "Homes" }).getByRole("listitem").first().waitFor();
    await good(page, "homes");

    await page.goto(`/#/homes/${homeId}`);
    await page.getByRole("button", { name: "Add absence" }).click();
    await page.getByText(/Rules paused: /).click();
    await page.getByRole("form", { name: "Add absence" }).getByRole("checkbox").first().waitFor();
    await good(page, "setting an absence");

    await openPlan(page, homeId);
    await good(page, "plan");
    const field = await setting(page, "Left bed and not back", outOfBed);
    await field.fill("999");
    await page.getByRole("button", { name: "Compare with recent nights" }).click();
    await page.getByText("There is 1 problem to fix. The plan has not changed.").waitFor();
    await good(page, "faults");

    await field.fill("30");
    await page.getByRole("button", { name: "Compare with recent nights" }).click();
    await page.locator(".difference-words").waitFor();
    await page.locator(".mark").first().focus();
    await good(page, "difference, a mark in focus");
    await page.getByRole("button", { name: "Go live…" }).click();
    await dialog(page).getByLabel("Reason for going live anyway").waitFor();
    await good(page, "going live");
  });

  test("an alarm of a home with an absence, beside the technical list, has no serious accessibility fault", async () => {
    const { page } = await centre.staff("Robin", { ...settings, role: "operator" });
    const name = `Flat ${look.viewport.width}, The Old Waterworks, Upper Embankment Gardens, Elmstead-under-Hill`;
    const home = await centre.pendantHome({ name });
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    await centre.town.call("admin", "POST", `/api/v1/homes/${home.homeId}/absences`, { kind: "onHoliday", endsAt, note: "by the sea" });
    const sensor = await centre.town.device(home.homeId, { kind: "motion", name: "Movement sensor", room: "Kitchen" });
    const unit = await centre.town.unit(sensor);
    await unit.publishAsync(sensor.mqtt.topic, '{"kind":"heartbeat","battery":4,"tamper":true}', { qos: 1 });
    await home.press();
    await rowOf(page, name).click();
    await caseShown(page)
      .getByText(/^On holiday until/)
      .waitFor();
    await page.getByRole("tab", { name: /^Technical/ }).click();
    await page.getByRole("list", { name: "Technical list" }).getByText("Battery at 4 %").first().waitFor();
    await good(page, "technical list");
    const ages = page.getByRole("list", { name: "Technical list" }).locator("time");
    for (const age of await ages.all()) expect(await cutOff(age), "ages stay readable").toBe(false);
  });
});

/** Whether any part of the element lies outside the screen. */
const cutOff = async (shown: Locator): Promise<boolean> => {
  const box = await shown.boundingBox();
  const width = shown.page().viewportSize()?.width ?? 0;
  return box === null || box.width < 10 || box.x < 0 || box.x + box.width > width;
};
