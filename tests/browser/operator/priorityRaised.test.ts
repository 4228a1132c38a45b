import { expect, test } from "vitest";
import { soundsPlayed } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf } from "../setup/centre.ts";
import { nightZone } from "../setup/nightZone.ts";

const centre = monitoringCentre();

test("one night, one alarm: out of bed is advisory and the carer responds first; the outside door makes it urgent and sounds again", async () => {
  const { page } = await centre.staff("Robin");
  const plan = {
    name: "Wanders",
    rules: { nightWandering: { advisoryAt: "outOfBed", returnSeconds: 0 } },
    windows: [{ name: "night", from: "22:00", to: "07:00" }],
  };
  const { id } = await centre.town.home({ name: "4 Orchard Road", timezone: nightZone(), plan });
  const bed = await centre.town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const door = await centre.town.device(id, { kind: "door", name: "Front door", outside: true });
  const [bedUnit, doorUnit] = [await centre.town.unit(bed), await centre.town.unit(door)];
  await bedUnit.publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":true,"seq":1,"boot":"b"}', { qos: 1 });
  await bedUnit.publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":false,"seq":2,"boot":"b"}', { qos: 1 });
  await rowOf(page, "4 Orchard Road").getByText("advisory").waitFor();
  await rowOf(page, "4 Orchard Road").click();
  await caseShown(page).getByText("Plan: family carer responds first").waitFor();
  const heard = await soundsPlayed(page);

  await doorUnit.publishAsync(door.mqtt.topic, '{"kind":"door","open":true,"seq":1,"boot":"d"}', { qos: 1 });
  await rowOf(page, "4 Orchard Road").getByText("urgent").waitFor();
  await caseShown(page).getByRole("listitem").filter({ hasText: "Priority raised" }).waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(heard);
  expect(await rowOf(page, "4 Orchard Road").count()).toBe(1);

  await caseShown(page)
    .getByRole("heading", { name: /^Front door opened .*out of bed since/ })
    .waitFor();
  await rowOf(page, "4 Orchard Road")
    .getByText(/^Front door opened/)
    .waitFor();
  expect(await caseShown(page).locator('li[data-highest="true"]').allTextContents()).toEqual([
    expect.stringContaining("Front door opened"),
  ]);

  await bedUnit.publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":true,"seq":3,"boot":"b"}', { qos: 1 });
  await rowOf(page, "4 Orchard Road")
    .getByText(/^Since then: Back in bed \d\d:\d\d$/)
    .waitFor();
  await caseShown(page)
    .getByText(/^Since then: Back in bed \d\d:\d\d$/)
    .waitFor();
});
