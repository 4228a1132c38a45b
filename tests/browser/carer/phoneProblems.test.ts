import { expect, test } from "vitest";
import { expectAccessible } from "../setup/accessibility.ts";
import { phoneCentre } from "./phoneTown.ts";

const { centre, carersPhone } = await phoneCentre();

test("a supervisor reads whose phone will not ring and why, and dismisses it", async () => {
  const phone = await carersPhone();
  await phone.page.goto("/carer/#/phone");
  await phone.page.getByRole("button", { name: "Switch on alarms on this phone" }).tap();
  await phone.page.getByRole("button", { name: "Switch off alarms on this phone" }).tap();
  await phone.page.getByText(/Alarms are switched off on it/).waitFor();
  const { page } = await centre.staff("Sam", { role: "supervisor" });
  await page.goto("/#/reports");
  const list = page.getByRole("region", { name: "Carers whose phone will not ring" });
  await list.getByText(/^Jonas Birch, 4 Orchard Road: no phone since .*: the carer switched alarms off\. No message was sent\./).waitFor();
  await expectAccessible(page, "the list of phones that do not ring");
  await list.getByRole("button", { name: "Dismiss Jonas Birch" }).click();
  await list.getByText("None.").waitFor();
  expect((await centre.town.call("supervisor", "GET", "/api/v1/phone-problems")).body.items).toEqual([]);
});
