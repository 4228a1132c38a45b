import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("an operator signs in, selects a case, claims it, adds a note, closes it and undoes that with the keyboard alone", async () => {
  const [{ page }, account] = [await centre.desk(), await centre.account("Robin")];
  const [first, second] = [await centre.pendantHome({ name: "First home" }), await centre.pendantHome({ name: "Second home" })];
  await first.press();
  await second.press();
  const shown = (homeName: string) => caseShown(page).getByRole("heading", { name: homeName }).waitFor();
  const press = (keys: string) => page.keyboard.press(keys);

  await page.getByLabel("Email").waitFor();
  await press("Tab");
  await page.keyboard.type(account.email);
  await press("Tab");
  await page.keyboard.type(account.password);
  await press("Enter");

  await shown("First home");
  await press("j");
  await shown("Second home");
  await press("k");
  await shown("First home");
  await press("j");
  await shown("Second home");

  await press("c");
  await caseShown(page).getByText("Claimed by you").waitFor();
  await press("n");
  await page.keyboard.type("jackpot, nobody claims by typing");
  await press("Control+Enter");
  await caseShown(page).getByRole("listitem").filter({ hasText: "jackpot, nobody claims by typing" }).waitFor();
  await shown("Second home");
  // The note left the field, so single keys work at once.
  await press("1");
  await press("a");
  await caseShown(page).getByRole("listitem").filter({ hasText: "Spoke to the home: answered" }).waitFor();
  await press("x");
  await press("3");
  expect(await caseShown(page).getByRole("radio", { name: "Reassurance, all well" }).isChecked()).toBe(true);
  await press("Enter");
  await rowOf(page, "Second home").waitFor({ state: "detached" });

  // The next waiting case opens, and the close can be taken back.
  await shown("First home");
  await page.getByRole("status", { name: "Just closed" }).getByText("Second home, Reassurance, all well").waitFor();
  await expect.poll(() => page.evaluate<string>("document.activeElement.textContent")).toBe("First home");
  await press("z");
  await shown("Second home");
  await caseShown(page).getByRole("listitem").filter({ hasText: "Close undone" }).waitFor();
  await rowOf(page, "Second home").getByText("You").waitFor();
});

test("after the result of a call to a contact, n writes a note and records no second result", async () => {
  const { page } = await centre.staff("Robin");
  const contacts = [{ name: "Meera Shah", relation: "daughter", phone: "+44 20 7946 0018", keyholder: true }];
  const [first, second] = [
    await centre.pendantHome({ name: "1 Ferry Lane", contacts }),
    await centre.pendantHome({ name: "2 Ferry Lane" }),
  ];
  await first.press();
  await second.press();
  await rowOf(page, "1 Ferry Lane").click();
  await page.keyboard.press("c");
  const shown = caseShown(page);
  const entry = (text: string) => shown.getByRole("listitem").filter({ hasText: text });
  await shown.getByText("Claimed by you").waitFor();

  for (const key of ["2", "g"]) await page.keyboard.press(key);
  await entry("Called Meera Shah (daughter): on the way").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("she has the key");
  await page.keyboard.press("Control+Enter");
  await entry("she has the key").waitFor();
  expect(await entry("Called Meera Shah").count()).toBe(1);
});

test.each([
  ["a small screen", { width: 1280, height: 560 }, "main"],
  ["a narrow one", { width: 900, height: 560 }, ".page-case"],
])("on %s another case begins at its top, with priority, name and timer in view", async (_, viewport, scroller) => {
  const { page } = await centre.staff("Robin", { viewport });
  const [first, second] = [
    await centre.pendantHome({ name: `3 Lock ${scroller}` }),
    await centre.pendantHome({ name: `4 Lock ${scroller}` }),
  ];
  // Many presses make timelines that are longer than the screen.
  for (let press = 0; press < 12; press += 1) {
    await first.press();
    await second.press();
  }
  const scrolled = () => page.evaluate<number>(`document.querySelector('${scroller}').scrollTop`);
  await rowOf(page, `3 Lock ${scroller}`).click();
  await caseShown(page)
    .getByRole("heading", { name: `3 Lock ${scroller}` })
    .waitFor();
  await expect.poll(() => page.evaluate<number>(`document.querySelector('${scroller}').scrollTop = 50`).then(scrolled)).toBeGreaterThan(0);
  await page.keyboard.press("j");
  await caseShown(page)
    .getByRole("heading", { name: `4 Lock ${scroller}` })
    .waitFor();
  expect(await scrolled()).toBe(0);
});

test("a supervisor finds a home, switches a rule off and goes live with the keyboard alone", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await centre.town.home({ name: "11 Lock Cottages" });
  const press = (keys: string) => page.keyboard.press(keys);
  /** Presses Tab until the target has the focus. */
  const tabTo = async (target: Locator) => {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      if ((await target.count()) === 1 && (await target.and(page.locator(":focus")).count()) === 1) return;
      await press("Tab");
    }
    throw new Error(`Tab does not reach ${target}`);
  };
  await tabTo(page.getByRole("link", { name: "Homes" }));
  await press("Enter");
  await tabTo(page.getByLabel("Search by name or address"));
  await page.keyboard.type("lock cott");
  await tabTo(page.getByRole("link", { name: "Plan for 11 Lock Cottages" }));
  await press("Enter");
  await page.getByRole("heading", { name: "Outside door left open" }).waitFor();
  await tabTo(page.getByRole("switch", { name: "Outside door left open" }));
  await press("Space");
  await tabTo(page.getByRole("button", { name: "Go live…" }));
  await press("Enter");
  await tabTo(page.getByRole("dialog", { name: "Go live" }).getByLabel("Reason for this change"));
  await page.keyboard.type("the door has a bell of its own");
  await tabTo(page.getByRole("dialog", { name: "Go live" }).getByRole("button", { name: "Go live" }));
  await press("Enter");
  await page.getByRole("status").filter({ hasText: "Version 1 is live." }).waitFor();
});

test("an operator can turn off single-key shortcuts, and a key pressed by accident then does nothing", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await rowOf(page, "4 Orchard Road").click();
  await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).uncheck();
  await page.keyboard.press("c");
  await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).check();
  await page.keyboard.press("n");
  expect(await caseShown(page).getByRole("button", { name: "Claim" }).isEnabled()).toBe(true);
  await page.keyboard.press("c");
  await caseShown(page).getByText("Claimed by you").waitFor();
});
