import { expect, test } from "vitest";
import { findings } from "../setup/accessibility.ts";
import { caseShown, confirmSound, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("axe finds nothing, slight faults included, in any form or dialog of the desk", async () => {
  const [robin, sasha, kim] = await Promise.all([
    centre.staff("Robin"),
    centre.staff("Sasha", { role: "supervisor" }),
    centre.staff("Kim Ashdown-Featherstone"),
  ]);
  const { page } = robin;
  const good = async (where: string, of = page) => expect(await findings(of), where).toEqual([]);
  const { id } = await centre.town.home({ name: "1 Forms Lane", accessNotes: "Key safe, code 4711" });
  const [pendant, detector] = await Promise.all([centre.town.device(id), centre.town.device(id, { kind: "fall", name: "Fall detector" })]);
  const [button, fall] = await Promise.all([centre.town.unit(pendant), centre.town.unit(detector)]);
  await button.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  await fall.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "fall", state: "fallen", seq: 1, boot: "b" }), { qos: 1 });

  await good("sound check");
  await page.getByRole("button", { name: "Play the test sound" }).click();
  await page.getByRole("button", { name: "Yes, I heard it" }).waitFor();
  await good("sound check, played");
  await page.getByRole("button", { name: "Yes, I heard it" }).click();
  await confirmSound(kim.page);

  await rowOf(page, "1 Forms Lane").click();
  await good("a waiting case");
  await page.keyboard.press("c");
  await caseShown(page).getByText("Claimed by you").waitFor();
  await caseShown(page).getByText("A different outcome for one alarm").click();
  await page.getByRole("complementary", { name: "Home" }).getByRole("button", { name: "Show access notes" }).click();
  await page.getByText("code 4711").waitFor();
  await good("close form, unfolded, and access notes");
  await page.locator("#case-heading").click();

  await page.keyboard.press("f");
  await caseShown(page).getByRole("form", { name: "Follow-up" }).waitFor();
  await good("follow-up");
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await caseShown(page).getByRole("form", { name: "Hand over" }).waitFor();
  await good("hand over");
  await page.keyboard.press("Escape");

  await sasha.page.getByRole("button", { name: "With others" }).click();
  await rowOf(sasha.page, "1 Forms Lane").click();
  await caseShown(sasha.page).getByRole("button", { name: "Take over…" }).click();
  await caseShown(sasha.page).getByLabel("Reason for taking over").waitFor();
  await good("take over", sasha.page);

  await page.locator("#case-heading").click();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("heading").first().waitFor();
  await good("key help");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("dialog").getByText("You still hold 1 case").waitFor();
  await good("leaving with a case in hand");
});
