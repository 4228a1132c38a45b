import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";
import { dialog, goLive, openPlan, outOfBed, ruleCard, setting, versions } from "../setup/planPage.ts";
import { homeWithNights } from "../setup/recordedHome.ts";

const centre = monitoringCentre();
const nights = [
  { night: 2, from: "02:10", minutes: 34 },
  { night: 5, from: "23:50", minutes: 24 },
  { night: 9, from: "04:15", minutes: 22 },
  { night: 12, from: "00:40", minutes: 90 },
];
const bedOnly = { name: "Bed only", rules: { bedExit: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
let homeId: string;

beforeAll(async () => {
  homeId = await homeWithNights(centre, "12 Cedar Avenue", bedOnly, nights, async (recorded) => {
    const { body } = await centre.town.call("admin", "GET", `/api/v1/alarms?state=open&home=${recorded}`);
    const [alarm] = body.items;
    // On the night of the 9th she had fallen.
    const outcome = alarm.raisedAt.startsWith("2026-11-10") ? "genuine" : "reassurance";
    await centre.town.call("admin", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome });
  });
});

test("a supervisor who goes live without a comparison learns from the service that a genuine alarm would be lost", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, homeId);
  await ruleCard(page, "Left bed and not back").getByRole("switch").click();
  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page).getByText("You have not compared this plan with recent nights yet.").waitFor();
  await dialog(page).getByLabel("Reason for this change").fill("no bed sensor any more");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).getByRole("alert").filter({ hasText: "would have lost an alarm that was closed as genuine" }).waitFor();
  await dialog(page).getByLabel("Reason for going live anyway").waitFor();
});

test("a comparison is shown in words, as a time line by night and as a table; a lost genuine alarm needs a reason, which is saved", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, homeId);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await page.getByRole("button", { name: "Compare with recent nights" }).click();

  const words = page.locator(".difference-words");
  await words.waitFor();
  expect(await words.textContent()).toMatch(
    /^In the last 14 nights the new plan would have woken the carer 2 times; the current plan 4 times\.$/,
  );
  await page.getByText("1 genuine alarm would be lost").first().waitFor();
  const line = page.getByRole("group", { name: /Time line/ });
  expect(await line.getByRole("listitem").count()).toBe(14);
  const marks = line.getByRole("button");
  const names = await Promise.all((await marks.all()).map((one) => one.getAttribute("aria-label")));
  expect(names.map((name) => name?.split(":")[0])).toEqual(["later", "lost", "lost, genuine", "later"]);

  await marks.nth(2).hover();
  const bubble = page.locator(".bubble");
  await bubble.getByText("Genuine: help was needed").waitFor();
  expect(await bubble.textContent()).toContain("Current plan04:35, urgent, wakes the carer");
  expect(await bubble.textContent()).toContain("New planno alarm");

  const rows = page.getByRole("table", { name: "The same alarms as a table" }).getByRole("row");
  const cells = await rows.nth(3).getByRole("cell").allTextContents();
  expect(cells[0]).toBe("lost");
  expect(cells[1]).toBe("04:35 urgent");
  expect(cells[4]).toBe("Genuine: help was needed");

  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page).getByText("1 genuine alarm would be lost").waitFor();
  await dialog(page).getByLabel("Reason for this change").fill("She reads in the kitchen at night");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  expect(await dialog(page).isVisible(), "not without the second reason").toBe(true);
  await dialog(page).getByLabel("Reason for going live anyway").fill("Her daughter sleeps next door now");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).waitFor({ state: "hidden" });
  await versions(page).first().getByText("Her daughter sleeps next door now").waitFor();

  // The dialog mentions the lost alarm again, and needs no second reason for it.
  await page.getByLabel("Plan name").fill("Bed only, and late");
  await page.getByRole("button", { name: "Compare with recent nights" }).click();
  await page
    .getByText(/neither plan raises it/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page)
    .getByText(/neither plan raises it/)
    .waitFor();
  expect(await dialog(page).getByLabel("Reason for going live anyway").count()).toBe(0);
  await dialog(page).getByLabel("Reason for this change").fill("A better name");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).waitFor({ state: "hidden" });
});

test("the time line by keyboard: one Tab stop, arrow keys move from mark to mark, Escape closes the details", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, homeId);
  const field = await setting(page, "Left bed and not back", outOfBed);
  await field.focus();
  await field.fill("10");
  await page.getByRole("button", { name: "Compare with recent nights" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".difference-words").waitFor();
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Comparison with recent nights");
  await page.keyboard.press("Tab");
  const at = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
  const first = await at();
  expect(first, "all that the drawing says").toMatch(
    /^earlier: night of Mon 2 Nov, Left bed 02:10, .*\. Current plan: 02:40, urgent, wakes the carer\. New plan: 02:20, urgent, wakes the carer\. Recorded outcome: Reassurance, all well$/,
  );
  await page.locator(".bubble").waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await at()).not.toBe(first);
  await page.keyboard.press("ArrowUp");
  expect(await at()).toBe(first);
  await page.keyboard.press("Escape");
  await page.locator(".bubble").waitFor({ state: "detached" });
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.closest('.time-line')")).toBeNull();
});

test("nights without readings are said to show nothing, on the page and in the dialog Go live", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const { id } = await centre.town.home({ name: "14 Cedar Avenue" });
  await centre.town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  await openPlan(page, id);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await page.getByRole("button", { name: "Compare with recent nights" }).click();
  const nothing = "The home sent no readings in these nights, so they cannot show what either plan would do.";
  await page.locator(".difference").getByText(nothing).waitFor();
  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page).getByText(nothing).waitFor();
  await dialog(page)
    .getByText(/against each of the last 92 nights with an alarm closed as genuine/)
    .waitFor();
});

test("when the comparison fails, the dialog claims no loss and asks for a reason, which is saved with the failed comparison", async () => {
  const desk = await centre.staff("Sasha", { role: "supervisor" });
  const { page } = desk;
  const { id } = await centre.town.home({ name: "15 Cedar Avenue" });
  await openPlan(page, id);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await withoutStories(async () => {
    await goLive(page, "She is slower now");
    await dialog(page).getByText("Link Line could not check which alarms would be lost").waitFor();
    expect(
      await dialog(page)
        .getByText(/genuine alarms? would be lost/)
        .count(),
    ).toBe(0);
    await dialog(page).getByLabel("Reason for going live anyway").fill("It cannot wait");
    await dialog(page).getByRole("button", { name: "Go live" }).click();
    await dialog(page).waitFor({ state: "hidden" });
  });
  await versions(page).first().getByText("Went live anyway: It cannot wait (what it would have lost could not be compared)").waitFor();
});

/** Hides the alarm timelines from the service meanwhile, so that every comparison fails. */
async function withoutStories(meanwhile: () => Promise<void>): Promise<void> {
  const database = new pg.Client({ connectionString: centre.town.service.databaseUrl });
  await database.connect();
  try {
    await database.query("ALTER TABLE case_timeline RENAME TO case_timeline_away");
    await meanwhile();
  } finally {
    await database.query("ALTER TABLE case_timeline_away RENAME TO case_timeline");
    await database.end();
  }
}
