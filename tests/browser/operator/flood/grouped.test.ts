import { expect, test } from "vitest";
import { monitoringCentre } from "../../setup/centre.ts";
import { nightZone } from "../../setup/nightZone.ts";

const centre = monitoringCentre();

test("thirty cases in ten minutes are grouped by cause with counts, each life-safety call is by itself on top, and nothing is hidden", async () => {
  const { page } = await centre.staff("Robin");
  const openDoor = async (name: string) => {
    const { id } = await centre.town.home({ name, timezone: nightZone() });
    const door = await centre.town.device(id, { kind: "door", name: "Front door", outside: true });
    const unit = await centre.town.unit(door);
    await unit.publishAsync(door.mqtt.topic, JSON.stringify({ kind: "door", open: true }), { qos: 1 });
  };
  for (let number = 1; number <= 28; number += 1) await openDoor(`${number} Mill Lane`);
  for (const name of ["The Lock House", "The Toll House"]) await (await centre.pendantHome({ name })).press();

  const waiting = page.getByRole("region", { name: "Waiting" });
  await page.getByRole("heading", { name: "30 waiting" }).getByText("2 critical").waitFor();
  const rows = waiting.getByRole("listitem");
  await expect.poll(() => rows.count()).toBe(30);
  const texts = await rows.allTextContents();
  expect(texts.slice(0, 2).map((text) => /The (Lock|Toll) House/.exec(text)?.[0])).toEqual(["The Lock House", "The Toll House"]);
  const group = waiting.getByRole("button", { expanded: true });
  expect(await group.count()).toBe(1);
  expect(await group.textContent()).toMatch(/ 28$/);
  expect(await page.evaluate("document.activeElement === document.body || document.activeElement.closest('.queue') === null")).toBe(true);
});
