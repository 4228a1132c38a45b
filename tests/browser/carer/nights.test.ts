import type { BrowserContextOptions } from "playwright-core";
import { expect, test } from "vitest";
import { firstNoon, outOfBed, path, waiting } from "#tests/system/backtest/backtestTown.ts";
import { joinedCarer } from "#tests/system/carer/carerPhone.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";

const clock = new ManualClock(new Date(firstNoon).toISOString());
const centre = monitoringCentre({ clock });
const telephone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: "dark",
} as const satisfies BrowserContextOptions;

test("a carer reads what woke him, proposes 25 minutes, and the supervisor tries it on the plan page and declines it", async () => {
  const { town } = centre;
  const contacts = [{ name: "Jonas Birch", relation: "son", phone: "01632 960201" }];
  const home = await town.home({ name: "4 Orchard Road", timezone: "Etc/UTC", contacts });
  const device = await town.device(home.id, { kind: "bed", name: "Bed sensor", expectedIntervalSeconds: 604_800 });
  const lived = { town, clock, bed: { device, unit: await town.unit(device) }, screen: await town.console("operator") };
  await town.call("supervisor", "POST", path(home, ""), { plan: waiting(20), why: "She falls at night" });
  await outOfBed(lived, 0, 22, "falseAlarm");
  await outOfBed(lived, 1, 24, "reassurance");
  await outOfBed(lived, 2, 50, "genuine");
  const { person } = await joinedCarer(town, home.id, "nights");

  const { page } = await centre.desk(telephone);
  await page.goto("/carer/");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).tap();
  await page.getByRole("link", { name: "The last 14 nights" }).tap();
  const woke = page.getByRole("region", { name: "What woke you" });
  await woke.getByText("“Left bed and not back” woke you 3 times in 14 nights. 1 was needed.").waitFor();
  await woke.getByText("A wait of 25 min would have woken you once, and missed nothing that was needed.").waitFor();
  await expectAccessible(page, "what woke the carer");
  expect(await findings(page)).toEqual([]);
  await woke.getByRole("button", { name: "Propose 25 min to the supervisor" }).tap();
  await woke.getByRole("status").getByText("Jonas Birch proposed 25 min. A supervisor decides.").waitFor();
  await woke.getByRole("button", { name: /^Propose/ }).waitFor({ state: "detached" });
  const table = page.getByRole("table", { name: "All nights" });
  expect(await table.getByRole("row").count()).toBe(15);
  await table
    .getByRole("cell", { name: "22:30–02:50" })
    .or(table.getByRole("cell", { name: /^22:30–/ }))
    .first()
    .waitFor();

  const supervisor = await centre.staff("Sam", { role: "supervisor" });
  await supervisor.page.goto("/#/homes");
  const open = supervisor.page.getByRole("region", { name: "Families propose changes" });
  await open.getByText(/woke the family 3 times in 14 nights; 1 was needed\. With 25 min instead of 20 min/).waitFor();
  await expectAccessible(supervisor.page, "the list of homes with a proposal");
  await open.getByRole("link", { name: "4 Orchard Road" }).click();
  const proposal = supervisor.page.getByRole("region", { name: "The family proposes a change" });
  await proposal.getByRole("button", { name: "Try 25 min" }).click();
  await supervisor.page.getByText("1 change is not live").waitFor();
  await expectAccessible(supervisor.page, "the plan with a proposal");
  await proposal.getByText("Decline…").click();
  await proposal.getByLabel(/^Why\?/).fill("She fell last winter");
  await proposal.getByRole("button", { name: "Decline" }).click();
  await proposal.waitFor({ state: "detached" });
  await page.reload();
  await woke.getByText("Jonas Birch proposed 25 min. The supervisor declined: She fell last winter").waitFor();
});
