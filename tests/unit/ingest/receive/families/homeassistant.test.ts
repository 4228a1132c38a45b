import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { homeAssistant } from "#ingest/receive/families/homeassistant/homeassistant.ts";
import { asksForHelp, decodeWith, linesOf, survivesAnything } from "./familyStory.ts";

const door = {
  dev_cla: "door",
  "~": "zigbee2mqtt/Front door",
  stat_t: "~",
  val_tpl: "{{ value_json.contact }}",
  uniq_id: "0x00158d_contact",
  dev: { ids: ["zigbee2mqtt_0x00158d"], name: "Front door", mdl: "MCCGQ11LM", mf: "Aqara" },
};
const long = {
  name: "Smoke",
  device_class: "smoke",
  state_topic: "zigbee2mqtt/Kitchen smoke",
  device: { identifiers: "x", name: "Kitchen smoke", model: "HS1SA", manufacturer: "Heiman" },
};
const button = {
  automation_type: "trigger",
  type: "action",
  subtype: "single",
  payload: "single",
  topic: "zigbee2mqtt/Bell/action",
  device: { identifiers: ["b"], name: "Bell" },
};
const whole = {
  dev: { ids: "ea334450945afc", name: "Bedroom", mf: "Bla electronics", mdl: "xya" },
  o: { name: "bla2mqtt", sw: "2.1" },
  cmps: {
    a: { p: "binary_sensor", dev_cla: "occupancy", name: "Bed", uniq_id: "bed01" },
    b: { p: "sensor", dev_cla: "temperature", val_tpl: "{{ value_json.temperature }}" },
    c: { p: "light" },
    d: 7,
  },
  "~": "sensorBedroom",
  stat_t: "~/state",
};

const table: [why: string, topic: string, payload: unknown, becomes: string[]][] = [
  [
    "a door, abbreviated",
    "binary_sensor/0x00158d/contact/config",
    door,
    ['offer binary_sensor/0x00158d/contact "Front door (zigbee2mqtt/Front door)" Aqara MCCGQ11LM: door'],
  ],
  [
    "a smoke detector in long names",
    "binary_sensor/smoke1/config",
    long,
    ['offer binary_sensor/smoke1 "Kitchen smoke, Smoke (zigbee2mqtt/Kitchen smoke)" Heiman HS1SA: smoke'],
  ],
  [
    "every trigger of a button is one button",
    "device_automation/0xb/action_single/config",
    button,
    ['offer device_automation/0xb "Bell (zigbee2mqtt/Bell/action)" ? ?: button'],
  ],
  [
    "a device in one message",
    "device/bedroom/config",
    whole,
    ['offer device/bedroom "Bedroom (sensorBedroom/state)" Bla electronics xya: bed,temperature'],
  ],
  [
    "a fall detector has no class of its own",
    "binary_sensor/radar/fall_detected/config",
    { ...door, dev_cla: "safety", uniq_id: "radar_fall_detected", dev: { name: "Radar" } },
    ['offer binary_sensor/radar/fall_detected "Radar (zigbee2mqtt/Front door)" ? ?: fall'],
  ],
  ["a battery is no sensor of a home", "sensor/0x00158d/battery/config", { ...door, dev_cla: "battery" }, []],
  ["a battery of a bed sensor is no bed", "binary_sensor/bed/battery/config", { ...door, dev_cla: "battery", name: "Bed battery" }, []],
  ["a concentration is no alarm", "sensor/x/co/config", { ...door, dev_cla: "carbon_monoxide" }, []],
  ["a light is not offered", "light/x/light/config", { ...door, dev_cla: undefined }, []],
  ["an empty message withdraws", "binary_sensor/0x00158d/contact/config", "", ["withdrawn binary_sensor/0x00158d/contact"]],
  ["a damaged message", "binary_sensor/x/config", '{"dev_cla":"smoke","smoke":true', ["binary_sensor/x: quarantine: not a JSON object"]],
  ["another topic", "status", "online", ["?: quarantine: unknown topic"]],
];

describe("Home Assistant discovery: what each message becomes", () => {
  test.each(table)("%s", (_why, topic, payload, becomes) => expect(linesOf(decodeWith(homeAssistant, topic, payload))).toEqual(becomes));
  test("a stored copy offers as well: discovery is retained", () =>
    expect(linesOf(decodeWith(homeAssistant, "binary_sensor/smoke1/config", long, {}, true))).toHaveLength(1));
});

const recorded = table.map(([, topic, payload]) => [topic, payload] as const);
test("any JSON, bytes and damage never throw", () => survivesAnything(homeAssistant, recorded));

test("no message asks for help or is a reading, even of a pendant that says SOS", () => {
  const topics = fc.constantFrom(...recorded.map(([topic]) => topic));
  fc.assert(
    fc.property(topics, fc.oneof(fc.jsonValue(), fc.constant({ sos: true, smoke: true })), (topic, payload) => {
      const result = decodeWith(homeAssistant, topic, JSON.stringify(payload), { [topic]: { kinds: ["button"] } });
      expect(asksForHelp(result)).toBe(false);
      expect(result.ok ? result.news.readings : []).toEqual([]);
    }),
  );
});
