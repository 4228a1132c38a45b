import pg from "pg";
import { expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type Json, startTestService } from "../setup/service.ts";

/** Reading its message throws too, so that the engine itself fails, and not only the rule. */
class Unspeakable extends Error {
  override get message(): string {
    throw new Error("a defect");
  }
}

const broken = "4 Orchard Road";

test.each<[string, Partial<Rule>]>([
  ["on a reading", { onReading: (_state, _reading, { home }) => failsIn(home.name) }],
  ["when it is started", { start: (_context) => failsIn(_context.home.name) ?? { state: null, wakeAt: null } }],
])("the engine fails in one home, %s: the service starts, the other homes are monitored, and staff are informed", async (_, changed) => {
  const town = await startTestService();
  const database = new pg.Client(town.service.databaseUrl);
  await database.connect();
  try {
    const household = async (name: string) => {
      const home = (await town.home({ name })).id;
      const gate = await town.device(home, { kind: "boundary", name: "Garden gate" });
      const pendant = await town.device(home);
      const [atGate, worn] = [await town.unit(gate), await town.unit(pendant)];
      await atGate.publishAsync(gate.mqtt.topic, '{"kind":"boundary","inside":true,"seq":1,"boot":"g"}', { qos: 1 });
      return {
        home,
        press: () => worn.publishAsync(pendant.mqtt.topic, '{"kind":"button","pressed":true,"seq":1,"boot":"p"}', { qos: 1 }),
      };
    };
    const one = await household(broken);
    const neighbour = await household("5 Orchard Road");
    // As a kill leaves it: the states must be rebuilt from the readings.
    const killed = async () => {
      await database.query("DELETE FROM rule_state; UPDATE journal_mark SET position = 0");
    };
    const rules = catalogue.map((rule) => (rule.name === "boundary" ? { ...rule, guardsLife: true, ...changed } : rule));
    await town.restart(killed, { rules });
    await neighbour.press();
    await one.press();
    const alarmsOf = async (home: string, list = "") =>
      (await town.call("operator", "GET", `/api/v1/alarms?home=${home}${list}`)).body.items.map(({ rule }: Json) => rule);
    expect(await alarmsOf(neighbour.home)).toEqual(["sosPress"]);
    expect(await alarmsOf(one.home)).toHaveLength(1);
    if (changed.start) await expect.poll(() => alarmsOf(one.home, "&list=technical")).toEqual(["ruleDisabled"]);
  } finally {
    await database.end();
    await town.stop();
  }
});

function failsIn(home: string): null {
  if (home === broken) throw new Unspeakable();
  return null;
}
