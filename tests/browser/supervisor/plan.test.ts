import { expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";
import { dialog, goLive, openPlan, outOfBed, ruleCard, setting, versions } from "../setup/planPage.ts";

const centre = monitoringCentre();

async function homeWithBed(name: string) {
  const { id } = await centre.town.home({ name });
  await centre.town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  return id;
}

test("a supervisor opens the plan from the alarm, changes it and goes live with a reason; the version shows who and why", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await page.getByRole("complementary", { name: "Home" }).getByRole("link", { name: "View this home's plan" }).click();
  await page.getByRole("heading", { name: "Plan for 4 Orchard Road" }).waitFor();
  expect(page.url()).toContain(`#/homes/${home.homeId}/plan`);
  await page.getByRole("link", { name: /SOS pressed.*Go to the queue/ }).waitFor();

  await (await setting(page, "Left bed and not back", outOfBed)).fill("25");
  await ruleCard(page, "Outside door left open").getByRole("switch").click();
  await page.getByText("2 changes are not live").click();
  await page.getByText(`Left bed and not back: ${outOfBed}, from 20 min to 25 min`).first().waitFor();

  await page.getByRole("button", { name: "Go live…" }).click();
  await dialog(page).getByText("Outside door left open: switched off").waitFor();
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  expect(await dialog(page).isVisible(), "not without a reason").toBe(true);
  await dialog(page).getByLabel("Reason for this change").fill("   ");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).getByText("Enter a reason for this change.").waitFor();
  await dialog(page).getByLabel("Reason for this change").fill("Her daughter stays up late and sees the door");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).waitFor({ state: "hidden" });

  await versions(page).filter({ hasText: "Version 1" }).filter({ hasText: "Sasha" }).getByText("Her daughter stays up late").waitFor();
  await page.getByRole("status").filter({ hasText: "Version 1 is live." }).waitFor();
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/homes/${home.homeId}/plan`);
  expect(body).toMatchObject({ version: 1, by: "Sasha", plan: { rules: { bedExit: { exitMinutes: 25 } } } });
  expect(body.plan.rules.doorOpen).toBeUndefined();
});

test("every fault of a plan is named at its field, and the plan does not go live", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const homeId = await homeWithBed("10 Mill Lane");
  await openPlan(page, homeId);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("999");
  await page.getByRole("button", { name: "Add time window" }).click();
  await page.getByLabel("From", { exact: true }).nth(1).fill("21:00");
  await page.getByLabel("To", { exact: true }).nth(1).fill("23:30");
  await page.getByLabel("Start date").fill("2026-12-01");
  await page.getByLabel("Last day").fill("2026-11-01");
  await goLive(page, "a try");

  const list = page.getByRole("alert").filter({ hasText: "problems to fix. The plan has not changed." });
  await list.waitFor();
  expect(await page.evaluate("document.activeElement.className"), "the list of faults has the focus").toBe("fault-list");
  const field = await setting(page, "Left bed and not back", outOfBed);
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  const faultOf = async () => page.locator(`[id="${await field.getAttribute("aria-describedby")}"]`).allTextContents();
  await expect.poll(faultOf).toEqual(["enter a whole number, 1 to 240 min"]);
  await list.getByRole("button", { name: "Left bed and not back, How long" }).click();
  expect(await page.evaluate("document.activeElement.id")).toBe(await field.getAttribute("id"));

  await field.fill("30");
  await goLive(page, "a second try");
  await page.locator(".window").nth(1).getByText("it overlaps with line 1 (night)").waitFor();
  await page.getByText("the end must not be before the start").last().waitFor();

  await field.fill("50");
  await page.locator(".window").nth(1).getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Add time window" }).click();
  for (const day of await page.locator(".window").nth(1).getByRole("checkbox").all()) await day.uncheck();
  await goLive(page, "a third try");
  await page.locator(".window").nth(1).getByText("select at least one day").waitFor();
  await expect
    .poll(faultOf, { message: "settings by the titles that stand beside them" })
    .toEqual([expect.stringMatching(/^“How long a person may be out of bed” \(50\) must not be above “Longest time out of bed/)]);
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/homes/${homeId}/plan`);
  expect(body.version).toBe(0);
});

test("a rule without a working sensor says so at the top of the plan and on its card; life-safety rules have no switch", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const homeId = await homeWithBed("7 Weir Street");
  await openPlan(page, homeId);
  const blind = page.getByRole("region", { name: /rules can't work: / });
  await blind.getByText("no sensor on an outside door").first().waitFor();
  await ruleCard(page, "Outside door left open").getByText("Can't work here: no sensor on an outside door.").waitFor();
  await ruleCard(page, "Left bed and not back").getByText("Bed sensor, Bedroom: never heard").waitFor();
  await ruleCard(page, "Outside door left open").getByRole("switch").click();
  await ruleCard(page, "Outside door left open").getByText("Would not work here").waitFor();
  const always = page.locator(".rule").filter({ hasText: "Always on: watches for danger to life" });
  expect(await always.count()).toBeGreaterThan(1);
  expect(await always.getByRole("switch").count()).toBe(0);
});

test("a rule that misses one of several sensors works with fewer sensors, and does not say that it can't work", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const homeId = await homeWithBed("8 Weir Street");
  const heard = await centre.town.device(homeId, { kind: "door", name: "Front door", room: "Hall", outside: true });
  await centre.town.device(homeId, { kind: "door", name: "Back door", room: "Kitchen", outside: true });
  await (await centre.town.unit(heard)).publishAsync(heard.mqtt.topic, '{"kind":"door","open":false}', { qos: 1 });
  await openPlan(page, homeId);
  await page
    .getByRole("region", { name: /can't work: / })
    .getByText(/ work with fewer sensors: Back door, Kitchen: never heard$/)
    .waitFor();
  const door = ruleCard(page, "Outside door left open");
  await door.getByText("Works with fewer sensors: Back door, Kitchen: never heard.").waitFor();
  expect(await door.getByText("Can't work here").count()).toBe(0);
  expect(await ruleCard(page, "Left bed and not back").getByText("Can't work here: Bed sensor, Bedroom: never heard").count()).toBe(1);
});

test("a rule without a selected time window says that it never applies", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, await homeWithBed("6 Weir Street"));
  await setting(page, "Left bed and not back", outOfBed);
  const none = ruleCard(page, "Left bed and not back").getByText("No time window selected, so this never applies.");
  expect(await none.count()).toBe(0);
  await ruleCard(page, "Left bed and not back").getByRole("checkbox", { name: "night" }).uncheck();
  await none.waitFor();
});

test("a start date in the future leaves a time without protection: it needs a reason, and the rules say that they are off until then", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, await homeWithBed("11 Weir Street"));
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Start date").fill(inAMonth);
  await goLive(page, "after the holidays");
  await dialog(page).getByText("There would be a time without protection").waitFor();
  await dialog(page)
    .getByText(/until this plan starts on .*, only calls for help and devices would be watched/)
    .waitFor();
  await dialog(page).getByLabel("Reason for going live anyway").fill("She is with her sister until then");
  await dialog(page).getByRole("button", { name: "Go live" }).click();
  await dialog(page).waitFor({ state: "hidden" });
  await page.getByText(/^This plan has not started\. It starts on /).waitFor();
  const kept = (await versions(page).first().locator(".version-loss").textContent()) ?? "";
  expect(kept, "no alarm was lost, and none is spoken of").toBe("Went live anyway: She is with her sister until then");
  await ruleCard(page, "Left bed and not back").getByText("Off until the plan starts.").waitFor();
  expect(await ruleCard(page, "Not up in the morning").getByText("Off until the plan starts.").count(), "it is not in the plan").toBe(0);
  expect(await ruleCard(page, "Call for help").getByText("Off until the plan starts.").count()).toBe(0);
});

test("a template lists its changes before the supervisor uses it, and using it does not make it live", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const homeId = await homeWithBed("2 Quay Cottages");
  await openPlan(page, homeId);
  await page.getByRole("button", { name: "Home from hospital" }).click();
  const ask = page.getByRole("dialog", { name: "Use the template “Home from hospital”?" });
  await ask.getByText("No sign of life: How long without a sign of life, from 12 h to 8 h").waitFor();
  await ask.getByText(/^Last day: from none to /).waitFor();
  await ask.getByRole("button", { name: "Use template" }).click();
  await page.getByText(/changes are not live/).waitFor();
  expect((await centre.town.call("supervisor", "GET", `/api/v1/homes/${homeId}/plan`)).body.version).toBe(0);
});

test("changes that are not live are still there after a visit to the queue and a reload, until the supervisor discards them", async () => {
  const desk = await centre.staff("Sasha", { role: "supervisor" });
  // After a reload the browser allows no sound before the first click or key.
  desk.letPass(/AudioContext was not allowed to start/);
  const { page } = desk;
  const homeId = await homeWithBed("9 Ford Close");
  await openPlan(page, homeId);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("33");
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Queue/ })
    .click();
  await page.getByRole("region", { name: "Queue" }).waitFor();
  await page.goBack();
  await page.getByText("1 change is not live").waitFor();
  page.once("dialog", (asked) => void asked.accept());
  await page.reload();
  await page.getByText("1 change is not live").waitFor();
  expect(await (await setting(page, "Left bed and not back", outOfBed)).inputValue()).toBe("33");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Yes, discard" }).click();
  await page.getByText("No changes", { exact: true }).waitFor();
});

test("when another supervisor goes live first, the dialog shows what would be overwritten", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const homeId = await homeWithBed("1 Tannery Row");
  await openPlan(page, homeId);
  await (await setting(page, "Left bed and not back", outOfBed)).fill("15");
  const { body } = await centre.town.call("admin", "GET", `/api/v1/homes/${homeId}/plan`);
  const other = { plan: { ...body.plan, name: "Another's" }, why: "agreed by telephone", lossReason: "nothing is recorded" };
  expect((await centre.town.call("admin", "POST", `/api/v1/homes/${homeId}/plan`, other)).status).toBe(201);
  await goLive(page, "mine");
  await dialog(page).getByRole("alert").filter({ hasText: "made version 1 live while you were editing" }).waitFor();
  await dialog(page).getByText("Name: from Another's to Basic").waitFor();
});

test("an operator can read the plan and cannot change it", async () => {
  const { page } = await centre.staff("Robin");
  await openPlan(page, await homeWithBed("3 Ferry Lane"));
  await page.getByText("You can view this plan. Only a supervisor can change it.").waitFor();
  expect(await ruleCard(page, "Left bed and not back").getByRole("switch").isDisabled()).toBe(true);
  expect(await page.getByRole("button", { name: "Go live…" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Compare with recent nights" }).count()).toBe(0);
});
