import { expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { openPlan, ruleCard } from "../setup/planPage.ts";

const broken = {
  onReading() {
    throw new Error("a defect");
  },
};
const rules = catalogue.map((rule) => (rule.name === "bedExit" || rule.name === "silence" ? { ...rule, ...broken } : rule));
const centre = monitoringCentre({ rules });

test("a rule that was disabled after an error is shown as disabled at the top of the plan and on its card", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const { id } = await centre.town.home({ name: "5 Tannery Row" });
  const bed = await centre.town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  await (await centre.town.unit(bed)).publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":true}', { qos: 1 });
  await openPlan(page, id);
  const blind = page.getByRole("region", { name: /rules can't work: / });
  await blind.getByText(/^Left bed and not back: disabled here after an error on .*$/).waitFor();
  await ruleCard(page, "Left bed and not back")
    .getByText(/Can't work here: disabled here after an error on .*\./)
    .waitFor();
  expect(await ruleCard(page, "Left bed and not back").getByText("fitted in this home").count()).toBe(0);
  // It needs no device, and cannot be switched off.
  const silence = ruleCard(page, "Device silent");
  await silence.getByText(/Can't work here: disabled here after an error/).waitFor();
});
