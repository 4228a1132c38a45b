import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DeviceKind, readingKinds } from "#domain/reading.ts";
import { kindsOfModel, knownModels } from "#ingest/receive/families/zigbee2mqtt/models.ts";
import { zigbee2mqtt } from "#ingest/receive/families/zigbee2mqtt/zigbee2mqtt.ts";
import { asksForHelp, decodeWith, linesOf } from "./familyStory.ts";

/** What the models say, by the package that Zigbee2MQTT itself uses. `zigbeeExposes.mjs` beside this file wrote it. */
const exposes: { source: string; models: number; words: Record<string, string>; reports: Record<string, string> } = JSON.parse(
  readFileSync(join(import.meta.dirname, "zigbeeExposes.json"), "utf8"),
);

/** The properties by which a model can report a kind. */
const properties: Partial<Record<DeviceKind, readonly string[]>> = {
  door: ["contact"],
  motion: ["occupancy", "presence", "status"],
  bed: ["contact", "occupancy", "pressure_state"],
  button: ["sos", "action"],
  fall: ["fall_status", "fall_down_status", "status"],
  smoke: ["smoke"],
  gas: ["gas"],
  co: ["carbon_monoxide"],
  flood: ["water_leak"],
  temperature: ["temperature"],
};

test.each(knownModels)("%s is a model of Zigbee2MQTT, and can report what the catalogue says", (model) => {
  const reported = exposes.reports[model];
  expect(reported, `${model} in ${exposes.source}`).toBeDefined();
  for (const kind of kindsOfModel(model) ?? [])
    expect(
      reported?.split(" ").some((name) => properties[kind]?.includes(name)),
      kind,
    ).toBe(true);
});

describe("of every word that any model says in a field with the name of a danger", () => {
  const words = Object.keys(exposes.words).map((key) => JSON.parse(key) as [property: string, value: unknown]);
  const isCall = ([property, value]: [string, unknown], kinds: readonly DeviceKind[]) =>
    asksForHelp(decodeWith(zigbee2mqtt, "device", { [property]: value, linkquality: 80 }, kinds.length === 0 ? {} : { device: { kinds } }));

  /** Their `true`, or their word, is a danger in every model that has them. */
  const dangers = [
    ...["smoke", "smoke_alarm_1", "smoke_alarm_2", "gas", "gas_alarm_1", "gas_alarm_2", "carbon_monoxide", "carbon_monoxide_alarm_1"],
    ...["carbon_monoxide_alarm_2", "water_leak", "active_water_leak", "water_leak_alarm_1", "water_leak_alarm_2", "sos", "sos_alarm"],
  ].map((property) => [property, true]);
  const inWords = [
    ...["smoke_state", "gas_sensor_state", "co_state"].map((property) => [property, "alarm"]),
    ["carbon_monoxide", "ON"],
    ...["emergency", "sos", "panic", "fall"].map((action) => ["action", action]),
    ...["maybe_fall", "fall"].map((status) => ["fall_down_status", status]),
    ...["fall_warning", "fall_alarm"].map((status) => ["fall_status", status]),
  ];
  const expected = new Set([...dangers, ...inWords].map((word) => JSON.stringify(word)));

  test("exactly the dangers ring, of any device", () => {
    expect(words.length).toBeGreaterThan(100);
    const ringing = words.filter((word) => isCall(word, [])).map((word) => JSON.stringify(word));
    expect(ringing.sort()).toEqual([...expected].sort());
  });

  test.each(["smoke", "flood"] as const)("of a detector for %s its general alarm rings as well, and no setting of a siren does", (kind) => {
    const ringing = words.filter((word) => isCall(word, [kind])).map((word) => JSON.stringify(word));
    const general = [
      ["alarm", true],
      ["alarm", "ALARM"],
      ["alarm", "fire"],
      ["alarm_status", "alarm"],
    ].map((word) => JSON.stringify(word));
    expect(ringing.sort()).toEqual([...expected, ...general].sort());
  });

  test("what a model measures or sets is no reading of a danger", () => {
    const silent = words.filter(
      (word) => !expected.has(JSON.stringify(word)) && /value|density|sensitivity|silenc|setting|current|sound/.test(word[0]),
    );
    expect(silent.length).toBeGreaterThan(5);
    for (const word of silent)
      expect(linesOf(decodeWith(zigbee2mqtt, "device", { [word[0]]: word[1] }, { device: { kinds: [...readingKinds] } })), word[0]).toEqual(
        ["device: heartbeat"],
      );
  });

  test("the gas of a meter is no danger", () => expect(isCall(["gas", 1.5], [])).toBe(false));
});
