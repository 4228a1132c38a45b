import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";
import { goLive, openPlan, outOfBed, ruleCard } from "../setup/planPage.ts";

const centre = monitoringCentre();

/** A person who uses the keyboard alone: Tab reaches each control, and keys go to the control in focus. */
function hands(page: Page) {
  const press = (keys: string) => page.keyboard.press(keys);
  const at = (target: Locator) => target.and(page.locator(":focus")).count();
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Expects that the page has moved the focus to the target. */
    isAt: (target: Locator) => expect.poll(() => at(target), { message: String(target) }).toBe(1),
    async tabTo(target: Locator, backwards = false) {
      for (let tabs = 0; tabs < 120; tabs += 1) {
        if ((await at(target)) === 1) return;
        await press(backwards ? "Shift+Tab" : "Tab");
      }
      throw new Error(`Tab does not reach ${target}`);
    },
  };
}

test("a supervisor changes a rule, a time window, the first responder and a date with the keyboard alone, and never loses the focus", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const { id } = await centre.town.home({ name: "3 Ferry Road" });
  await openPlan(page, id);
  const { press, type, tabTo, isAt } = hands(page);
  const card = ruleCard(page, "Left bed and not back");
  const minutes = card.getByLabel(outOfBed);
  const bar = page.getByRole("region", { name: "Changes that are not live" });

  await tabTo(card.locator("summary"));
  await press("Enter");
  await tabTo(minutes);
  await press("Control+A");
  await type("999");
  await tabTo(page.getByRole("button", { name: "Compare with recent nights" }));
  await press("Enter");
  await isAt(page.getByRole("alert").filter({ hasText: "There is 1 problem to fix." }));
  await press("Tab");
  await press("Enter");
  await isAt(minutes);
  await press("Control+A");
  await type("25");

  await tabTo(page.getByRole("button", { name: "Add time window" }));
  await press("Enter");
  const nap = page.locator(".window").nth(1);
  await isAt(nap.getByLabel("Name"));
  await tabTo(nap.getByRole("checkbox", { name: "Sun" }));
  await press("Space");
  await tabTo(page.getByRole("group", { name: "Who responds first to urgent alarms" }).getByRole("radio", { name: "Family carer" }));
  await press("ArrowRight");
  await tabTo(page.getByLabel("Review date"));
  await type("11112027");
  await tabTo(bar.locator("summary"));
  await press("Enter");
  const changes = bar.getByRole("listitem");
  await expect
    .poll(() => changes.allTextContents())
    .toEqual([
      `Left bed and not back: ${outOfBed}, from 20 min to 25 min`,
      "Time window added: nap, 13:00 to 15:00, Mon to Sat",
      "Urgent alarms: centre responds first, not family carer",
      "Review date: from none to 11 Nov 2027",
    ]);

  await tabTo(nap.getByRole("button", { name: "Remove nap" }), true);
  await press("Enter");
  await isAt(page.getByRole("button", { name: "Add time window" }));
  await tabTo(page.getByRole("button", { name: "Discard" }));
  await press("Enter");
  await isAt(page.getByRole("button", { name: "No, keep" }));
  await press("Enter");
  await tabTo(page.getByRole("button", { name: "Go live…" }));
  await press("Enter");
  const ask = page.getByRole("dialog", { name: "Go live" });
  await isAt(ask.getByRole("heading", { name: "Go live" }));
  await press("Escape");
  await isAt(page.getByRole("button", { name: "Go live…" }));
  await press("Enter");
  await tabTo(ask.getByLabel("Reason for this change"));
  await type("She sleeps better now");
  await tabTo(ask.getByRole("button", { name: "Go live" }));
  await press("Enter");
  await page.getByRole("status").filter({ hasText: "Version 1 is live." }).waitFor();
  await isAt(bar);
});

test("an operator adds and ends an absence with the keyboard alone", async () => {
  const { page } = await centre.staff("Robin");
  const { id } = await centre.town.home({ name: "5 Ferry Road" });
  await page.goto(`/#/homes/${id}`);
  const { press, type, tabTo, isAt } = hands(page);
  const opener = page.getByRole("button", { name: "Add absence" });
  await tabTo(opener);
  await press("Enter");
  await isAt(page.getByRole("radio", { name: "In hospital" }));
  await tabTo(page.getByRole("button", { name: "Cancel" }));
  await press("Enter");
  await isAt(opener);
  await press("Enter");
  await isAt(page.getByRole("radio", { name: "In hospital" }));
  await press("ArrowDown");
  await page.getByLabel(/^From/).fill("2031-01-02T10:00");
  await page.getByLabel(/^Until/).fill("2031-01-01T10:00");
  await tabTo(page.getByRole("button", { name: /^Add absence until/ }));
  await press("Enter");
  await page.getByText("an absence must end after it starts").waitFor();
  expect(await page.getByLabel(/^Until/).getAttribute("aria-invalid")).toBe("true");
  await page.getByText(/^The absence was not added\.$/).waitFor();
  await page.getByLabel(/^From/).fill("");
  await page.getByLabel(/^Until/).fill(await page.evaluate<string>("new Date(Date.now() + 90_000_000).toISOString().slice(0, 16)"));
  await tabTo(page.getByRole("button", { name: /^Add absence until/ }));
  await press("Enter");
  await isAt(opener);
  await tabTo(page.getByRole("button", { name: "End absence now" }), true);
  await press("Enter");
  await isAt(page.getByLabel("Reason (optional)"));
  await type("back home");
  await press("Enter");
  await page.getByText("No one is away.").waitFor();
});

test("an impossible date is named at its field and is not taken as “no end”", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const { id } = await centre.town.home({ name: "8 Ferry Road" });
  await openPlan(page, id);
  const { press, type } = hands(page);
  const ends = page.getByLabel("Last day");
  const fault = page.locator(".dates").getByText("enter a real date");
  const changes = page.getByRole("region", { name: "Changes that are not live" });
  await page.getByLabel("Review date").focus();
  await press("Tab");
  while ((await ends.and(page.locator(":focus")).count()) === 0) await press("Tab");
  // Impossible whether the browser asks for day or month first; the year is missing too.
  await type("0230");
  for (let parts = 0; parts < 4; parts += 1) await press("Tab");
  await fault.waitFor();
  expect(await ends.getAttribute("aria-invalid")).toBe("true");
  await goLive(page, "until the end of February");
  await page.getByRole("alert").filter({ hasText: "There is 1 problem to fix. The plan has not changed." }).waitFor();
  expect((await centre.town.call("supervisor", "GET", `/api/v1/homes/${id}/plan`)).body.version).toBe(0);

  // After a visit to the queue the date is still a fault.
  await page.goto("/#/");
  await openPlan(page, id);
  await fault.waitFor();
  await ends.focus();
  for (let parts = 0; parts < 4; parts += 1) await press("Tab");
  expect(await fault.count()).toBe(1);
  await ends.fill("2031-02-28");
  await changes.locator("summary").click();
  await changes.getByText("Last day: from none to 28 Feb 2031").waitFor();
  expect(await fault.count()).toBe(0);
  await ends.fill("");
  await changes.getByText("No changes", { exact: true }).waitFor();
});

test.each([
  ["a desk", { width: 1280, height: 720 }],
  ["a telephone", { width: 390, height: 780 }],
])(
  "on %s the focused field is always in sight, down and up the whole plan, while unsaved changes and an alarm are shown",
  async (_, viewport) => {
    const { page } = await centre.staff("Sasha", { role: "supervisor", viewport });
    const home = await centre.pendantHome({ name: "7 Ferry Road" });
    await openPlan(page, home.homeId);
    await ruleCard(page, "Not up in the morning").getByRole("switch").click();
    await home.press();
    await page.getByRole("link", { name: /SOS pressed.*Go to the queue/ }).waitFor();
    const name = page.getByLabel("Plan name");
    for (const [keys, last] of [
      ["Tab", page.getByLabel("Last day")],
      ["Shift+Tab", name],
    ] as const) {
      await (keys === "Tab" ? name : page.getByLabel("Last day")).focus();
      for (let tabs = 0; tabs < 150 && (await last.and(page.locator(":focus")).count()) === 0; tabs += 1) {
        await page.keyboard.press(keys);
        expect(await page.evaluate<string | null>(hiddenFocus), keys).toBeNull();
      }
      expect(await last.and(page.locator(":focus")).count()).toBe(1);
    }
  },
);

/** Names the focused element if another one covers its upper or lower edge; null if it is in sight. */
const hiddenFocus = `(() => {
  const focused = document.activeElement;
  const field = focused.closest("label.switch, label.choice") ?? focused;
  const { left, top, width, height } = field.getBoundingClientRect();
  const covers = [top + 2, top + height - 2].map((y) => document.elementFromPoint(left + width / 2, y));
  const hidden = covers.find((one) => one === null || !(field.contains(one) || one.closest("label")?.contains(field)));
  return hidden === undefined ? null : (focused.id || focused.textContent) + " under " + (hidden?.className ?? "the edge");
})()`;
