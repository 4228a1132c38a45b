import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { expectAccessible, smallTexts } from "../../setup/accessibility.ts";
import { caseShown, monitoringCentre, rowOf } from "../../setup/centre.ts";

const centre = monitoringCentre();

test("at the desk a supervisor adds a home, a person, a contact and a pendant, and an operator sees all of it in the call", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await page.getByRole("link", { name: "Homes" }).click();
  await page.getByRole("link", { name: "Add a home" }).click();
  const home = page.getByRole("form", { name: "The home" });
  await home.getByLabel("Name", { exact: true }).fill("7 Chapel Street");
  await home.getByLabel("Address").fill("7 Chapel Street\nLeeds");
  await home.getByLabel("Postcode").fill("nowhere");
  await home.getByLabel("How a responder gets in").fill("Side door");
  await home.getByLabel("How it begins").selectOption("live");
  await expectAccessible(page, "a new home");
  expect(await smallTexts(page)).toEqual([]);
  await home.getByRole("button", { name: "Save" }).click();
  await home.getByText("write a postcode such as SW1A 1AA").waitFor();
  await home.getByLabel("Postcode").fill("LS1 4AB");
  await home.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "7 Chapel Street" }).waitFor();
  const { body } = await centre.town.call("supervisor", "GET", "/api/v1/homes?find=Chapel");
  expect(body.items, "the fault in the postcode made no second home").toHaveLength(1);

  const record = page.getByRole("region", { name: "Correct the record" });
  await record.getByRole("button", { name: "Add a person" }).click();
  const person = record.getByRole("form", { name: "Add a person" });
  await person.getByLabel("Full name").fill("Arthur Birch");
  await person.getByLabel("Date of birth").fill("1938-04-27");
  await person.getByLabel("How to talk with this person").fill("speak slowly");
  await person.getByLabel("GP").fill("Dr Ash, 020 7946 0100");
  await person.getByRole("button", { name: "Save" }).click();
  await person.waitFor({ state: "detached" });
  await record.getByRole("button", { name: "Add a contact" }).click();
  const contact = record.getByRole("form", { name: "Add a contact" });
  await contact.getByLabel("Name", { exact: true }).fill("Meera Shah");
  await contact.getByLabel("Relation").fill("daughter");
  await contact.getByLabel("Telephone that staff call").fill("020 7946 0001");
  await contact.getByLabel("Minutes to the home").fill("12");
  await contact.getByRole("button", { name: "Save" }).click();
  await contact.waitFor({ state: "detached" });
  await record.getByText("Details checked").waitFor();

  await record.getByRole("button", { name: "Add a device" }).click();
  const device = record.getByRole("form", { name: "Add a device" });
  await device.getByLabel("Name", { exact: true }).fill("Pendant");
  await device.getByLabel("Serial number").fill("SN-1");
  await device.getByRole("button", { name: "Save" }).click();
  const login = page.getByRole("region", { name: "Login of Pendant" });
  await login.waitFor();
  const [, username = "", password = "", topic = ""] = await login.locator("code").allTextContents();
  await expectAccessible(page, "the login of a new device");
  const unit = await connectAsync(centre.town.service.mqttUrl, { username, password, protocolVersion: 4 });
  await unit.publishAsync(topic, '{"kind":"button","pressed":true}', { qos: 1 });
  await unit.endAsync();

  const robin = await centre.staff("Robin");
  await rowOf(robin.page, "7 Chapel Street").click();
  await caseShown(robin.page).getByText("speak slowly").waitFor();
  await caseShown(robin.page).getByText("12 min away").waitFor();
  const aside = robin.page.getByRole("complementary", { name: "Home" });
  await aside.getByText(/^born 27 April 1938, \d\d years old · GP: Dr Ash, 020 7946 0100$/).waitFor();
  await aside.getByText("This home has access notes. Claim the case to see them.").waitFor();
});

test("a broken pendant is replaced at the desk: the old unit is refused, and stays in the record as a former unit", async () => {
  const { id } = await centre.town.home({ name: "8 Chapel Street" });
  const pendant = await centre.town.device(id);
  const path = `/api/v1/homes/${id}/devices/${pendant.id}`;
  await centre.town.call("installer", "PATCH", path, { serial: "OLD-1", model: "Alpha" }, { "if-match": '"1"' });
  const { page } = await centre.staff("Sasha", { role: "supervisor", viewport: { width: 390, height: 844 } });
  await page.goto(`/#/homes/${id}`);
  await page.getByRole("button", { name: "Replace Pendant…" }).press("Enter");
  const form = page.getByRole("form", { name: "Replace Pendant" });
  await form.getByText("The old unit is disconnected at once. A press of it reaches no one any more.").waitFor();
  await form.getByLabel("Serial number of the new unit").fill("NEW-2");
  await expectAccessible(page, "replacing a device on a telephone");
  await form.getByRole("button", { name: "Yes, replace the unit" }).press("Enter");
  const login = page.getByRole("region", { name: "Login of Pendant" });
  await login.waitFor();
  const [, username = "", password = ""] = await login.locator("code").allTextContents();
  await page
    .getByRole("list", { name: "Former units of Pendant" })
    .getByText(/^Alpha, serial number OLD-1, replaced .* by Sasha$/)
    .waitFor();
  await expect(centre.town.unit(pendant, { reconnectPeriod: 0 })).rejects.toThrow();
  const unit = await connectAsync(centre.town.service.mqttUrl, { username, password, protocolVersion: 4 });
  await unit.endAsync();
  await login.getByRole("button", { name: "Done: hide the login" }).click();
  await login.waitFor({ state: "detached" });
  await expectAccessible(page, "a device with a former unit on a telephone");
});
