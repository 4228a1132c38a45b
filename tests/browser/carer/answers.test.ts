import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectWellMade, Families, type Family, storedOn } from "./family.ts";

const clock = new ManualClock("2026-11-24T02:14:00Z");
const centre = monitoringCentre({ clock, env: { LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" } });
const families = new Families(centre);
const minute = 60_000;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
/** The button that takes this answer back: an earlier answer may have one too. */
const undoOf = (page: Page, answer: string) => page.locator(".undo-bar", { hasText: answer }).getByRole("button");
const status = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text);
const says = (page: Page, text: string | RegExp) => status(page, text).first().waitFor();

const staff = (caseId: string, action: string, body: object = {}) =>
  centre.town.call("operator", "POST", `/api/v1/cases/${caseId}/${action}`, body);
const staffClose = async (caseId: string, outcome = "reassurance") => {
  await staff(caseId, "claim");
  const { rings } = (await centre.town.call("operator", "GET", `/api/v1/cases/${caseId}`)).body;
  expect((await staff(caseId, "close", { outcome, note: "All well", rings })).status).toBe(200);
};
const linesOf = async (family: Family): Promise<string[]> => (await family.case()).timeline.map(({ text }: { text: string }) => text);

/** Water on the kitchen floor, open on the phone of Jonas. */
async function leakOnPhone() {
  const family = await families.home();
  const caseId = await family.leaks();
  const phone = await family.phone("Jonas Birch");
  await phone.page.goto(`/carer/#/case/${caseId}`);
  await phone.page.getByRole("heading", { name: /Water on the floor/ }).waitFor();
  return { family, caseId, phone, page: phone.page };
}

describe("the page of an alarm", () => {
  test("I'm on it is one tap, can be taken back while the seconds count down, and the others see both", async () => {
    const { family, page } = await leakOnPhone();
    await says(page, /^Waiting for Link Line since 02:/);
    await expectWellMade(page, "an alarm", 56);
    await button(page, "I’m on it").tap();
    await says(page, /^You have been on it since 02:\d\d$/);
    await button(page, /^Undo \(\d+ seconds?\)$/).waitFor();
    await expectWellMade(page, "an answer that can be taken back", 56);
    const hers = await family.phone("Meera Shah");
    await hers.page.goto(page.url());
    await says(hers.page, /^Jonas Birch has been on it since 02:/);
    await button(page, /^Undo/).tap();
    await says(page, /^Waiting for Link Line since 02:/);
    await says(hers.page, /^Waiting for Link Line since 02:/);
    await expect.poll(() => linesOf(family), { timeout: 20_000 }).toContain("Jonas Birch took back: I'm on it");
    expect(await button(page, /^Undo/).count()).toBe(0);
  });

  test("the three answers are within reach of the thumb, and the call opens the phone with the home's number", async () => {
    const { family, phone, page } = await leakOnPhone();
    phone.letPass(/tel:/);
    await button(page, "I’m on it").tap();
    await says(page, /^You have been on it since 02:\d\d$/);
    const call = page.getByRole("link", { name: `Call ${family.name}` });
    expect(await call.getAttribute("href")).toBe("tel:02079460123");
    const reach = await page.evaluate<number[]>(
      `[...document.querySelectorAll(".answer-buttons > *")].map((one) => one.getBoundingClientRect().top / innerHeight)`,
    );
    expect(Math.min(...reach)).toBeGreaterThan(0.6);
    await page.evaluate(`document.querySelector(".answer-buttons .call").addEventListener("click", (event) => event.preventDefault())`);
    await call.tap();
    await expect.poll(() => linesOf(family), { timeout: 20_000 }).toContain("Jonas Birch is calling the home");
    await undoOf(page, "You are calling the home").tap();
    await expect.poll(() => linesOf(family), { timeout: 20_000 }).toContain("Jonas Birch did not call the home");
    await button(page, "Hand to Link Line").tap();
    await says(page, /^Waiting for Link Line since 02:\d\d$/);
  });

  test("a home without a number has no button to call it", async () => {
    const family = await families.home({ phone: "" });
    const caseId = await family.leaks();
    const { page } = await family.phone("Jonas Birch");
    await page.goto(`/carer/#/case/${caseId}`);
    await button(page, "I’m on it").waitFor();
    expect(await page.getByRole("link", { name: /Orchard Road$/ }).count()).toBe(0);
  });

  test("two carers tap in the same instant: both pages say the same, and each who is on it", async () => {
    const { family, page } = await leakOnPhone();
    const hers = (await family.phone("Meera Shah")).page;
    await hers.goto(page.url());
    await button(hers, "I’m on it").waitFor();
    await Promise.all([page, hers].map((one) => one.getByRole("button", { name: "I’m on it", exact: true }).tap()));
    await expect.poll(async () => (await family.case()).accepted, { timeout: 20_000 }).not.toBeNull();
    const first = (await family.case()).accepted.name;
    const [leading, following] = first === "Jonas Birch" ? [page, hers] : [hers, page];
    const other = first === "Jonas Birch" ? "Meera Shah" : "Jonas Birch";
    await says(leading, /^You have been on it since 02:\d\d$/);
    await says(leading, new RegExp(`^${other} has been on it too, since 02:`));
    await says(following, new RegExp(`^${first} has been on it since 02:`));
    await says(following, /^You have been on it since 02:\d\d$/);
  });

  test("what an operator does appears within seconds: taken, closed with the outcome; an answer of a second later says so", async () => {
    const { family, caseId, phone, page } = await leakOnPhone();
    phone.letPass(/ERR_FAILED/);
    expect((await staff(caseId, "claim")).status).toBe(200);
    await says(page, /^Link Line took this alarm at 02:/);
    await page.route("**/api/v1/carer/cases/*", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
    const { rings } = await family.case();
    expect((await staff(caseId, "close", { outcome: "falseAlarm", rings })).status).toBe(200);
    await button(page, "I’m on it").tap();
    await page
      .getByRole("alert")
      .getByText(/^Link Line closed this alarm at 02:\d\d\. Your tap at 02:\d\d did not count\.$/)
      .waitFor();
    await says(page, /^Link Line closed this alarm at 02:/);
    await says(page, "False alarm");
    await button(page, "OK").tap();
    await page
      .getByRole("alert")
      .getByText(/did not count/)
      .waitFor({ state: "detached" });
    await page.unroute("**/api/v1/carer/cases/*");
  });

  test("back in bed is large, and “what was it?” in one tap closes the alarm of the carer who is on it", async () => {
    const family = await families.home();
    await family.says(true);
    await family.says(false);
    clock.advance(5 * minute);
    await expect.poll(() => family.case(), { timeout: 20_000 }).toBeDefined();
    const { page } = await family.phone("Jonas Birch");
    await page.goto(`/carer/#/case/${(await family.case()).id}`);
    await button(page, "I’m on it").tap();
    await says(page, /^You have been on it since/);
    expect(await button(page, "Toilet").count()).toBe(0);
    clock.advance(22 * minute);
    await family.says(true);
    clock.advance(minute);
    const good = page.locator(".alarm-good");
    await good.getByText(/^Back in bed 02:\d\d$/).waitFor();
    expect(
      await page.evaluate<number>(`parseFloat(getComputedStyle(document.querySelector(".alarm-good")).fontSize)`),
    ).toBeGreaterThanOrEqual(28);
    await page.getByText("Your answer closes this alarm.").waitFor();
    await expectWellMade(page, "what was it?", 56);
    await button(page, "Wandering").tap();
    await says(page, /^Jonas Birch closed this alarm at 02:\d\d$/);
    await says(page, "You: Wandering");
    expect(await family.case()).toMatchObject({ state: "closed", alarms: [{ outcome: "assistance", carerSays: { cause: "wandering" } }] });
    await undoOf(page, "You said what it was").tap();
    await says(page, /^You have been on it since/);
    await button(page, "False alarm").tap();
    await says(page, "You: False alarm");
    await expectWellMade(page, "an alarm that the carer closed", 56);
  });

  test("of a danger to life the carer's word is read by the operator beside the outcomes, and closes nothing", async () => {
    const family = await families.home();
    await family.press();
    await expect.poll(() => family.case(), { timeout: 20_000 }).toBeDefined();
    const { id } = await family.case();
    await staffClose(id);
    const { page } = await family.phone("Jonas Birch");
    await page.goto(`/carer/#/case/${id}`);
    await page.getByText("Link Line reads your answer.").waitFor();
    await button(page, "Toilet").tap();
    await says(page, "You: Toilet");
    const robin = await centre.staff("Robin");
    await robin.page.goto(`/#case-${id}`);
    await robin.page.getByText("Went to the toilet, says Jonas Birch").waitFor();
  });

  test("with the keyboard alone: the answer, the undo and the way back", async () => {
    const { page } = await leakOnPhone();
    const reach = async (name: RegExp): Promise<void> => {
      for (let tabs = 0; tabs < 20; tabs += 1) {
        await page.keyboard.press("Tab");
        if (name.test(await page.evaluate<string>("document.activeElement.textContent"))) return;
      }
      throw new Error(`the Tab key does not reach ${name}`);
    };
    await reach(/^I’m on it$/);
    await page.keyboard.press("Enter");
    await says(page, /^You have been on it since 02:\d\d$/);
    await reach(/^Undo/);
    await page.keyboard.press("Enter");
    await says(page, /^Waiting for Link Line since/);
    await reach(/^Your homes$/);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "There is an alarm. Open it" }).first().waitFor();
  });
});

describe("bad input", () => {
  test("a carer who is removed while the alarm is on the screen reads that, has no button, and the phone stores nothing", async () => {
    const { family, phone, page } = await leakOnPhone();
    phone.letPass(/404/);
    await expect.poll(async () => (await storedOn(page)).answers, { timeout: 20_000 }).toContain(`case/${page.url().split("/").at(-1)}`);
    await centre.town.call("operator", "DELETE", `/api/v1/homes/${family.id}/contacts/${family.contactId("Jonas Birch")}/carer`);
    await page.getByRole("heading", { name: "You cannot see this alarm" }).waitFor();
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await page.getByText("Orchard Road").count()).toBe(0);
    await expect.poll(async () => (await storedOn(page)).answers, { timeout: 20_000 }).toEqual([]);
    await expectWellMade(page, "a locked alarm");
  });

  test("on a phone whose clock is an hour wrong every time is the service's, and answers count and can be taken back", async () => {
    const family = await families.home();
    const caseId = await family.leaks();
    const { page } = await family.phone("Jonas Birch");
    await page.clock.setSystemTime(Date.now() + 60 * minute);
    await page.goto(`/carer/#/case/${caseId}`);
    await button(page, "I’m on it").tap();
    await says(page, /^You have been on it since 02:\d\d$/);
    await button(page, /^Undo \((10|[5-9]) seconds\)$/).tap();
    await says(page, /^Waiting for Link Line since 02:\d\d$/);
    const times = (await page.locator("main").innerText()).match(/\b\d\d:\d\d\b/g) ?? [];
    expect(times.length).toBeGreaterThan(2);
    expect(times.filter((time) => !time.startsWith("02:"))).toEqual([]);
  });
});
