import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { confirmSound, monitoringCentre, rowOf } from "../setup/centre.ts";

// The page reads the time from the service's answers, so the incident must lie before the present.
const clock = new ManualClock(new Date(Date.now() - 4 * 3_600_000).toISOString());
const centre = monitoringCentre({ clock });

test("after Link Line was away, each operator sees one quiet line about it until she dismisses it, and alarms are where they always are", async () => {
  const robin = await centre.staff("Robin");
  // After a reload the browser plays no sound until the operator does something on the page.
  robin.letPass(/AudioContext was not allowed to start|Failed to load resource|WebSocket|ERR_CONNECTION|status of 5/);
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await rowOf(robin.page, "4 Orchard Road").waitFor();

  await centre.town.restart(() => clock.advance(45_000));
  const line = robin.page.getByRole("status", { name: "Incident" });
  // She has not checked her sound yet: that line comes first, and names the other.
  await robin.page.getByRole("button", { name: "1 more: incident" }).click();
  await line
    // With the day, where that is not today's.
    .getByText(
      /^Link Line did not listen from (\w+ \d+ \w+ )?\d\d:\d\d to (\w+ \d+ \w+ )?\d\d:\d\d \(45 s\)\. Devices that stay silent are reported later\./,
    )
    .waitFor();
  await rowOf(robin.page, "4 Orchard Road").waitFor();
  await expectAccessible(robin.page, "with an incident");

  const kim = await centre.staff("Kim");
  await confirmSound(kim.page);
  const kimsLine = kim.page.getByRole("status", { name: "Incident" });
  await kimsLine.getByText(/45 s/).waitFor();
  await line.getByRole("button", { name: "Dismiss" }).click();
  await line.getByText(/45 s/).waitFor({ state: "detached" });
  await robin.page.reload();
  await rowOf(robin.page, "4 Orchard Road").waitFor();
  expect(await line.textContent()).toBe("");
  await kimsLine.getByText(/45 s/).waitFor();
});

test("a restart of a few seconds shows no line", async () => {
  const { page, letPass } = await centre.staff("Sam");
  letPass(/Failed to load resource|WebSocket|ERR_CONNECTION|status of 5/);
  await confirmSound(page);
  await page.getByRole("status", { name: "Incident" }).getByRole("button", { name: "Dismiss" }).click();
  await centre.town.restart(() => clock.advance(8_000));
  await page.getByText("Connected").waitFor();
  const { body } = await centre.town.call("operator", "GET", "/api/v1/incidents");
  expect(body.items).toHaveLength(1);
  expect(await page.getByRole("status", { name: "Incident" }).textContent()).toBe("");
});
