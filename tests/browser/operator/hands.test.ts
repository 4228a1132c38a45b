import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { caseShown, confirmSound, monitoringCentre, rowOf, showOthers, spokeToHome } from "../setup/centre.ts";

const centre = monitoringCentre();
const claim = async (page: Page, homeName: string) => {
  await rowOf(page, homeName).click();
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await caseShown(page).getByText("Claimed by you").waitFor();
};

test("an operator hands a case over; the colleague reads that it is offered, accepts it, and the first desk lets go", async () => {
  const [robin, kim] = await Promise.all([centre.staff("Robin"), centre.staff("Kim")]);
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  await claim(robin.page, "4 Orchard Road");
  await robin.page.keyboard.press("o");
  await caseShown(robin.page).getByText("No colleague is signed in with sound on.").waitFor();
  await confirmSound(kim.page);
  const form = caseShown(robin.page).getByRole("form", { name: "Hand over" });
  await form.getByLabel("What they must know").fill("She wants water");
  await form.getByRole("button", { name: "Hand over" }).click();
  await caseShown(robin.page).getByText("offered to Kim, who has not accepted yet").waitFor();

  await rowOf(kim.page, "4 Orchard Road").getByText("Offered by Robin").waitFor();
  await rowOf(kim.page, "4 Orchard Road").click();
  await caseShown(kim.page).getByText("Robin hands this case over to you.").waitFor();
  await kim.page.keyboard.press("c");
  await caseShown(kim.page).getByText("Claimed by you").waitFor();
  await caseShown(kim.page).getByRole("listitem").filter({ hasText: "Robin hands over to Kim: She wants water" }).waitFor();
  await caseShown(robin.page).getByRole("paragraph").filter({ hasText: "Claimed by Kim" }).waitFor();
  await kim.page.keyboard.press("r");
  await rowOf(robin.page, "4 Orchard Road").getByText("Waiting").waitFor();
});

test("a follow-up frees the operator, shows when it is due, and can be taken up early", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "5 Orchard Road" });
  await home.press();
  await claim(page, "5 Orchard Road");
  await page.keyboard.press("f");
  const form = caseShown(page).getByRole("form", { name: "Follow-up" });
  expect(await form.getByLabel("Look again in minutes").inputValue()).toBe("20");
  await form.getByLabel("What happens meanwhile").fill("responder sent");
  await form.getByRole("button", { name: "Set follow-up" }).click();
  await caseShown(page)
    .getByText(/^Follow-up in (20:00|19:5\d): responder sent$/)
    .waitFor();
  await rowOf(page, "5 Orchard Road").getByText("You · follow-up").waitFor();
  await page.keyboard.press("c");
  await rowOf(page, "5 Orchard Road").getByText("You", { exact: true }).waitFor();
});

test("a supervisor takes a case over with a reason, and its former holder sees who has it and why", async () => {
  const [robin, sasha] = await Promise.all([centre.staff("Robin"), centre.staff("Sasha", { role: "supervisor" })]);
  const home = await centre.pendantHome({ name: "6 Orchard Road" });
  await home.press();
  await claim(robin.page, "6 Orchard Road");
  await showOthers(sasha.page);
  await rowOf(sasha.page, "6 Orchard Road").click();
  await caseShown(sasha.page).getByRole("button", { name: "Take over…" }).click();
  await caseShown(sasha.page).getByLabel("Reason for taking over").fill("Robin is on the phone");
  await caseShown(sasha.page).getByRole("button", { name: "Take over", exact: true }).click();
  await caseShown(sasha.page).getByText("Claimed by you").waitFor();
  await caseShown(robin.page).getByRole("paragraph").filter({ hasText: "Claimed by Sasha" }).waitFor();
  await caseShown(robin.page).getByRole("listitem").filter({ hasText: "Sasha took over from Robin: Robin is on the phone" }).waitFor();
  expect(await caseShown(robin.page).getByRole("button", { name: "Take over…" }).count()).toBe(0);
});

test("a new life-safety ring asks the holder to acknowledge it, and the answer is recorded", async () => {
  const { page } = await centre.staff("Robin");
  await confirmSound(page);
  const home = await centre.pendantHome({ name: "7 Orchard Road" });
  await home.press();
  await claim(page, "7 Orchard Road");
  await home.press();
  await caseShown(page).getByRole("alert").getByText("It rang again. Read below what rang.").waitFor();
  await page.keyboard.press("h");
  await caseShown(page).getByRole("listitem").filter({ hasText: "Robin has heard the new ring" }).waitFor();
  await caseShown(page).getByText("It rang again.").waitFor({ state: "detached" });
});

test("signing out while holding a case asks to hand it over or to release it first", async () => {
  const [robin, kim] = await Promise.all([centre.staff("Robin"), centre.staff("Kim")]);
  await confirmSound(kim.page);
  const home = await centre.pendantHome({ name: "8 Orchard Road" });
  await home.press();
  await claim(robin.page, "8 Orchard Road");
  await robin.page.getByRole("button", { name: "Sign out" }).click();
  const dialog = robin.page.getByRole("dialog", { name: "You still hold 1 case" });
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await dialog.getByText("Kim has not accepted yet").waitFor();
  await rowOf(kim.page, "8 Orchard Road").click();
  await caseShown(kim.page).getByRole("button", { name: "Accept" }).click();
  await robin.page.getByRole("dialog", { name: "You hold no case" }).getByRole("button", { name: "Sign out" }).click();
  await robin.page.getByLabel("Email").waitFor();
});

test("an answer that another operator's action has overtaken says how the case is now", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "3 Weir Street" });
  await home.press();
  await claim(page, "3 Weir Street");
  await spokeToHome(page);
  const { body } = await centre.town.call("operator", "GET", `/api/v1/cases?home=${home.homeId}`);
  await page.route("**/close", async (route) => {
    await centre.town.call("supervisor", "POST", `/api/v1/cases/${body.items[0].id}/take-over`, { reason: "shift change" });
    await route.continue();
  });
  await caseShown(page).getByRole("radio", { name: "Accidental press" }).check();
  await caseShown(page).getByRole("button", { name: "Close case" }).click();
  await caseShown(page).getByText("Test supervisor has this case. The case is still open.").waitFor();
});
