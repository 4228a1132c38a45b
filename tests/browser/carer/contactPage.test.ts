import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { type FamilyHome, familyHome } from "#tests/system/carer/carerTown.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import type { WatchedPage } from "../setup/browser.ts";
import { monitoringCentre } from "../setup/centre.ts";

const clock = new ManualClock("2026-11-24T02:14:00Z");
const centre = monitoringCentre({ clock, env: { LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" } });
const telephone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: "reduce",
  colorScheme: "dark",
} as const satisfies BrowserContextOptions;

let homes = 0;
const newHome = (): Promise<FamilyHome> => familyHome(centre.town, `${++homes} Harbour Street`);

async function open(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const phone = await centre.desk({ ...telephone, ...options });
  await phone.page.goto(path);
  return phone;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const says = (page: Page, text: string) => page.getByRole("heading", { name: text }).waitFor();

async function expectWellMade(page: Page, where: string): Promise<void> {
  await expectAccessible(page, where);
  expect(await findings(page), where).toEqual([]);
  const small = await page.evaluate<string[]>(
    `[...document.querySelectorAll("button, a")].filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent)`,
  );
  expect(small, `${where}: targets under 44 px`).toEqual([]);
}

test("a daughter opens her link at night, which answers nothing; she says I'm on it, and later hands the alarm to Link Line", async () => {
  const home = await newHome();
  await home.leak();
  const before = await home.case();
  const { page } = await open(await home.pathFor(1));
  await page.getByRole("heading", { level: 1, name: /Water on the floor/ }).waitFor();
  await page.getByText("Grace Osei, 1 Harbour Street").waitFor();
  await expectWellMade(page, "an alarm that is open");
  expect(await home.case()).toEqual(before);

  await button(page, "I’m on it").tap();
  await says(page, "You said “I’m on it” at 02:14");
  expect(await button(page, "I’m on it").count()).toBe(0);
  expect(await home.case()).toMatchObject({ accepted: { name: "Amina Osei" } });
  await expectWellMade(page, "an alarm that she has taken");

  await button(page, "Hand to Link Line").tap();
  await says(page, "Waiting for Link Line since 02:14");
  expect(await home.case()).toMatchObject({ accepted: null, centreSince: expect.any(String) });
  await expectWellMade(page, "an alarm that is at the centre");
});

/** Gives the page a clock that the test moves. The function lets the five seconds pass after which the page asks again. */
async function byItsClock(page: Page): Promise<() => Promise<void>> {
  await page.clock.install();
  await page.reload();
  return () => page.clock.runFor(5_000);
}

test("what others do appears on the page by itself, and the focus stays on the button", async () => {
  const home = await newHome();
  await home.leak();
  const { page } = await open(await home.pathFor(1));
  const renews = await byItsClock(page);
  await button(page, "I’m on it").focus();
  const { id } = await home.case();
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  await renews();
  await says(page, "Link Line took this alarm at 02:14");
  expect(await page.evaluate("document.activeElement.id")).toBe("accept");
  await expect.poll(() => page.getByRole("status").textContent()).toContain("Link Line took this alarm");
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "reassurance", rings: 1 });
  await renews();
  await says(page, "Closed at 02:14");
  await page.getByText("Reassurance, all well.", { exact: true }).waitFor();
  expect(await page.getByRole("button").count()).toBe(0);
  await expectWellMade(page, "a closed alarm");
});

test("daughter and son press in the same second: one is on it, and the other sees who", async () => {
  const home = await newHome();
  await home.leak();
  const [hers, his] = await Promise.all([open(await home.pathFor(1)), open(await home.pathFor(2))]);
  await Promise.all([hers, his].map(({ page }) => button(page, "I’m on it").tap()));
  await Promise.all([hers, his].map(({ page }) => says(page, "said “I’m on it” at 02:14")));
  const { accepted } = await home.case();
  const [first, second] = accepted.name === "Amina Osei" ? [hers, his] : [his, hers];
  await says(first.page, "You said “I’m on it” at 02:14");
  await says(second.page, `${accepted.name} said “I’m on it” at 02:14`);
  await second.page.getByText("You said “I’m on it” at 02:14.").waitFor();
  await expectWellMade(second.page, "an alarm that another has taken");
});

test("an answer that comes after the close says so", async () => {
  const home = await newHome();
  await home.leak();
  const { page } = await open(await home.pathFor(1), { javaScriptEnabled: false });
  const { id } = await home.case();
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "falseAlarm", rings: 1 });
  await button(page, "I’m on it").tap();
  await page.getByText("Your answer came after the alarm was closed").waitFor();
});

test("without its script the page works by its buttons", async () => {
  const home = await newHome();
  await home.leak();
  const { page } = await open(await home.pathFor(2), { javaScriptEnabled: false });
  await button(page, "I’m on it").tap();
  await says(page, "You said “I’m on it” at 02:14");
});

test("without a connection the page says how old it is, and recovers by itself", async () => {
  const home = await newHome();
  await home.leak();
  const phone = await open(await home.pathFor(1));
  phone.letPass(/ERR_INTERNET_DISCONNECTED/);
  const renews = await byItsClock(phone.page);
  await phone.page.context().setOffline(true);
  await renews();
  await phone.page.getByText("No connection. This is how it was: as of 02:14:00.").waitFor();
  await expectWellMade(phone.page, "no connection");
  await phone.page.context().setOffline(false);
  await renews();
  await phone.page.getByText("No connection").waitFor({ state: "detached" });
});

test("an expired link and a false one say whom to call, and nothing of the home", async () => {
  const home = await newHome();
  await home.press();
  const path = await home.pathFor(1);
  const { page } = await open(`${path.slice(0, -1)}${path.endsWith("a") ? "b" : "a"}`);
  await says(page, "This link does not work");
  await page.getByRole("link", { name: "Call Link Line +44 20 7946 0000" }).waitFor();
  await expectWellMade(page, "a false link");

  const { id } = await home.case();
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  await centre.town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "testCall", note: "Test", rings: 1 });
  clock.advance(24 * 3_600_000 + 1000);
  await page.goto(path);
  await says(page, "This link has expired");
  await page.getByRole("link", { name: "Call Link Line +44 20 7946 0000" }).waitFor();
  expect(await page.content()).not.toContain("Osei");
  await expectWellMade(page, "an expired link");
});
