import { expect, test } from "vitest";
import { caseShown, monitoringCentre, rowOf, spokeToHome } from "../../setup/centre.ts";

const centre = monitoringCentre();

test("the usual outcomes of what rang come first, and each alarm of a case can have its own", async () => {
  const { page } = await centre.staff("Kim");
  const { town } = centre;
  const { id } = await town.home({ name: "3 Weir Street" });
  const [pendant, detector] = await Promise.all([town.device(id, { room: "Hall" }), town.device(id, { kind: "fall", room: "Bathroom" })]);
  const [button, fall] = await Promise.all([town.unit(pendant), town.unit(detector)]);
  await button.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  await rowOf(page, "3 Weir Street").click();
  await page.keyboard.press("c");
  const outcomes = caseShown(page).getByRole("group", { name: "Outcome" }).getByRole("radio");
  await outcomes.first().waitFor();
  expect(await outcomes.evaluateAll((all) => all.slice(0, 3).map((one) => (one as unknown as { value: string }).value))).toEqual([
    "accidental",
    "testCall",
    "reassurance",
  ]);

  // A fall has other usual outcomes. Its ring must not move the outcomes under a finger that is about to choose.
  await fall.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "fall", state: "fallen", seq: 1, boot: "b" }), { qos: 1 });
  await caseShown(page).getByRole("group", { name: "Outcome for all 2 alarms" }).waitFor();
  expect(await outcomes.first().getAttribute("value")).toBe("accidental");
  await spokeToHome(page);
  await outcomes.first().check();
  await caseShown(page).getByText("A different outcome for one alarm").click();
  await caseShown(page).getByLabel(/^Fall/).selectOption("Genuine: help was needed");
  await caseShown(page).getByRole("button", { name: "Close case" }).click();
  const ended = caseShown(page).getByRole("list", { name: "How each alarm ended" });
  await ended.getByText(/Fall.*: Genuine: help was needed/).waitFor();
  await ended.getByText(/Accidental press/).waitFor();
});

test("claim to close takes at most six keys, a test call two, and a closed case opens again with a reason", async () => {
  const { page } = await centre.staff("Robin");
  const [real, tried] = [await centre.pendantHome({ name: "1 Weir Street" }), await centre.pendantHome({ name: "2 Weir Street" })];
  await real.press();
  await rowOf(page, "1 Weir Street").click();
  await page.keyboard.press("c");
  await caseShown(page).getByText("Claimed by you").waitFor();
  for (const key of ["1", "a"]) await page.keyboard.press(key);
  await caseShown(page).getByRole("listitem").filter({ hasText: "Spoke to the home: answered" }).waitFor();
  for (const key of ["x", "4", "Enter"]) await page.keyboard.press(key);
  await caseShown(page).getByRole("status").filter({ hasText: "Closed: Assistance given, no emergency" }).waitFor();

  await caseShown(page).getByRole("button", { name: "Open again…" }).click();
  await caseShown(page).getByLabel("Reason for opening it again").fill("Her daughter called back");
  await page.keyboard.press("Enter");
  await caseShown(page).getByRole("listitem").filter({ hasText: "Opened again by Robin: Her daughter called back" }).waitFor();
  await page.locator("#case-heading").click();
  await page.keyboard.press("r");
  await rowOf(page, "1 Weir Street").getByText("Waiting").waitFor();

  await tried.press();
  await rowOf(page, "2 Weir Street").click();
  await caseShown(page).getByRole("heading", { name: "2 Weir Street" }).waitFor();
  for (const key of ["t", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("status", { name: "Just closed" }).getByText("2 Weir Street, Test call").waitFor();
});
