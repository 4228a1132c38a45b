import { expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();
const meera = { name: "Meera Shah", relation: "daughter", phone: "020 7946 0001" };

async function openHome(role: "operator" | "supervisor" = "operator") {
  const { id } = await centre.town.home({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }], contacts: [meera] });
  const desk = await centre.staff("Robin", { role });
  await desk.page.goto(`/#/homes/${id}`);
  const record = desk.page.getByRole("region", { name: "Correct the record" });
  return { id, ...desk, record };
}

test("an operator corrects a telephone number, adds a person with a risk, and reads both in the history", async () => {
  const { page, record } = await openHome();
  await record.getByRole("button", { name: "Correct Meera Shah" }).click();
  const contact = record.getByRole("form", { name: "Correct Meera Shah" });
  await contact.getByLabel("Telephone that staff call").fill("020 7946 0009");
  await contact.getByRole("button", { name: "Add channel" }).click();
  await contact.getByLabel("Number or address").fill("no number");
  await contact.getByLabel("Holds a key").check();
  await expectAccessible(page, "the form of a contact");
  await contact.getByRole("button", { name: "Save" }).click();
  await contact.getByText("write a telephone number such as +44 20 7946 0018").waitFor();
  await contact.getByLabel("Number or address").fill("07700 900001");
  await contact.getByRole("button", { name: "Save" }).click();
  await contact.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Call Meera Shah, 020 7946 0009" }).waitFor();

  await record.getByRole("button", { name: "Add a person" }).click();
  const person = record.getByRole("form", { name: "Add a person" });
  await person.getByLabel("Full name").fill("Arthur Birch");
  await person.getByLabel("Date of birth").fill("1938-04-27");
  await person.getByRole("checkbox", { name: "Signs" }).check();
  await person.getByRole("button", { name: "Add risk" }).click();
  await person.getByLabel("Risk", { exact: true }).selectOption("oxygen");
  await person.getByLabel("What a responder must know").fill("Concentrator in the hall");
  await person.getByLabel("NHS number").fill("943 476 5918");
  await person.getByRole("button", { name: "Save" }).click();
  await person.getByText("this is no NHS number: check its ten digits").waitFor();
  await person.getByLabel("NHS number").fill("943 476 5919");
  await person.getByRole("button", { name: "Save" }).click();
  await person.waitFor({ state: "detached" });
  await page.getByText("Arthur Birch", { exact: true }).first().waitFor();

  await record.getByText("History of the record").click();
  await record.getByText("Arthur Birch was added").waitFor();
  await record.getByText(/Robin: Meera Shah: Telephone that staff call: 020 7946 0001 → 020 7946 0009; .*Holds a key: no → yes/).waitFor();
  await expectAccessible(page, "the page of a home with its record");
  expect(await findings(page)).toEqual([]);
});

test("two people correct one home: the second sees who changed what, keeps what she typed, and saves it beside the other change", async () => {
  const { id, page, record } = await openHome();
  await record.getByRole("button", { name: "Correct the home" }).click();
  const form = record.getByRole("form", { name: "Correct the home" });
  await form.getByLabel("Council or scheme").fill("Northtown");
  await form.getByLabel("Area of responders").fill("North");
  await correctedElsewhere(id, { contract: "Southtown", reference: "K-17" });
  await form.getByRole("button", { name: "Save" }).click();
  const alert = form.getByRole("alert");
  await alert.getByText(/^Test supervisor, .*: 4 Orchard Road: Council or scheme: none → Southtown; Reference: none → K-17$/).waitFor();
  await alert.getByText("You both changed: Council or scheme.").waitFor();
  expect(await form.getByLabel("Council or scheme").inputValue(), "what she typed is kept").toBe("Northtown");
  expect(await form.getByLabel("Area of responders").inputValue()).toBe("North");
  expect(await form.getByLabel("Reference").inputValue(), "what the other changed is in the form").toBe("K-17");
  await expectAccessible(page, "a form after a change by another person");
  await form.getByRole("button", { name: "Save my changes" }).click();
  await form.waitFor({ state: "detached" });
  const { body } = await centre.town.call("supervisor", "GET", `/api/v1/homes/${id}`);
  expect(body).toMatchObject({ contract: "Northtown", area: "North", reference: "K-17" });
});

/** Another person saves a change of the home's own fields. */
async function correctedElsewhere(id: string, patch: object): Promise<void> {
  const { version } = (await centre.town.call("supervisor", "GET", `/api/v1/homes/${id}`)).body;
  const { status } = await centre.town.call("supervisor", "PATCH", `/api/v1/homes/${id}`, patch, { "if-match": `"${version}"` });
  expect(status).toBe(200);
}

test("a person is removed after a second question, by keyboard alone", async () => {
  const { page, record } = await openHome();
  await record.getByRole("button", { name: "Correct Edith Birch" }).press("Enter");
  const form = record.getByRole("form", { name: "Correct Edith Birch" });
  await form.getByRole("button", { name: "Remove this person…" }).press("Enter");
  const question = form.getByRole("group", { name: "Remove this person?" });
  await question.getByText("The name, risks and needs no longer show in a call.").waitFor();
  // A second Enter by accident answers nothing.
  await page.keyboard.press("Enter");
  await question.getByRole("button", { name: "Yes, remove this person" }).press("Enter");
  await form.waitFor({ state: "detached" });
  await page.getByText("No people listed.").waitFor();
});
