import { describe, expect, test } from "vitest";
import { zigbee2mqtt } from "#ingest/receive/families/zigbee2mqtt/zigbee2mqtt.ts";
import { decodeWith, linesOf, type Recorded, type Registered, ringsWithAnythingBeside, survivesAnything } from "./familyStory.ts";
import { RecordedStory } from "./recordedLevels.ts";

const registered: Registered = {
  door: { kinds: ["door"], model: "MCCGQ11LM" },
  garage: { kinds: ["door"] },
  pad: { kinds: ["bed"], model: "SPM915" },
  strap: { kinds: ["bed"] },
  pressure: { kinds: ["bed"], model: "ZG-210Z" },
  pir: { kinds: ["motion"], model: "RTCGQ11LM" },
  shaker: { kinds: ["motion"] },
  radar: { kinds: ["fall", "motion"], model: "MIR-HE200-TY" },
  heiman: { kinds: ["fall", "motion"], model: "HS2FD-EF1-3.0" },
  owon: { kinds: ["fall", "motion"], model: "FDS315" },
  sos: { kinds: ["button"], model: "TS0215A_sos" },
  ias: { kinds: ["button"], model: "SEB01ZB" },
  smoke: { kinds: ["smoke"] },
  "bath/leak": { kinds: ["flood"] },
};
const says = (topic: string, payload: unknown): readonly string[] => linesOf(decodeWith(zigbee2mqtt, topic, payload, registered));

/** What each message becomes, and why. `~` is a level: only a change of it is an event. */
test.each<[why: string, topic: string, payload: unknown, becomes: string[]]>([
  ["contact false is open", "door", { contact: false, battery: 60 }, ["~door: door open:true battery 60"]],
  ["no contact says nothing of the door", "door", { battery: 99, voltage: 3005 }, ["door: heartbeat battery 99"]],
  ["the door of a garage", "garage", { garage_door_contact: true, trigger: false }, ["~garage: door open:false"]],
  ["contact of a sleeping pad is the bed", "pad", { contact: true }, ["~pad: bed occupied:true"]],
  ["an empty pad", "pad", { contact: false }, ["~pad: bed occupied:false"]],
  ["occupancy of a strap that is registered as a bed", "strap", { occupancy: true, work_state: "idle" }, ["~strap: bed occupied:true"]],
  ["pressure of a strap", "pressure", { pressure_state: "sedentary" }, ["~pressure: bed occupied:true"]],
  ["no pressure", "pressure", { pressure_state: "none" }, ["~pressure: bed occupied:false"]],
  ["movement", "pir", { occupancy: true, illuminance: 4 }, ["~pir: motion detected:true"]],
  ["a shaken object is movement where staff say so", "shaker", { action: "vibration" }, ["shaker: motion detected:true"]],
  [
    "a radar repeats its last fall",
    "radar",
    { presence: true, fall_down_status: "fall" },
    ["~radar: motion detected:true", "~radar: fall state:fallen"],
  ],
  ["perhaps a fall", "radar", { fall_down_status: "maybe_fall" }, ["~radar: fall state:suspected"]],
  ["a warning", "heiman", { fall_status: "fall_warning" }, ["~heiman: fall state:suspected"]],
  ["unknown says nothing", "heiman", { fall_status: "unknown" }, ["heiman: heartbeat"]],
  ["a posture", "owon", { status: "low_posture" }, ["~owon: motion detected:true", "~owon: fall state:cancelled"]],
  ["falling", "owon", { status: "falling" }, ["~owon: motion detected:true", "~owon: fall state:fallen"]],
  ["emergency is a press", "sos", { action: "emergency", battery: null }, ["sos: button pressed:true"]],
  ["any action of a pendant is a press", "sos", { action: "single" }, ["sos: button pressed:true"]],
  ["no action, when the button announces itself", "sos", { action: null, battery: 80 }, ["sos: heartbeat battery 80"]],
  ["an empty action, after each one", "sos", { action: "" }, ["sos: heartbeat"]],
  ["the action again, on a topic below", "sos/action", "emergency", ["sos: button pressed:true"]],
  ["sos is a level", "ias", { sos: true, tamper: false }, ["~ias: button pressed:true tamper false"]],
  ["a call needs no registration", "door", { action: "emergency", contact: true }, ["~door: door open:false", "door: button pressed:true"]],
  ["smoke", "smoke", { smoke: true, battery_low: true }, ["~smoke: smoke detected:true battery 5"]],
  ["a word for smoke counts as smoke", "smoke", { smoke: "alarm" }, ["~smoke: smoke detected:true"]],
  ["a name with a slash", "bath/leak", { water_leak: true }, ["~bath/leak: flood detected:true"]],
  ["output by attribute", "door/contact", "false", ["~door: door open:true"]],
  ["an unreadable battery", "smoke", '{"smoke":true,"battery":nan}', ["~smoke: smoke detected:true"]],
  ["a voltage says nothing of the battery's level", "door", { contact: true, voltage: 2900 }, ["~door: door open:false"]],
  ["a clock in words", "door", { contact: true, last_seen: "soon" }, ["~door: door open:false unreadable at"]],
  ["a damaged danger", "door", '{"contact":true,"smoke":tru}', ["door: CALL: smoke: not readable"]],
  ["half a message of a pendant", "sos", '{"action":"emer', ["sos: CALL: not a JSON object"]],
  ["half a message of a door", "door", '{"contact":fal', ["door: quarantine: not a JSON object"]],
  ["availability", "door/availability", { state: "offline" }, ["door offline"]],
  ["availability of older versions", "door/availability", "online", ["door online"]],
  ["availability of a word", "door/availability", "maybe", ["door: quarantine: availability: neither online nor offline"]],
  ["the bridge", "bridge/state", { state: "offline" }, ["gateway offline"]],
  ["other news of the bridge", "bridge/logging", { message: "fall smoke sos" }, []],
  ["a command", "door/set", { state: "ON" }, []],
  ["a retained message is deleted", "door", "", []],
  ["no inventory", "bridge/devices", "{}", ["?: quarantine: bridge/devices: not a list of devices"]],
])("%s", (_why, topic, payload, becomes) => {
  expect(says(topic, payload)).toEqual(becomes);
});

test("the inventory offers devices by model, and by their fields where the model is not in the catalogue", () => {
  const inventory = [
    { ieee_address: "0x01", type: "Coordinator", friendly_name: "Coordinator" },
    { friendly_name: "Bed", type: "EndDevice", definition: { model: "SPM915", vendor: "OWON" } },
    { friendly_name: "New", type: "EndDevice", definition: { model: "X-1", vendor: "Acme", exposes: [{ property: "smoke" }, 7, null] } },
    { friendly_name: "Lamp", type: "Router", definition: null, model_id: "L" },
    { friendly_name: "", definition: {} },
    7,
  ];
  expect(says("bridge/devices", inventory)).toEqual([
    'offer Bed "Bed" OWON SPM915: bed',
    'offer New "New" Acme X-1: smoke',
    'offer Lamp "Lamp" ? L: ',
  ]);
});

describe("only a change is an event", () => {
  const story = () => new RecordedStory(zigbee2mqtt, registered);

  test("the state before, sent once more just before the new one, opens no door", () => {
    const door = story();
    door.says("door", { contact: true });
    expect(door.says("door", { contact: true })).toEqual(["door: heartbeat"]);
    expect(door.says("door", { contact: false })).toEqual(["door: door open:true"]);
  });

  test("a battery report repeats a fall, and a fall after a rise is a new one", () => {
    const radar = story();
    expect(radar.says("radar", { fall_down_status: "fall" })).toEqual(["radar: fall state:fallen"]);
    expect(radar.says("radar", { fall_down_status: "fall", battery: 50 })).toEqual(["radar: heartbeat battery 50"]);
    radar.says("radar", { fall_down_status: "none" });
    expect(radar.says("radar", { fall_down_status: "fall" })).toEqual(["radar: fall state:fallen"]);
  });

  test("a button that reports a state presses with each new message, and not with a copy of the last one", () => {
    const button = story();
    const pressed = ["ias: button pressed:true"];
    const repeated = ["ias: heartbeat"];
    const at = (second: number) => ({ sos: true, last_seen: `2026-11-22T02:14:${second}Z` });
    expect(button.says("ias", at(10))).toEqual(pressed);
    expect(button.says("ias", at(10)), "Zigbee2MQTT started again").toEqual(repeated);
    expect(button.says("ias", at(40)), "pressed again, and never taken back").toEqual(pressed);
    expect(button.says("ias", { sos: false, last_seen: "2026-11-22T02:14:41Z" })).toEqual(["ias: button pressed:false"]);
    expect(button.says("ias", at(50))).toEqual(pressed);
  });

  test("without last_seen a press is a copy only where all fields are the same", () => {
    const button = story();
    expect(button.says("ias", { sos: true, linkquality: 80 })).toEqual(["ias: button pressed:true"]);
    expect(button.says("ias", { sos: true, linkquality: 80 })).toEqual(["ias: heartbeat"]);
    expect(button.says("ias", { sos: true, linkquality: 84 })).toEqual(["ias: button pressed:true"]);
  });

  test("two presses are two presses", () => {
    const button = story();
    for (let press = 0; press < 2; press += 1) expect(button.says("sos", { action: "emergency" })).toEqual(["sos: button pressed:true"]);
  });
});

const recorded: readonly Recorded[] = [
  ["Front door", { contact: false, battery: 60, tamper: false, last_seen: "2026-11-22T02:14:10Z", linkquality: 84 }],
  ["radar", { presence: true, fall_down_status: "maybe_fall", illuminance: 4 }],
  ["owon", { status: "falling" }],
  ["heiman", { fall_status: "fall_alarm" }],
  ["pendant", { action: "emergency", battery: 100 }],
  ["pendant/action", "emergency"],
  ["ias", { sos: true, battery_low: false }],
  ["kitchen/smoke", { smoke: true, water_leak: false, gas: false, carbon_monoxide: false, alarm: true }],
  ["kitchen/smoke/availability", { state: "offline" }],
  ["bridge/state", { state: "online" }],
  ["bridge/devices", [{ friendly_name: "Front door", definition: { model: "MCCGQ11LM", exposes: [{ property: "contact" }] } }]],
];

// An `action` that is there and cannot be read may have been `emergency`.
test("any JSON, bytes and damage never throw, and ask for help only where it is asked for", () =>
  survivesAnything(zigbee2mqtt, recorded, /action/, true));

test("smoke and a press ring with anything written beside them", () => {
  const names = ["battery", "last_seen", "tamper", "battery_low", "device", "contact", "action", "linkquality"];
  ringsWithAnythingBeside(zigbee2mqtt, "smoke", names, (junk) => ({ ...junk, smoke: true }), registered);
  ringsWithAnythingBeside(zigbee2mqtt, "ias", names, (junk) => ({ ...junk, sos: true }), registered);
  ringsWithAnythingBeside(zigbee2mqtt, "sos", names, (junk) => ({ ...junk, action: "emergency" }), registered);
});
