import { expect, test } from "vitest";
import { soundsPlayed } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("a weak battery is counted in the technical list, makes no sound, is not in the queue, and leaves the list when the battery is charged", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("button", { name: /^Sound on/ }).waitFor();
  const { id } = await centre.town.home({ name: "4 Orchard Road" });
  const pendant = await centre.town.device(id, { room: "Hall" });
  const unit = await centre.town.unit(pendant);
  const beats = async (battery: number, seq: number) =>
    unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "heartbeat", battery, seq, boot: "b" }), { qos: 1 });
  const heard = await soundsPlayed(page);
  await beats(8, 1);

  const tab = page.getByRole("tab", { name: "Technical 1" });
  await tab.waitFor();
  expect(await rowOf(page, "4 Orchard Road").count()).toBe(0);
  expect(await page.title()).toBe("Link Line");
  await page.getByRole("tab", { name: "Cases" }).focus();
  await page.keyboard.press("ArrowRight");
  const row = page.getByRole("list", { name: "Technical list" }).getByRole("button");
  expect(await row.textContent()).toMatch(/4 Orchard Road.*since.*Battery at 8 %.*Pendant, Hall/);
  await row.click();
  await caseShown(page).getByText("Technical: does not ring").waitFor();
  expect(await soundsPlayed(page)).toBe(heard);

  // An operator who signs in later sees it too.
  const { page: another } = await centre.staff("Kim");
  await another.getByRole("tab", { name: "Technical 1" }).waitFor();
  await beats(90, 2);
  await page.getByText("No device problems").waitFor();
  await another.getByRole("tab", { name: "Technical 0" }).waitFor();
});

test("an alarm from a flapping sensor is in the queue, with a warning that the sensor may be faulty", async () => {
  const { page } = await centre.staff("Robin");
  const { id } = await centre.town.home({ name: "7 Weir Street" });
  const fence = await centre.town.device(id, { kind: "boundary", name: "Garden gate sensor" });
  const unit = await centre.town.unit(fence);
  let seq = 0;
  const says = async (inside: boolean) =>
    unit.publishAsync(fence.mqtt.topic, JSON.stringify({ kind: "boundary", inside, seq: ++seq, boot: "b" }), { qos: 1 });
  for (let change = 0; change < 24; change += 1) await says(change % 2 === 1);
  await page.getByRole("tab", { name: "Technical 1" }).waitFor();
  const { body } = await centre.town.call("operator", "GET", `/api/v1/alarms?state=open&home=${id}`);
  for (const one of body.items) await centre.town.call("admin", "POST", `/api/v1/alarms/${one.id}/close`, { outcome: "technical" });
  await says(false);
  await rowOf(page, "7 Weir Street").getByText("sensor may be faulty").waitFor();
  await rowOf(page, "7 Weir Street").click();
  await caseShown(page).getByText("Sensor may be faulty: it reports too often.").waitFor();
});
