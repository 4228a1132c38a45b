import { expect, test } from "vitest";
import { expectAccessible, smallTexts } from "../../setup/accessibility.ts";
import { monitoringCentre } from "../../setup/centre.ts";

const centre = monitoringCentre();
const meera = { name: "Meera Shah", relation: "daughter", phone: "020 7946 0001" };

test("a supervisor ends the service of a home after she has read what it ends, and undoes it, by keyboard", async () => {
  const { id } = await centre.town.home({ name: "4 Orchard Road", contacts: [meera] });
  const { page } = await centre.staff("Sasha", { role: "supervisor", colorScheme: "dark" });
  const pendant = await centre.town.device(id);
  await page.goto(`/#/homes/${id}`);
  await page.getByRole("button", { name: "End the service of this home…" }).press("Enter");
  const form = page.getByRole("form", { name: "End the service" });
  await form.getByText("Nothing in this home raises an alarm any more: a press, a fall or smoke reaches no one.").waitFor();
  await form.getByText("1 device, and each gateway, can no longer log in.").waitFor();
  await form.getByText("The plan and its ladder stop: no rule watches, and none of 1 contact is called or notified.").waitFor();
  await expectAccessible(page, "the end of a service");
  expect(await smallTexts(page)).toEqual([]);

  await form.getByRole("button", { name: "Yes, end the service now" }).press("Enter");
  await form.getByRole("alert").getByText("The service has not ended.").waitFor();
  await form.getByLabel("Reason").fill("Moved to a care home");
  await form.getByRole("checkbox", { name: "Pendant" }).check();
  await form.getByRole("button", { name: "Yes, end the service now" }).press("Enter");
  const ended = page.getByRole("region", { name: "The service has ended" });
  await ended.getByText(/Sasha\. Reason: Moved to a care home\. Back to stock: Pendant\./).waitFor();
  await expect(centre.town.unit(pendant, { reconnectPeriod: 0 })).rejects.toThrow();
  await expectAccessible(page, "a home whose service has ended");

  await ended.getByRole("button", { name: "Begin the service again…" }).press("Enter");
  const again = page.getByRole("form", { name: "Begin the service again" });
  await again.getByText("The service ended less than a day ago, so everything comes back as it was.").waitFor();
  await again.getByLabel("Reason").fill("The wrong home");
  await again.getByRole("button", { name: "Yes, begin the service again" }).press("Enter");
  await ended.waitFor({ state: "detached" });
  await page.getByText("History of the record").click();
  await page.getByText("the service ended. Reason: Moved to a care home").waitFor();
  await page.getByText("the service began again. Reason: The wrong home").waitFor();
});

test("a home with an open case keeps its service, and the refusal leads to the case", async () => {
  const home = await centre.pendantHome({ name: "5 Orchard Road" });
  await home.press();
  const { page } = await centre.staff("Toni", { role: "supervisor" });
  await page.goto(`/#/homes/${home.homeId}`);
  await page.getByRole("button", { name: "End the service of this home…" }).click();
  await page.getByLabel("Reason").fill("Moved");
  await page.getByRole("button", { name: "Yes, end the service now" }).click();
  await page.getByText("The service has not ended. A case of this home is open. Close it first.").waitFor();
  await page.getByRole("link", { name: /^Open case \d+$/ }).click();
  await page.getByRole("region", { name: "Case", exact: true }).getByText("5 Orchard Road").first().waitFor();
});

test("an operator sees no way to end a service", async () => {
  const { id } = await centre.town.home({ name: "6 Orchard Road" });
  const { page } = await centre.staff("Robin");
  await page.goto(`/#/homes/${id}`);
  await page.getByRole("button", { name: "Correct the home" }).waitFor();
  expect(await page.getByRole("button", { name: /End the service/ }).count()).toBe(0);
  expect(await page.getByRole("button", { name: /^Replace/ }).count()).toBe(0);
});
