import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { caseShown, monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();

/** A home where a person pressed, and a colleague closed that with this outcome. */
async function closedCase(name: string, outcome: string, person: string): Promise<string> {
  const home = await centre.pendantHome({ name, address: `${name}, Elmstead`, people: [{ name: person }] });
  await home.press();
  const [{ id, rings }] = (await centre.town.call("operator", "GET", `/api/v1/cases?home=${home.homeId}`)).body.items;
  const act = (action: string, body: object) => centre.town.call("operator", "POST", `/api/v1/cases/${id}/${action}`, body);
  await act("claim", {});
  expect((await act("close", { outcome, rings, note: "Spoke to her" })).status).toBe(200);
  return home.homeId;
}
let mill: string;
beforeAll(async () => {
  mill = await closedCase("1 Mill Lane", "accidental", "Ada Elm");
  await closedCase("2 Mill Lane", "genuine", "Bea Ash");
  await closedCase("3 Weir Street", "accidental", "Cora Oak");
});

const listed = (page: Page) => page.getByRole("list", { name: "Closed cases" }).getByRole("listitem");

test("closed cases are narrowed by filters that are in the address, and one opens at the desk, read-only, and opens again", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("link", { name: "Closed cases" }).click();
  await expect.poll(() => listed(page).count()).toBe(3);
  expect((await listed(page).allTextContents())[0]).toMatch(
    /3 Weir Street.*Accidental press · Test operator answered in \d+ s · closed by Test operator · case \d+$/s,
  );

  await page.getByLabel("Home or person").fill("mill");
  await page.getByLabel("Outcome").selectOption({ label: "Accidental press" });
  await page.getByLabel("Closed by").fill("operator");
  await page.getByLabel("From", { exact: true }).fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Show cases" }).click();
  await expect.poll(() => listed(page).count()).toBe(1);
  expect(await page.evaluate<string>("document.activeElement.textContent"), "the focus stays on the button").toBe("Show cases");

  const sent = page.url();
  expect(sent).toMatch(/#\/closed-cases\?from=.*&find=mill&outcome=accidental&closedBy=operator$/);
  const { page: colleague } = await centre.staff("Kim");
  await colleague.goto(sent);
  await expect.poll(() => listed(colleague).count()).toBe(1);
  expect(await colleague.getByLabel("Home or person").inputValue()).toBe("mill");
  expect(await colleague.getByLabel("From", { exact: true }).inputValue()).toBe("2020-01-01T00:00");

  await listed(page)
    .getByRole("link", { name: /Pendant/ })
    .click();
  await caseShown(page).getByRole("heading", { level: 2, name: "Ada Elm" }).waitFor();
  await caseShown(page).getByRole("status").filter({ hasText: "Closed: Accidental press" }).waitFor();
  await caseShown(page).getByRole("listitem").filter({ hasText: "Spoke to her" }).waitFor();
  expect(await caseShown(page).getByRole("button", { name: "Claim" }).count()).toBe(0);
  await page.goBack();
  await expect.poll(() => listed(page).count()).toBe(1);
  expect(await page.getByLabel("Closed by").inputValue()).toBe("operator");
  await page.getByRole("link", { name: "Show all closed cases" }).click();
  await expect.poll(() => listed(page).count()).toBe(3);
  expect(await page.getByLabel("Closed by").inputValue()).toBe("");

  await listed(page)
    .filter({ hasText: "1 Mill Lane" })
    .getByRole("link", { name: /Pendant/ })
    .click();
  await caseShown(page).getByRole("button", { name: "Open again…" }).click();
  await caseShown(page).getByLabel("Reason for opening it again").fill("Her daughter called back");
  await page.keyboard.press("Enter");
  await caseShown(page).getByText("Claimed by you").waitFor();
  await page.keyboard.press("r");
});

test("filters that match nothing say so, and a broken address says what happened", async () => {
  const { page } = await centre.staff("Robin");
  await page.goto("/#/closed-cases?find=nowhere");
  await page.getByText("No closed case matches these filters.").waitFor();
  await page.goto("/#/closed-cases?from=yesterday&rule=%22%3E%3Cb%3E");
  await page.getByText("Some cases may be missing from this list. The request is not valid.").waitFor();
});

test("the page of a home has its history: open and closed cases with who answered and how fast, each a link", async () => {
  const { page } = await centre.staff("Robin");
  const { id: quiet } = await centre.town.home({ name: "5 Weir Street" });
  await page.goto(`/#/homes/${quiet}`);
  await page.getByText("Nothing has rung in this home yet.").waitFor();

  await page.goto(`/#/homes/${mill}`);
  const history = page.getByRole("list", { name: "History" }).getByRole("listitem");
  await history.first().waitFor();
  expect(await history.count()).toBe(1);
  expect(await history.first().textContent()).toMatch(/Test operator answered in \d+ s/);
  expect(await page.getByRole("heading", { name: "Last cases" }).count(), "the history has them").toBe(0);
  await history.getByRole("link").click();
  await caseShown(page).getByRole("heading", { level: 2, name: "Ada Elm" }).waitFor();
});

test.each(["dark", "light"] as const)(
  "closed cases and a home's history have no accessibility fault in %s colours, slight ones too",
  async (colorScheme) => {
    const { page } = await centre.staff("Sasha", { role: "supervisor", colorScheme, reducedMotion: "reduce" });
    await page.goto("/#/closed-cases");
    await listed(page).first().waitFor();
    await expectAccessible(page, "closed cases");
    expect(await findings(page), "closed cases").toEqual([]);
    await page.goto(`/#/homes/${mill}`);
    await page.getByRole("list", { name: "History" }).getByRole("listitem").first().waitFor();
    await expectAccessible(page, "history");
    expect(await findings(page), "history").toEqual([]);
  },
);
