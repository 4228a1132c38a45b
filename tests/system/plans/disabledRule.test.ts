import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

const failsAtBeds = (rule: Rule): Rule => ({
  ...rule,
  onReading() {
    throw new Error("a defect");
  },
});
const rules = catalogue.map((rule) => (rule.name === "bedExit" ? failsAtBeds(rule) : rule));
// 01:00 on the wall in London, where it is winter.
const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock, rules });
});
afterAll(() => town.stop());

test("a rule that is disabled after an error is shown as off in the home's plan with the reason, also after a restart", async () => {
  const { id } = await town.home();
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const unit = await town.unit(bed);
  const rule = async (name: string): Promise<Json> =>
    (await town.call("operator", "GET", `/api/v1/homes/${id}/plan`)).body.rules.find((one: Json) => one.name === name);
  expect(await rule("bedExit")).toMatchObject({ on: true, off: null });
  await unit.publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":true,"seq":1,"boot":"b"}', { qos: 1 });

  const disabled = { on: false, off: "disabled", blind: ["disabled here after an error on 22 November 2026, 01:00"], seesLess: [] };
  expect(await rule("bedExit")).toMatchObject(disabled);
  expect(await rule("inactivity")).toMatchObject({ on: true, off: null });

  const [item] = (await town.call("operator", "GET", `/api/v1/alarms?list=technical&home=${id}`)).body.items;
  expect(item.sentence).toMatch(/^The rule bedExit failed in this home and is disabled/);
  expect((await town.call("operator", "POST", `/api/v1/alarms/${item.id}/close`, { outcome: "technical" })).status).toBe(200);
  clock.advance(3_600_000);
  expect(await rule("bedExit"), "after its technical alarm is closed").toMatchObject(disabled);
  await town.restart();
  expect(await rule("bedExit"), "from the saved state").toMatchObject(disabled);

  // A rule that the plan does not name is not expected to work.
  const without = {
    plan: { name: "Days", rules: { inactivity: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] },
    why: "To see",
  };
  expect((await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan`, without)).status).toBe(201);
  expect(await rule("bedExit")).toMatchObject({ off: "notInPlan", blind: [] });
});
