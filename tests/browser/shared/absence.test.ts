import { expect, test } from "vitest";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("an operator adds an absence, sees its end on the home and on its alarms, and ends it; a press rings meanwhile", async () => {
  const { page } = await centre.staff("Robin");
  const home = await centre.pendantHome({ name: "4 Orchard Road", timezone: "Europe/London" });
  await page.getByRole("link", { name: "Homes" }).click();
  await page.getByLabel("Search by name or address").fill("orchard");
  await page.getByRole("link", { name: "4 Orchard Road", exact: true }).click();
  await page.getByText("No one is away.").waitFor();

  await page.getByRole("button", { name: "Add absence" }).click();
  const form = page.getByRole("form", { name: "Add absence" });
  await form.getByRole("radio", { name: "A carer is staying over" }).check();
  await form.getByText("Ends at the time you set, or when someone ends it here.").waitFor();
  await form.getByRole("radio", { name: "In hospital" }).check();
  await form.getByText("Ends when sensors show someone is home.").waitFor();
  await form.getByLabel(/^Until/).fill("2020-01-01T12:00");
  await form.getByLabel("Note").fill("ward 7");
  await form.getByRole("button", { name: /^Add absence until/ }).click();
  await form.getByText("The absence was not added.").waitFor();
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel(/^Until/).fill(`${inTwoDays}T12:00`);
  await form.getByText(/Rules paused: \d/).click();
  const inHalfAYear = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel(/^Until/).fill(`${inHalfAYear}T12:00`);
  await form.getByRole("button", { name: /^Add absence until/ }).click();
  await form.getByRole("alert").filter({ hasText: "Ask a supervisor to set a longer one" }).waitFor();
  await form.getByLabel(/^Until/).fill(`${inTwoDays}T12:00`);
  await form.getByRole("checkbox", { name: "Left the safe area" }).uncheck();
  await form.getByRole("button", { name: /^Add absence until .*12:00/ }).click();
  const band = page.getByText(/^In hospital until .*, 12:00$/);
  await band.first().waitFor();
  await page.getByText("ward 7").waitFor();
  const { body } = await centre.town.call("operator", "GET", `/api/v1/homes/${home.homeId}/absences`);
  expect(body.items[0]).toMatchObject({ kind: "inHospital", state: "lasting", note: "ward 7", by: "Robin" });
  expect(body.items[0].suspends).toContain("bedExit");
  expect(body.items[0].suspends).not.toContain("boundary");

  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Queue/ })
    .click();
  await home.press();
  await rowOf(page, "4 Orchard Road").click();
  await caseShown(page)
    .getByText(/^In hospital until .*, 12:00$/)
    .waitFor();
  await caseShown(page).getByText("Plan: centre responds first").waitFor();

  const pane = page.getByRole("complementary", { name: "Home" });
  await pane.getByRole("button", { name: "End absence now" }).click();
  await pane.getByLabel("Reason (optional)").fill("back home");
  await pane.getByRole("button", { name: "End absence" }).click();
  await pane.getByText("No one is away.").waitFor();
  expect(
    await caseShown(page)
      .getByText(/^In hospital until/)
      .count(),
  ).toBe(0);
});

test("a supervisor who adds a long absence must write a note", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const { id } = await centre.town.home({ name: "5 Orchard Road" });
  await page.goto(`/#/homes/${id}`);
  await page.getByRole("button", { name: "Add absence" }).click();
  const form = page.getByRole("form", { name: "Add absence" });
  await form.getByRole("radio", { name: "A carer is staying over" }).check();
  await form.getByLabel(/^Until/).fill(`${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T12:00`);
  await form.getByRole("button", { name: /^Add absence until/ }).click();
  await form.getByText(/longer than 14 days: write why/).waitFor();
  expect(await form.getByLabel("Note").getAttribute("aria-invalid")).toBe("true");
  await form.getByLabel("Note").fill("her son stays over the winter");
  await form.getByRole("button", { name: /^Add absence until/ }).click();
  await page.getByText("her son stays over the winter").waitFor();
});

test("an installer, who may not see absences, does not read “No one is away”", async () => {
  const { page } = await centre.staff("Kim", { role: "installer" });
  const { id } = await centre.town.home({ name: "5 Orchard Road" });
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  const set = await centre.town.call("operator", "POST", `/api/v1/homes/${id}/absences`, { kind: "inHospital", endsAt });
  expect(set.status).toBe(201);
  const refused: string[] = [];
  page.on("response", (one) => one.status() === 403 && refused.push(one.url()));
  await page.goto(`/#/homes/${id}`);
  await page.getByRole("heading", { name: "Devices", exact: true }).waitFor();
  expect(await page.getByRole("heading", { name: "Absence" }).count()).toBe(0);
  expect(await page.getByText("No one is away.").count()).toBe(0);
  await page.getByRole("link", { name: "View this home's plan" }).click();
  await page.getByText("You can view this plan. Only a supervisor can change it.").waitFor();
  expect(await page.getByText("may be out of date").count()).toBe(0);
  expect(refused, "nothing is asked for that is not theirs").toEqual([]);
});
