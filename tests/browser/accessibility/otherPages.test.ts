import { expect, test } from "vitest";
import { expectAccessible as good, sideways } from "../setup/accessibility.ts";
import { smallestDesk } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf, spokeToHome } from "../setup/centre.ts";
import { dialog, openPlan } from "../setup/planPage.ts";

const centre = monitoringCentre();
const night = { colorScheme: "dark" as const, viewport: smallestDesk, reducedMotion: "reduce" as const };
const telephone = { colorScheme: "light" as const, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" as const };
const longName = "Flat 12, The Old Waterworks, Upper Embankment Gardens, Elmstead-under-Hill";

test("on a telephone by day, the pages of installer and carer have no serious accessibility fault", async () => {
  const { homeId } = await centre.pendantHome({ name: longName });
  const sensor = await centre.town.device(homeId, { kind: "motion", name: "Movement sensor", room: "Kitchen" });
  await (await centre.town.unit(sensor)).publishAsync(sensor.mqtt.topic, '{"kind":"heartbeat","battery":4}', { qos: 1 });
  const installer = (await centre.staff("Kim Featherstone-Haughton", { ...telephone, role: "installer" })).page;
  await installer.getByText("Battery at 4 %").first().waitFor();
  await good(installer, "an installer's list");
  await (await centre.town.unit(sensor)).publishAsync(sensor.mqtt.topic, "x".repeat(300), { qos: 1 });
  await installer.goto("/#/unreadable");
  await installer.getByText("300 bytes").click();
  await good(installer, "unreadable messages");
  await installer.goto(`/#/homes/${homeId}`);
  await installer.getByRole("heading", { name: "Devices", exact: true }).waitFor();
  await good(installer, "an installer's home");
  await openPlan(installer, homeId);
  await good(installer, "a plan to read");

  const carer = (await centre.staff("Kim Featherstone-Haughton", { ...telephone, role: "carer" })).page;
  await carer.getByText(/You care for no home at the moment/).waitFor();
  await good(carer, "a carer's page");
});

test("on a desk in the dark, a closed alarm, a template and a lost connection above a dialog have no serious accessibility fault", async () => {
  const desk = await centre.staff("Sasha Featherstone-Haughton", { ...night, role: "supervisor" });
  desk.letPass(/ERR_INTERNET_DISCONNECTED/);
  const { page } = desk;
  const name = `Closed: ${longName}`;
  const home = await centre.pendantHome({ name });
  await home.press();
  await rowOf(page, name).click();
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await spokeToHome(page);
  await caseShown(page)
    .getByRole("radio", { name: /Reassurance/ })
    .check();
  await caseShown(page).getByRole("button", { name: "Close case" }).click();
  await caseShown(page).getByText("Closed:").first().waitFor();
  await good(page, "a closed alarm");

  await openPlan(page, home.homeId);
  await page.getByRole("button", { name: "Home from hospital" }).click();
  await page.getByRole("button", { name: "Use template" }).waitFor();
  await good(page, "a template");
  await page.getByRole("button", { name: "Use template" }).click();
  await page.getByRole("button", { name: "Go live…" }).click();
  await page.clock.install();
  await page.context().setOffline(true);
  await page.clock.runFor(60_000);
  await dialog(page).getByText("Connection lost").waitFor({ timeout: 20_000 });
  await good(page, "connection lost above a dialog");
});

test("no page is cut off at the side, from a narrow telephone to a wide desk", async () => {
  const { page } = await centre.staff("Sasha Featherstone-Haughton", { role: "supervisor" });
  const home = await centre.pendantHome({ name: longName });
  await home.press();
  await rowOf(page, longName).first().waitFor();
  for (const hash of ["", "#/homes", "#/devices", `#/homes/${home.homeId}`, `#/homes/${home.homeId}/plan`]) {
    // A change of the hash alone does not reload the page.
    await page.evaluate(`location.hash = "${hash}"`);
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    if (hash.endsWith("plan")) await page.getByRole("heading", { name: "Left bed and not back" }).waitFor();
    for (const width of [1920, 1440, 1280, 1024, 900, 820, 720, 600, 390, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await sideways(page), `${hash} at ${width}`).toEqual([]);
      const out = (await page.getByRole("button", { name: "Sign out" }).boundingBox()) ?? { x: 0, width: Number.POSITIVE_INFINITY };
      expect(out.x + out.width, `the way out of ${hash} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
});
