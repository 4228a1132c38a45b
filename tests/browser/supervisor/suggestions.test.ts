import { beforeAll, expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";
import { openPlan, outOfBed, setting } from "../setup/planPage.ts";
import { homeWithNights } from "../setup/recordedHome.ts";

const centre = monitoringCentre();
const nights = [
  { night: 2, from: "00:40", minutes: 22 },
  { night: 5, from: "00:40", minutes: 24 },
  { night: 9, from: "00:40", minutes: 33 },
];
const bedOnly = { name: "Bed only", rules: { bedExit: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
let homeId: string;

beforeAll(async () => {
  homeId = await homeWithNights(centre, "14 Rowan Close", bedOnly, nights, async () => {});
});

test("a supervisor reads which wait would have rung once, sees the nights, and tries it in the draft", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, homeId);
  await page.getByRole("button", { name: "Suggest settings" }).click();
  const suggestion = page.getByRole("article", { name: "Left bed and not back" });
  await suggestion
    .getByText(/It rang 3 times in 14 nights without need\. With 25 min instead of 20 min it would have rung once\./)
    .waitFor();
  await suggestion.getByText("Show the nights").click();
  const line = suggestion.getByRole("group", { name: /Time line/ });
  await line.waitFor();
  const marks = await Promise.all((await line.getByRole("button").all()).map((one) => one.getAttribute("aria-label")));
  expect(marks.map((name) => name?.split(":")[0])).toEqual(["lost", "lost", "later"]);

  await suggestion.getByRole("button", { name: "Try 25 min" }).click();
  expect(await (await setting(page, "Left bed and not back", outOfBed)).inputValue()).toBe("25");
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/homes/${homeId}/plan`);
  expect(body.plan.rules.bedExit, "nothing is live before the supervisor decides").toEqual({});
});

test("an operator, who cannot change plans, is offered no suggestions", async () => {
  const { page } = await centre.staff("Omar", { role: "operator" });
  await openPlan(page, homeId);
  expect(await page.getByRole("button", { name: "Suggest settings" }).count()).toBe(0);
});
