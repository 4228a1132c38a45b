import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { homeAtWork, inDatabase } from "#tests/system/installing/installingTown.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

/** A Friday. */
const clock = new ManualClock("2026-11-20T12:00:00Z");
const centre = monitoringCentre({ clock });

const atJobs = async (page: Page): Promise<void> => {
  await page.goto("/installer/");
  await page.reload();
  await heading(page, "Your jobs");
};

test("a low battery is a job with its day two working days later; it opens the device, and is over when the device reports its new battery", async () => {
  const home = await homeAtWork(centre.town, "live");
  await home.send("door", { kind: "door", open: false, battery: 7 });
  const { page } = await installersPhone(centre);
  await atJobs(page);
  await follow(page, /Battery at 7 %.*due on Tue 24 Nov/);
  await heading(page, "Front door");
  await page.getByText(/^Battery at 7 %/).waitFor();
  await page.getByText("Mend it, then press it: the job ends when the device reports that it is well.").waitFor();
  await expectAccessible(page, "a device with a low battery");
  await expectForThumbs(page);
  await home.send("door", { kind: "door", open: true, battery: 95 });
  await page.getByText(/battery 95/).waitFor();
  await atJobs(page);
  await page.getByText("No battery is low.").waitFor();
});

test("a device that fell silent is a job that opens it; a monthly test that is overdue opens the walk test, where it begins and ends", async () => {
  const home = await homeAtWork(centre.town, "live");
  await inDatabase(centre.town, `UPDATE home SET name = '6 Weir Lane', created_at = '2026-10-10T00:00:00Z' WHERE id = ${home.id}`);
  const smoke = `/api/v1/homes/${home.id}/devices/${home.devices.smoke.id}`;
  const hourly = await centre.town.call("admin", "PATCH", smoke, { expectedIntervalSeconds: 3_600 }, { "if-match": '"1"' });
  expect(hourly.status).toBe(200);
  await home.send("smoke", { kind: "heartbeat", battery: 80 });
  clock.advance(2 * 3_600_000);
  const { page } = await installersPhone(centre);
  const fault = page.getByRole("link", { name: /6 Weir Lane.*Smoke alarm/ });
  await expect
    .poll(
      async () => {
        clock.advance(60_000);
        await atJobs(page);
        return fault.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  await fault.tap();
  await heading(page, "Smoke alarm");
  await page.getByText(/^Heard .*battery 80/).waitFor();
  await page.getByText(/^Mend it, then press it/).waitFor();
  await atJobs(page);
  await follow(page, /6 Weir Lane.*Never tested/);
  await heading(page, "Walk test");
  await page.getByText("This home is live: a press now rings the centre.").waitFor();
  await expectAccessible(page, "a walk test before it begins");
  await expectForThumbs(page);
  await tap(page, "Begin the test");
  await page.getByText("This home is live: a press now rings the centre.").waitFor({ state: "detached" });
  await home.send("pendant", { kind: "button", pressed: true });
  await tap(page, "It was my test");
  await page.getByText("1 of 3 tested").waitFor();
  await atJobs(page);
  await page.getByText("No test is overdue.").waitFor();
  expect((await home.view()).mode).toBe("commissioning");
});
