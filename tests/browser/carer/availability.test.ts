import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { fakeGateway } from "#tests/system/setup/providers/gateway.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { type Carer, expectWellMade, Families, type Family } from "./family.ts";

// It is 22:40 in the homes, on Tuesday 24 November 2026.
const clock = new ManualClock("2026-11-24T22:40:00Z");
const gateway = await fakeGateway();
const centre = monitoringCentre({ clock, env: { ...gateway.env, LINKLINE_PUBLIC_URL: "https://linkline.example" } });
const families = new Families(centre);
const contact = (name: Carer, digit: number) => ({
  name,
  relation: "child",
  phone: `01632 96020${digit}`,
  channels: [{ type: "text", address: `+4416329602${digit}1` }],
});
const plan = {
  name: "Nights",
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
  rules: { bedExit: {} },
  absenceSuspends: ["bedExit"],
};
const family = (more: object = {}): Promise<Family> =>
  families.home({ contacts: [contact("Jonas Birch", 1), contact("Meera Shah", 2)], plan, ...more });

const api = (path: string): string => `/api/v1/carer/homes/${path}`;

/** What another carer says on their own phone. */
async function says(one: Family, who: Carer, path: string, body: object): Promise<void> {
  const { httpUrl } = centre.town.service;
  const answer = await fetch(`${httpUrl}${api(`${one.id}/${path}`)}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: httpUrl, cookie: one.cookie(who) },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

/** Pictures for the eyes of a person, where a folder is named. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.LINKLINE_PICTURES;
  if (folder === undefined) return;
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
  }
}

const card = (page: Page, one: Family) => page.getByRole("region", { name: one.name });

async function opened(one: Family, who: Carer) {
  const phone = await one.phone(who);
  // Not by a tap: the card grows while the page reads, and a tap may miss the link.
  const address = await card(phone.page, one).getByRole("link", { name: "Staying, away or ill" }).getAttribute("href");
  await phone.page.goto(`/carer/${address}`);
  await phone.page.getByRole("heading", { name: "When you are called" }).waitFor();
  return phone;
}

test("a son who cannot tonight reads who is called instead before he confirms, his homes say it, and he is called again with one tap", async () => {
  const one = await family();
  const { page } = await opened(one, "Jonas Birch");
  const cannot = page.getByRole("region", { name: "I can’t tonight" });
  await cannot.getByText("An urgent alarm: Meera Shah will be called, then Link Line.").waitFor();
  await cannot.getByText("A call for help or a danger to life: no family member will be called: Link Line answers at once.").waitFor();
  await expectWellMade(page, "staying, away or ill");
  await picture(page, "away");
  await cannot.getByRole("button", { name: "Don’t call me until 07:00" }).tap();
  await cannot.getByRole("status").getByText("You are not called until 07:00.").waitFor();
  await expectWellMade(page, "not called");
  await picture(page, "paused");
  await page.getByRole("link", { name: "Your homes" }).tap();
  await card(page, one).getByText("You are not called until 07:00").waitFor();
  await expectWellMade(page, "homes while not called");
  await picture(page, "card");
  await card(page, one).getByRole("link", { name: "Staying, away or ill" }).tap();
  await page.getByRole("button", { name: "Call me again" }).tap();
  await cannot.getByRole("button", { name: "Don’t call me until 07:00" }).waitFor();
});

test("where no one of the family is left, the page says that Link Line answers at once", async () => {
  const one = await family();
  await says(one, "Meera Shah", "pause", { until: "2026-11-25T07:00:00Z" });
  const { page } = await opened(one, "Jonas Birch");
  const cannot = page.getByRole("region", { name: "I can’t tonight" });
  await cannot.getByText("An alarm: no family member will be called: Link Line answers at once.").waitFor();
  await cannot.getByText("Meera Shah is not called until 07:00.").waitFor();
});

test("a pause over the morning shows who is called when, one that is too long says so and cannot be confirmed", async () => {
  const one = await family();
  await says(one, "Meera Shah", "pause", { until: "2026-11-25T07:00:00Z" });
  const phone = await opened(one, "Jonas Birch");
  const { page } = phone;
  const cannot = page.getByRole("region", { name: "I can’t tonight" });
  await cannot.getByLabel("Until").fill("2026-11-25T12:00");
  await cannot.getByText("Until 07:00", { exact: true }).waitFor();
  await cannot.getByText("From 07:00 until 12:00", { exact: true }).waitFor();
  await cannot.getByText("An urgent alarm: Meera Shah will be called, then Link Line.").waitFor();
  phone.letPass(/422/);
  await cannot.getByLabel("Until").fill("2026-12-25T12:00");
  await cannot.getByRole("alert").getByText("A pause lasts at most 14 days: choose an earlier end.").waitFor();
  expect(await cannot.getByRole("button", { name: /^Don’t call me/ }).isDisabled()).toBe(true);
  await cannot.getByLabel("Until").fill("2026-11-24T12:00");
  await cannot.getByRole("alert").getByText("This is in the past: choose a later time.").waitFor();
});

test("a daughter who stays reads what does not ring, and her brother reads that she stays", async () => {
  const one = await family();
  const { page } = await opened(one, "Meera Shah");
  const staying = page.getByRole("region", { name: "I’m staying tonight" });
  await staying.getByText("While you stay, these alarms do not ring:").waitFor();
  await staying.getByRole("listitem").getByText("Left bed and not back").waitFor();
  await staying.getByText("A call for help always rings.").waitFor();
  await staying.getByRole("button", { name: "I’m staying until 07:00" }).tap();
  await staying.getByRole("status").getByText("You are staying until 07:00.").waitFor();
  await expectWellMade(page, "staying");
  await picture(page, "staying");
  const his = await opened(one, "Jonas Birch");
  await his.page.getByRole("status").getByText("Meera Shah is staying until 07:00.").waitFor();
  await staying.getByRole("button", { name: "I’m not staying any longer" }).tap();
  await staying.getByRole("button", { name: "I’m staying until 07:00" }).waitFor();
});

test("hours are set with taps, a time on no day is refused, and outside them the page says that the carer is not called", async () => {
  const one = await family();
  const phone = await opened(one, "Jonas Birch");
  const { page } = phone;
  await page.getByText("Hours in which you may be called").tap();
  const form = page.getByRole("form", { name: "Hours in which you may be called" });
  await form.getByLabel("Only at these times").tap();
  await expectWellMade(page, "hours");
  await picture(page, "hours");
  await form.getByRole("button", { name: "Remove time 2" }).tap();
  for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri"]) await form.getByLabel(day).uncheck();
  phone.letPass(/422/);
  await form.getByRole("button", { name: "Save the hours" }).tap();
  await form.getByRole("alert").getByText("Choose at least one day.").waitFor();
  await form.getByLabel("Wed").check();
  await form.getByLabel("From").fill("09:00");
  await form.getByLabel("To", { exact: true }).fill("17:00");
  await form.getByRole("button", { name: "Save the hours" }).tap();
  await form.getByRole("status").getByText("Saved.").waitFor();
  await page.getByText("You are not called until 09:00. That is outside your hours.").waitFor();
});

test("staff agree a plan; the son in hospital reads it and starts it with two taps; the desk has the case; he is back", async () => {
  const one = await family();
  const operator = await centre.staff("Robin");
  const desk = operator.page;
  await desk.goto(`/#/homes/${one.id}`);
  const plans = desk.getByRole("region", { name: "Contingency plans" });
  await plans.getByRole("button", { name: "Agree a plan with Jonas Birch" }).click();
  const form = plans.getByRole("form", { name: "Contingency plan of Jonas Birch" });
  await form.getByLabel("Who is called instead of Jonas Birch?").selectOption("Meera Shah");
  await form.getByLabel("What does the centre do?").fill("Call each evening at 19:00.");
  await form.getByLabel("When is it reviewed?").fill("2026-01-01");
  await expectAccessible(desk, "form of a contingency plan");
  operator.letPass(/422/);
  await form.getByRole("button", { name: "Save the plan" }).click();
  await form.getByText("this is in the past: choose a later date").waitFor();
  await form.getByLabel("When is it reviewed?").fill("2027-01-01");
  await form.getByRole("button", { name: "Save the plan" }).click();
  await plans
    .getByText(/Called instead: Meera Shah\. The centre: Call each evening at 19:00\. It lasts 3 days\. Agreed by Jonas Birch/)
    .waitFor();
  await expectAccessible(desk, "a contingency plan");
  await picture(desk, "staff");

  const { page } = await opened(one, "Jonas Birch");
  const ill = page.getByRole("region", { name: "If you fall ill" });
  await ill.getByRole("button", { name: "I am in hospital" }).tap();
  await ill.getByText("You are not called. Called in your place: Meera Shah.").waitFor();
  await ill.getByText("Link Line: Call each evening at 19:00.").waitFor();
  await ill.getByText("An urgent alarm: Meera Shah will be called, then Link Line.").waitFor();
  await expectWellMade(page, "the agreed plan");
  await picture(page, "plan");
  await ill.getByRole("button", { name: "Start the plan" }).tap();
  await ill.getByRole("status").getByText("Your contingency plan runs until Fri 27 Nov 22:40. Link Line knows.").waitFor();
  await expectWellMade(page, "a plan that runs");
  await picture(page, "running");
  await desk.goto("/");
  await desk
    .getByText(/Jonas Birch is in hospital: the contingency plan runs until Fri 27 Nov 22:40/)
    .first()
    .waitFor();
  await desk.goto(`/#/homes/${one.id}`);
  await desk
    .getByRole("region", { name: "Not called now" })
    .getByText(/the contingency plan runs until Fri 27 Nov 22:40\. Called instead: Meera Shah\. The centre: Call each evening/)
    .waitFor();
  await expectAccessible(desk, "home with a plan that runs");
  await picture(desk, "desk");
  await page.getByRole("link", { name: "Your homes" }).tap();
  await card(page, one).getByText("Your contingency plan runs until Fri 27 Nov 22:40").waitFor();
  await card(page, one).getByRole("link", { name: "Staying, away or ill" }).tap();
  await ill.getByRole("button", { name: "I’m back" }).tap();
  await ill.getByRole("button", { name: "I am ill" }).waitFor();

  // He telephones: staff start it for him.
  await desk.reload();
  await plans.getByRole("button", { name: "Start the plan of Jonas Birch" }).click();
  await expectAccessible(desk, "why a plan starts");
  await picture(desk, "start");
  await plans.getByRole("button", { name: "Jonas Birch is ill" }).click();
  await plans.getByText("Jonas Birch: runs until").waitFor();
});

test("without a plan the son tells Link Line with one tap, and the desk is asked to call him", async () => {
  const one = await family();
  const { page } = await opened(one, "Jonas Birch");
  const ill = page.getByRole("region", { name: "If you fall ill" });
  await ill.getByText(/^No plan was agreed for this yet/).waitFor();
  await ill.getByRole("button", { name: "Tell Link Line that I am ill" }).tap();
  await ill.getByRole("status").getByText("Link Line knows. An operator calls you.").waitFor();
  await expectWellMade(page, "no plan");
  const { page: desk } = await centre.staff("Robin");
  await desk.getByText("Jonas Birch is ill and has no contingency plan: call them").first().waitFor();
});

test("the page works with the keyboard alone, and in Welsh", async () => {
  const one = await family();
  const { page } = await opened(one, "Jonas Birch");
  const button = page.getByRole("button", { name: "Don’t call me until 07:00" });
  await expect.poll(() => button.isEnabled()).toBe(true);
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate<string | null>("document.activeElement.textContent")) === "Don’t call me until 07:00") break;
  }
  await page.keyboard.press("Enter");
  await page.getByText("You are not called until 07:00.").waitFor();
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page.getByRole("button", { name: "Cymraeg" }).tap();
  await card(page, one).getByRole("link", { name: "Aros, i ffwrdd neu’n sâl" }).tap();
  await page.getByText("Ni chewch eich ffonio tan 07:00.").waitFor();
  await expectWellMade(page, "staying, away or ill in Welsh");
  await picture(page, "welsh");
});

test("a daughter who may see everything reads the plan and the devices in plain words", async () => {
  const one = await family();
  const contactId = one.contactId("Meera Shah");
  const path = `/api/v1/homes/${one.id}/contacts/${contactId}/invitation`;
  const invited = await centre.town.call("operator", "POST", path, { sees: "everything", agreedBy: "Edith Birch", by: "link" });
  const { httpUrl } = centre.town.service;
  await fetch(`${httpUrl}/api/v1/carer/invitations/accept`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: httpUrl, cookie: one.cookie("Meera Shah") },
    body: JSON.stringify({ token: /#\/join\/(\S+)/.exec(invited.body.link)?.[1] }),
  });
  const phone = await one.phone("Meera Shah");
  const { page } = phone;
  await card(page, one).getByRole("link", { name: "The plan and the devices" }).tap();
  await page.getByRole("region", { name: "The devices" }).getByText("Leak sensor, Kitchen").waitFor();
  await page.getByRole("region", { name: "The plan" }).getByText("How long a person may be out of bed: 20 min").waitFor();
  await page.getByText("“night” is 22:00 to 07:00, every day.").waitFor();
  await expectWellMade(page, "plan and devices");
  await page.route("**/api/**", (route) => route.abort());
  phone.letPass(/ERR_FAILED|Failed to load/);
  const devices = page.getByRole("region", { name: "The devices" });
  await devices
    .getByRole("alert")
    .getByText(/^No connection\. This is how it was at 22:\d\d:\d\d on Tuesday\.$/)
    .waitFor();
  await picture(page, "everything");
});
