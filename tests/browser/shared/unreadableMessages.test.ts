import { expect, test } from "vitest";
import { monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();

test("a message that cannot be read rings, and staff see its bytes, its reason and its home on a page", async () => {
  const { page } = await centre.staff("Robin");
  const { id } = await centre.town.home({ name: "4 Orchard Road" });
  const pendant = await centre.town.device(id, { room: "Hall" });
  const unit = await centre.town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, '{"kind":"button","pressed":tr', { qos: 1 });
  await rowOf(page, "4 Orchard Road").getByText("Message from Pendant, Hall could not be read: treat as a call").waitFor();

  await page.getByRole("tab", { name: "Technical 1" }).click();
  await page.getByText("1 message could not be read (see Unreadable messages): Pendant, Hall").waitFor();
  await page.getByRole("link", { name: "Unreadable messages" }).click();
  await page.getByRole("heading", { name: "Unreadable messages" }).waitFor();
  const message = page.getByRole("list", { name: "Unreadable messages" }).getByRole("listitem");
  await message.first().waitFor();
  expect(await message.count()).toBe(1);
  const shown = (await message.textContent()) ?? "";
  for (const text of [
    "4 Orchard Road",
    "Pendant",
    "May be a call for help: raised an alarm",
    "Reason: not a JSON object",
    '{"kind":"button","pressed":tr',
  ])
    expect(shown).toContain(text);
  await message.getByText("29 bytes").click();
  await message.getByText(/^7b 22 6b 69 6e 64/).waitFor();
  await message.getByRole("link", { name: "4 Orchard Road" }).click();
  await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();
});
