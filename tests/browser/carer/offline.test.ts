import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectWellMade, Families, type Family, storedOn } from "./family.ts";

const clock = new ManualClock("2026-11-24T02:14:00Z");
const centre = monitoringCentre({ clock, env: { LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" } });
const families = new Families(centre);
const minute = 60_000;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
const says = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text).first().waitFor();
const linesOf = async (family: Family): Promise<string[]> => (await family.case()).timeline.map(({ text }: { text: string }) => text);
const acceptedIn = async (family: Family): Promise<number> => (await linesOf(family)).filter((text) => text.includes("I'm on it")).length;

/** Water on the kitchen floor, open on the phone of Jonas. */
async function leakOnPhone() {
  const family = await families.home();
  const caseId = await family.leaks();
  const phone = await family.phone("Jonas Birch");
  phone.letPass(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load/);
  await phone.page.goto(`/carer/#/case/${caseId}`);
  await button(phone.page, "I’m on it").waitFor();
  return { family, caseId, phone, page: phone.page };
}

/** The service cannot be reached, but the page itself can be loaded. */
const cutOff = (page: Page): Promise<unknown> => page.route("**/api/**", (route) => route.abort());
const connect = (page: Page): Promise<void> => page.unroute("**/api/**");

test("a tap without a connection is stored, shown as sending, and applied once when the connection is back", async () => {
  const { family, page } = await leakOnPhone();
  await page.context().setOffline(true);
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  await page
    .getByRole("alert")
    .getByText(/^No connection\. This is how it was at 02:\d\d:\d\d on Tuesday\.$/)
    .waitFor();
  await expectWellMade(page, "a tap that waits", 56);
  expect(await acceptedIn(family)).toBe(0);
  await page.context().setOffline(false);
  await says(page, /^You have been on it since/);
  expect(await acceptedIn(family)).toBe(1);
  await page
    .getByRole("alert")
    .getByText(/^No connection/)
    .waitFor({ state: "detached" });
});

test("a tap survives a reload: the page opens with what the phone stored, says of what time that is, and the tap is applied once", async () => {
  const { family, page } = await leakOnPhone();
  await cutOff(page);
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  await page.reload();
  await page.getByRole("heading", { name: /Water on the floor/ }).waitFor();
  await says(page, "I’m on it: sending…");
  await page
    .getByRole("alert")
    .getByText(/^No connection\. This is how it was at 02:\d\d:\d\d on Tuesday\.$/)
    .waitFor();
  expect(await acceptedIn(family)).toBe(0);
  await connect(page);
  await says(page, /^You have been on it since/);
  expect(await acceptedIn(family)).toBe(1);
});

test("the answer was lost on its way: the tap is sent again, and counts once", async () => {
  const { family, page } = await leakOnPhone();
  let lost = 0;
  await page.route("**/answers", async (route) => {
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await button(page, "I’m on it").tap();
  await expect.poll(() => lost, { timeout: 20_000 }).toBeGreaterThan(1);
  await page.unroute("**/answers");
  await button(page, /^Undo \(/).waitFor();
  expect(await acceptedIn(family)).toBe(1);
});

test("a tap that comes after the close says what happened instead, and changes nothing", async () => {
  const { caseId, page, family } = await leakOnPhone();
  await page.context().setOffline(true);
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  clock.advance(minute);
  await centre.town.call("operator", "POST", `/api/v1/cases/${caseId}/claim`);
  await centre.town.call("operator", "POST", `/api/v1/cases/${caseId}/close`, { outcome: "reassurance", rings: 1 });
  const before = await family.case();
  await page.context().setOffline(false);
  const notice = page.getByRole("alert").getByText(/^Link Line closed this alarm at 02:1\d\. Your tap at 02:1\d did not count\.$/);
  await notice.waitFor();
  await expectWellMade(page, "a tap that came too late", 56);
  await page.getByRole("link", { name: "Your homes" }).tap();
  await notice.waitFor();
  await button(page, "OK").tap();
  await notice.waitFor({ state: "detached" });
  expect(await family.case()).toEqual(before);
});

test("a tap that was never sent is taken back on the phone alone", async () => {
  const { family, page } = await leakOnPhone();
  await page.context().setOffline(true);
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  await button(page, "Undo").tap();
  await page.context().setOffline(false);
  await expect.poll(async () => (await storedOn(page)).taps, { timeout: 20_000 }).toBe(0);
  await button(page, "I’m on it").waitFor();
  await says(page, /^Waiting for Link Line since/);
  expect((await family.case()).accepted).toBeNull();
});

test("an old tap is not applied: after 16 minutes without a connection it is dropped with a sentence", async () => {
  const { family, page } = await leakOnPhone();
  await cutOff(page);
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  await page.clock.setSystemTime(Date.now() + 16 * minute);
  await page.reload();
  await page
    .getByRole("alert")
    .getByText("There was no connection for more than 15 minutes. Your answer “I’m on it” did not count.")
    .waitFor();
  await connect(page);
  await says(page, /^Waiting for Link Line since/);
  expect(await acceptedIn(family)).toBe(0);
});

test("a session that has ended keeps the tap: it is sent after signing in again", async () => {
  const { family, phone, page } = await leakOnPhone();
  phone.letPass(/401/);
  await page.route("**/answers", (route) => route.abort());
  await button(page, "I’m on it").tap();
  await says(page, "I’m on it: sending…");
  const { httpUrl } = centre.town.service;
  await fetch(`${httpUrl}/api/auth/sign-out`, {
    method: "POST",
    headers: { cookie: family.cookie("Jonas Birch"), origin: httpUrl, "content-type": "application/json" },
    body: "{}",
  });
  families.forget("Jonas Birch");
  await page.getByLabel("Email").waitFor();
  await says(page, "An answer waits on this phone until you sign in.");
  await expect.poll(() => storedOn(page), { timeout: 20_000 }).toEqual({ answers: [], taps: 1 });
  await expectWellMade(page, "signing in again");
  await page.unroute("**/answers");
  const { email, password } = family.account("Jonas Birch");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").tap();
  await says(page, /^You have been on it since/);
  expect(await acceptedIn(family)).toBe(1);
});

test("the homes open with what the phone stored, marked with its time, until the service answers; signing out deletes it", async () => {
  const { family, page } = await leakOnPhone();
  await family.says(true);
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page
    .getByText(/^In bed since/)
    .first()
    .waitFor();
  await expect
    .poll(async () => (await storedOn(page)).answers, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(["homes", `tonight/${family.id}`]));
  await cutOff(page);
  await page.reload();
  await page
    .getByText(/^In bed since/)
    .first()
    .waitFor();
  await page
    .getByRole("alert")
    .getByText(/^No connection\. This is how it was at 02:\d\d:\d\d on Tuesday\.$/)
    .first()
    .waitFor();
  expect(await page.getByText(/last heard/).count()).toBe(0);
  await expectWellMade(page, "homes without a connection");
  await connect(page);
  await page
    .getByText(/last heard/)
    .first()
    .waitFor();
  await button(page, "Sign out").tap();
  await page.getByLabel("Email").waitFor();
  families.forget("Jonas Birch");
  await expect.poll(() => storedOn(page), { timeout: 20_000 }).toEqual({ answers: [], taps: 0 });
});
