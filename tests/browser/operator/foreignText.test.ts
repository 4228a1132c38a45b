import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

const markup = (what: string) => `<img src=x onerror="globalThis.ranScript=true"><b>${what}</b>`;
const asText = (within: Locator, what: string) => within.getByText(markup(what), { exact: false }).first().waitFor();

test("markup in names, notes and devices is shown as text, and the link of a telephone number only dials", async () => {
  const { page } = await centre.staff(markup("Robin"));
  const { town } = centre;
  const { id } = await town.home({
    name: markup("home"),
    address: markup("address"),
    people: [{ name: markup("person"), communication: markup("talk"), notes: markup("record") }],
    contacts: [{ name: markup("contact"), relation: "<i>friend</i>", phone: "javascript:ranScript=1" }],
  });
  const pendant = await town.device(id, { name: markup("pendant"), room: "<script>1</script>" });
  const unit = await town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });

  await rowOf(page, markup("home")).click();
  await caseShown(page).getByRole("button", { name: "Claim" }).click();
  await caseShown(page).getByLabel("Note").fill(markup("note"));
  await caseShown(page).getByRole("button", { name: "Add note" }).click();
  for (const what of ["home", "address", "pendant", "note", "Robin", "person", "talk", "record", "contact"])
    await asText(caseShown(page), what);
  const home = page.getByRole("complementary", { name: "Home" });
  await asText(home, "pendant");

  await home.getByRole("button", { name: "Add absence" }).click();
  await home.getByLabel("Note").fill(markup("absence"));
  await home.getByRole("button", { name: /^Add absence until/ }).click();
  await asText(home, "absence");
  const plan = { name: markup("plan"), rules: {}, windows: [{ name: "<b>window</b>", from: "22:00", to: "07:00" }] };
  const made = await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan`, { plan, why: markup("why"), lossReason: markup("loss") });
  expect(made.status).toBe(201);
  const nothingRan = async () => {
    expect(await page.locator("img, b, i, #page script").count()).toBe(0);
    expect(await page.evaluate("globalThis.ranScript")).toBeUndefined();
    for (const link of await page.getByRole("link").all())
      expect(await link.getAttribute("href")).toMatch(
        /^(tel:[+\d]*|#[\w/-]*|https:\/\/www\.openstreetmap\.org\/search\?query=[\w%.*'()~!-]*)$/,
      );
  };
  await nothingRan();
  await home.getByRole("link", { name: "View this home's plan" }).click();
  for (const what of ["plan", "why", "loss", "home"]) await asText(page.getByRole("main"), what);
  await nothingRan();
});
