import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { dialog, goLive, openPlan, versions } from "../setup/planPage.ts";

const centre = monitoringCentre();
const contacts = [
  { name: "Amina Osei", relation: "daughter", phone: "020 7946 0001", channels: [{ type: "text" as const, address: "+442079460001" }] },
  { name: "Daniel Osei", relation: "son", phone: "020 7946 0002" },
];
const step = (page: Page, place: number) => page.getByRole("group", { name: `Step ${place} for urgent alarms` });

test("a supervisor sees in words whom each priority notifies, sets the steps, and reads the change before it goes live", async () => {
  const { id } = await centre.town.home({ name: "3 Harbour Street", contacts });
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, id);
  const responders = page.getByRole("region", { name: "Who responds" });
  await responders.getByText("Amina Osei, then Daniel Osei, then the centre.").first().waitFor();
  await responders.getByText("Daniel Osei cannot be notified by Link Line").waitFor();

  await responders.getByRole("button", { name: "Set steps for urgent alarms" }).click();
  await step(page, 1).getByLabel("How to notify contacts").selectOption({ label: "By text, if that fails by voice call" });
  await step(page, 1).getByLabel("Seconds to answer").fill("90");
  await step(page, 2).getByRole("checkbox", { name: "Supervisor on duty" }).check();
  const change =
    "Urgent alarms notify contact 1 by text, then by voice call (1 min 30 s), then the centre and the supervisor on duty (1 min), not as by default";
  await page.getByText(change).first().waitFor({ state: "attached" });
  await expectAccessible(page, "a policy that is edited");
  await goLive(page, "Her daughter wants to be first");
  await versions(page).first().getByText("Her daughter wants to be first").waitFor();
  const { plan } = (await centre.town.call("supervisor", "GET", `/api/v1/homes/${id}/plan`)).body;
  expect(plan.escalation).toEqual({
    urgent: [
      { notify: [1], channels: ["text", "voice"], waitSeconds: 90 },
      { notify: ["centre", "supervisor"], waitSeconds: 60 },
    ],
  });
});

test("a policy that reaches no one is refused at its step, and in words for staff who only read", async () => {
  const { id } = await centre.town.home({ name: "4 Harbour Street", contacts });
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  await openPlan(page, id);
  await page.getByRole("button", { name: "Set steps for urgent alarms" }).click();
  await step(page, 1).getByRole("checkbox", { name: "Daniel Osei (no channel)" }).check();
  await step(page, 1).getByRole("checkbox", { name: "Amina Osei" }).uncheck();
  await goLive(page, "Her son wants to be first");
  await page.getByRole("alert").getByText("Daniel Osei cannot be notified").waitFor();
  await expect.poll(() => dialog(page).isVisible()).toBe(false);
  await step(page, 1).getByText("Daniel Osei cannot be notified: add a channel, or the centre to this step").waitFor();
  await expectAccessible(page, "a policy with a fault");
  await step(page, 1).getByRole("checkbox", { name: "Amina Osei" }).check();
  await goLive(page, "Her children want to be first");
  await versions(page).first().getByText("Her children want to be first").waitFor();

  const reader = (await centre.staff("Kim", { role: "installer" })).page;
  await openPlan(reader, id);
  await reader.getByText("Amina Osei and Daniel Osei (3 min), then the centre (1 min)").waitFor();
});
