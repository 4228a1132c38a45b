import { afterAll, beforeAll, expect, test } from "vitest";
import { fall } from "#rules/calls/fall.ts";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

/** A suspected fall waits for a cancellation while the service is replaced by another version: the fall still rings. */

const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
let wire: DatabaseProxy;
beforeAll(async () => {
  town = await startTestService({
    clock,
    through: async (url) => {
      wire = await databaseProxy(url);
      return wire.url;
    },
  });
});
afterAll(async () => {
  wire.mend();
  await town.stop();
  await wire.stop();
});

/** Reading its message throws too, so that the engine itself fails, and not only the rule. */
class Unspeakable extends Error {
  override get message(): string {
    throw new Error("a defect");
  }
}
const failing: Partial<Rule> = {
  onTimer() {
    throw new Unspeakable();
  },
};
const longer: Partial<Rule> = {
  onReading: (state, reading, context) => (fall as Rule).onReading(state, reading, { ...context, settings: { cancelSeconds: 60 } }),
};
const withFall = (more: number, changed: Partial<Rule> = {}) => ({
  rules: catalogue.map((rule) => (rule.name === "fall" ? { ...rule, ...changed, version: rule.version + more } : rule)),
});

test.each([
  ["that failed at its timer", "killed", failing, 0],
  ["that failed at its timer, in another version", "killed", failing, 1],
  ["that failed at its timer", "stopped", failing, 0],
  ["that waited for longer than its next version", "killed", longer, 1],
  ["that waited for longer than its next version", "stopped", longer, 1],
])("a suspected fall rings after a restart: the wait was that of a rule %s, and the service was %s", async (_, ends, before, more) => {
  await town.restart(undefined, withFall(0, before));
  const home = (await town.home()).id;
  const detector = await town.device(home, { kind: "fall", name: "Fall detector" });
  const unit = await town.unit(detector);
  const says = (reading: object) => unit.publishAsync(detector.mqtt.topic, JSON.stringify({ ...reading, boot: "f" }), { qos: 1 });
  await says({ kind: "fall", state: "suspected", seq: 1 });
  clock.advance(25_000);
  await says({ kind: "heartbeat", seq: 2 });
  await unit.endAsync(true);
  if (ends === "killed") wire.cut();
  await town.restart(() => wire.mend(), withFall(more));
  const rules = async () => (await town.call("operator", "GET", `/api/v1/alarms?home=${home}`)).body.items.map(({ rule }: Json) => rule);
  await expect
    .poll(async () => {
      clock.advance(5_000);
      return rules();
    })
    .toContain("fall");
});
