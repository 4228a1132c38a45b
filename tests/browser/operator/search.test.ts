import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();
const margaret = {
  name: "Flat 3",
  address: "12 Sycamore Court",
  people: [{ name: "Margaret Okafor" }],
  contacts: [{ name: "Meera Okafor", relation: "daughter", phone: "020 7946 0018" }],
};
beforeAll(async () => {
  await centre.town.home(margaret);
  await centre.town.home({ name: "14 Weir Street", people: [{ name: "Owen Okafor" }] });
});

const field = (page: Page) => page.getByRole("combobox", { name: /^Search people/ });
const options = (page: Page) => page.getByRole("listbox", { name: "Results" }).getByRole("option");
const focused = (page: Page) => page.evaluate<string>("document.activeElement.id || document.activeElement.tagName");
/** Opens the search by its key and types. */
async function searchFor(page: Page, text: string): Promise<void> {
  await page.keyboard.press("/");
  await expect.poll(() => page.evaluate<string | null>("document.activeElement.getAttribute('role')")).toBe("combobox");
  await page.keyboard.type(text);
  expect(await field(page).inputValue()).toBe(text);
}
/** The text of the result that a screen reader reads out. */
const marked = (page: Page) =>
  page.evaluate<string>("document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''");

test("with the keyboard alone, an operator searches while a case is claimed and a new case arrives; focus, draft and selection stay", async () => {
  const { page } = await centre.staff("Robin");
  const [claimed, other] = [await centre.pendantHome({ name: "1 Mill Lane" }), await centre.pendantHome({ name: "2 Mill Lane" })];
  await claimed.press();
  await rowOf(page, "1 Mill Lane").click();
  await page.keyboard.press("c");
  await caseShown(page).getByText("Claimed by you").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("She asks for water / tea");
  await page.keyboard.press("Escape");
  expect(await page.getByRole("dialog", { name: "Search" }).count(), "a / in a note is a letter").toBe(0);

  await page.locator("#case-heading").focus();
  await searchFor(page, "okafor");
  await expect.poll(() => options(page).count()).toBe(3);
  expect(await marked(page)).toContain("Margaret Okafor");
  await page.keyboard.press("ArrowDown");
  expect(await marked(page)).toContain("Owen Okafor");

  await other.press();
  await rowOf(page, "2 Mill Lane").waitFor();
  expect(await marked(page), "a new case leaves the search alone").toContain("Owen Okafor");
  await page.keyboard.type(" m");
  await expect.poll(() => options(page).count()).toBe(2);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Search" }).waitFor({ state: "detached" });
  expect(await focused(page), "the focus is where it was").toBe("case-heading");
  expect(await caseShown(page).getByRole("heading", { level: 2 }).textContent()).toBe("1 Mill Lane");
  expect(await caseShown(page).getByLabel("Note").inputValue()).toBe("She asks for water / tea");

  await searchFor(page, "+44 20 7946 0018");
  await options(page).filter({ hasText: "Meera Okafor, daughter" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "Flat 3" }).waitFor();
  await page.getByRole("link", { name: "2 Mill Lane" }).waitFor();

  // From another page to a case, by its number; Enter before the answer opens the first result.
  const { body } = await centre.town.call("operator", "GET", `/api/v1/cases?home=${claimed.homeId}`);
  await searchFor(page, `case ${body.items[0].id}`);
  await page.keyboard.press("Enter");
  await caseShown(page).getByRole("heading", { level: 2, name: "1 Mill Lane" }).waitFor();
  await expect.poll(() => focused(page)).toBe("case-heading");
  expect(await caseShown(page).getByLabel("Note").inputValue()).toBe("She asks for water / tea");
});

test("the search asks once for each pause of typing, and never shows the answer to an older question", async () => {
  const { page } = await centre.staff("Robin");
  const asked: string[] = [];
  page.on("request", (one) => one.url().includes("/api/v1/search?") && asked.push(new URL(one.url()).searchParams.get("q") ?? ""));
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/v1/search?q=okafor&*", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Search" }).click();
  await field(page).pressSequentially("okafor", { delay: 10 });
  await expect.poll(() => asked).toEqual(["okafor"]);
  await field(page).pressSequentially(" weir", { delay: 10 });
  await expect.poll(() => options(page).count()).toBe(1);
  expect(asked).toEqual(["okafor", "okafor weir"]);
  const late = page.waitForResponse((one) => one.url().includes("q=okafor&"));
  release();
  await late;
  await options(page).filter({ hasText: "Owen Okafor" }).waitFor();
  expect(await options(page).count()).toBe(1);
  await options(page).first().click();
  await page.getByRole("heading", { level: 2, name: "14 Weir Street" }).waitFor();
});

test("with shortcuts turned off the / key does nothing, and the search that fails says so and can be tried again", async () => {
  const desk = await centre.staff("Robin");
  const { page } = desk;
  desk.letPass(/503/);
  await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).uncheck();
  await page.locator("body").press("/");
  expect(await page.getByRole("dialog", { name: "Search" }).count()).toBe(0);
  await page.route("**/api/v1/search?*", (route) => route.fulfill({ status: 503, json: { error: { code: "away", message: "Not now." } } }));
  await page.getByRole("button", { name: "Search" }).click();
  await page.keyboard.type("okafor");
  await page.getByText("The search failed. Not now.").waitFor();
  await page.unroute("**/api/v1/search?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await options(page).first().waitFor();
});

test("an installer searches homes and devices", async () => {
  const { page } = await centre.staff("Kim", { role: "installer" });
  await page.keyboard.press("/");
  await page.keyboard.type("sycamore");
  await options(page).filter({ hasText: "Flat 3" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "Flat 3" }).waitFor();
});

test.each(["dark", "light"] as const)("the search has no accessibility fault in %s colours, slight ones too", async (colorScheme) => {
  const { page } = await centre.staff("Sasha", { role: "supervisor", colorScheme, reducedMotion: "reduce" });
  await page.keyboard.press("/");
  expect(await findings(page), "empty").toEqual([]);
  await page.keyboard.type("okafor");
  await options(page).first().waitFor();
  await expectAccessible(page, "results");
  expect(await findings(page), "results").toEqual([]);
  await page.keyboard.type(" nowhere");
  await page.getByText("Nothing found.").waitFor();
  expect(await findings(page), "no result").toEqual([]);
});

test("a search that is opened again at once begins empty", async () => {
  const { page } = await centre.staff("Robin");
  await searchFor(page, "okafor");
  await page.evaluate("{ const panel = document.getElementById('search'); panel.hidePopover(); panel.showPopover(); }");
  await expect.poll(() => field(page).inputValue()).toBe("");
  await page.keyboard.type("weir");
  await options(page).filter({ hasText: "14 Weir Street" }).first().waitFor();
});
