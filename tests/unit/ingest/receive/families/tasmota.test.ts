import { describe, expect, test } from "vitest";
import { tasmota } from "#ingest/receive/families/tasmota/tasmota.ts";
import { decodeWith, linesOf, type Registered, ringsWithAnythingBeside, survivesAnything } from "./familyStory.ts";

const sensor = "tele/hall/SENSOR";
const state = "tele/hall/STATE";
const lwt = "tele/hall/LWT";
const result = "stat/hall/RESULT";
const time = "2026-11-22T02:14:05";
const is = (name: string, model: string | undefined, ...kinds: Registered[string]["kinds"]): Registered => ({
  [name]: { kinds, ...(model ? { model } : {}) },
});
const hall = (...kinds: Registered[string]["kinds"]) => is("hall", undefined, ...kinds);
const zb = (device: object) => ({
  ZbReceived: { "0x1A2B": { Device: "0x1A2B", Name: "Front door", ...device, Endpoint: 1, LinkQuality: 157 } },
});
const front = (...kinds: Registered[string]["kinds"]) => is("Front door", undefined, ...kinds);

const table: [why: string, topic: string, payload: unknown, registered: Registered, becomes: string[]][] = [
  ["a door in the telegram of every five minutes", sensor, { Time: time, Switch1: "ON" }, hall("door"), ["~hall: door open:true"]],
  [
    "a door that is wired the other way",
    sensor,
    { Time: time, Switch1: "ON" },
    is("hall", "Door contact inverted", "door"),
    ["~hall: door open:false"],
  ],
  ["a movement as a result", result, { Switch1: { Action: "ON" } }, hall("motion"), ["~hall: motion detected:true"]],
  [
    "the second input is not the door of the Tasmota, and is offered",
    sensor,
    { Switch1: "OFF", Switch2: "ON" },
    hall("door"),
    ["~hall: door open:false", 'offer hall/Switch1 "hall/Switch1" ? ?: ', 'offer hall/Switch2 "hall/Switch2" ? ?: '],
  ],
  [
    "two doors on one Tasmota",
    sensor,
    { Switch1: "OFF", Switch2: "ON" },
    { ...is("hall/Switch1", undefined, "door"), ...is("hall/Switch2", undefined, "door") },
    ["hall: heartbeat", "~hall/Switch1: door open:false", "~hall/Switch2: door open:true"],
  ],
  ["water in the telegram is news where it changes", sensor, { Switch1: "ON" }, hall("flood"), ["~hall: flood detected:true"]],
  ["water as a result counts each time", result, { Switch1: { Action: "ON" } }, hall("flood"), ["hall: flood detected:true"]],
  [
    "a danger may come by any input",
    sensor,
    { Switch1: "OFF", Switch2: "ON" },
    hall("smoke"),
    ["~hall: smoke detected:true", 'offer hall/Switch1 "hall/Switch1" ? ?: ', 'offer hall/Switch2 "hall/Switch2" ? ?: '],
  ],
  [
    "a contact that says something else may be smoke",
    sensor,
    { Switch1: "TOGGLE" },
    hall("smoke"),
    ["hall: CALL: Switch1: cannot be read"],
  ],
  ["a fall has no end that could be missed", sensor, { Switch1: "ON" }, hall("fall"), ["hall: fall state:fallen"]],
  ["a press", result, { Button1: { Action: "SINGLE" } }, hall("button"), ["hall: button pressed:true"]],
  ["a pull cord that is held", result, { Switch1: { Action: "HOLD" } }, hall("button"), ["hall: button pressed:true"]],
  ["a pull cord in the telegram, let go", sensor, { Switch1: "OFF" }, hall("button"), ["~hall: button pressed:false"]],
  ["the button of a lamp is no call", result, { Button1: { Action: "SINGLE" } }, hall("motion"), ["hall: heartbeat"]],
  ["a relay is no sensor", result, { POWER: "ON" }, hall("door"), ["hall: heartbeat"]],
  [
    "values that are not JSON take nothing with them",
    sensor,
    `{"Time":"${time}","DS18B20":{"Id":"x","Temperature":nan},"AM2301":{"Temperature":,"Humidity":-inf,},"Switch1":"ON"}`,
    hall("button", "temperature"),
    ["~hall: button pressed:true"],
  ],
  [
    "a temperature",
    sensor,
    { ESP32: { Temperature: 53 }, DS18B20: { Temperature: 19.4 }, TempUnit: "C" },
    hall("temperature"),
    ["~hall: temperature celsius:19.4"],
  ],
  ["degrees Fahrenheit", sensor, { DS18B20: { Temperature: 68 }, TempUnit: "F" }, hall("temperature"), ["~hall: temperature celsius:20"]],
  ["smoke that names itself, of a Tasmota that is not registered", sensor, { Smoke: "ON" }, {}, ["hall: smoke detected:true"]],
  [
    "a Zigbee door; 1 is open",
    sensor,
    zb({ "0500<00": "210000010000", ZoneStatusChange: 33, ZoneStatusChangeZone: 1, Contact: 1 }),
    front("door"),
    ["hall: heartbeat", "~Front door: door open:true tamper false"],
  ],
  [
    "a Zigbee door, closed",
    sensor,
    zb({ ZoneStatusChange: 32, Contact: 0 }),
    front("door"),
    ["hall: heartbeat", "~Front door: door open:false tamper false"],
  ],
  [
    "by its short address",
    sensor,
    zb({ Occupancy: 1 }),
    is("0x1A2B", undefined, "motion"),
    ["hall: heartbeat", "~0x1A2B: motion detected:true"],
  ],
  [
    "without the outer name",
    sensor,
    { ZbReceived: { Device: "0x1A2B", Name: "Front door", Occupancy: 0, BatteryPercentage: 64 } },
    front("motion"),
    ["hall: heartbeat", "~Front door: motion detected:false battery 64"],
  ],
  [
    "Zigbee water counts each time, also with a broken value beside it",
    sensor,
    `{"ZbReceived":{"0x1A2B":{"Device":"0x1A2B","Name":"Front door","Water":1,"Temperature":nan}}}`,
    front("flood"),
    ["hall: heartbeat", "Front door: flood detected:true"],
  ],
  [
    "the bits of a zone of an unknown type, with a low battery and an open case",
    sensor,
    zb({ ZoneStatus: 13 }),
    front("smoke"),
    ["hall: heartbeat", "Front door: smoke detected:true battery 5 tamper true"],
  ],
  [
    "the emergency command of an alarm button, of any device",
    sensor,
    zb({ "0501!02": "" }),
    {},
    ["hall: heartbeat", "Front door: button pressed:true"],
  ],
  [
    "a scene button that is a pendant here",
    sensor,
    zb({ "0006!02": "", Power: 2 }),
    front("button"),
    ["hall: heartbeat", "Front door: button pressed:true"],
  ],
  ["a scene button that is none", sensor, zb({ "0006!02": "", Power: 2 }), {}, ["hall: heartbeat", "Front door: heartbeat"]],
  [
    "signal and a local time",
    state,
    { Time: time, Uptime: "1T02:00:00", POWER: "ON", Wifi: { AP: 1, RSSI: 100, Signal: -46 } },
    hall("door"),
    ["hall: heartbeat signal -46"],
  ],
  ["a time that cannot be read", state, { Time: "25 o'clock" }, hall("door"), ["hall: heartbeat unreadable at"]],
  ["a damaged state is no call", state, "{", hall("button"), ["hall: quarantine: not a JSON object"]],
  ["a result that is cut off may be a press", result, '{"Button1":{"Action":"SIN', hall("button"), ["hall: CALL: not a JSON object"]],
  [
    "a telegram that is cut off may be a call of the device that it names",
    sensor,
    '{"ZbReceived":{"0x1A2B":{"Device":"0x1A2B","Name":"Front door","Wat',
    front("flood"),
    ["Front door: CALL: not a JSON object"],
  ],
  ["an emergency that is cut off", sensor, '{"ZbReceived":{"0x1A2B":{"0501!02":"', {}, ["hall: CALL: not a JSON object"]],
  ["of a lamp it is no call", sensor, '{"Switch1":', hall("motion"), ["hall: quarantine: not a JSON object"]],
  [
    "smoke and its denial",
    sensor,
    '{"Smoke":true,"Smoke":false}',
    hall("smoke"),
    ["hall: CALL: contradicts itself: a danger and its denial in one message"],
  ],
  ["online", lwt, "Online", {}, ["hall online"]],
  ["the last will", lwt, "Offline", {}, ["hall offline"]],
  ["a damaged last will", lwt, "", hall("smoke"), ["hall: quarantine: neither Online nor Offline"]],
  ["another topic", "cmnd/hall/POWER", "ON", {}, ["?: quarantine: unknown topic"]],
];

describe("Tasmota: what each message becomes", () => {
  test.each(table)("%s", (_why, topic, payload, registered, becomes) =>
    expect(linesOf(decodeWith(tasmota, topic, payload, registered))).toEqual(becomes),
  );

  test("a stored copy says only whether it is online", () => {
    expect(linesOf(decodeWith(tasmota, result, { Button1: { Action: "SINGLE" } }, hall("button"), true))).toEqual([]);
    expect(linesOf(decodeWith(tasmota, lwt, "Online", {}, true))).toEqual(["hall online"]);
  });

  test.each([
    [time, null],
    [`${time}Z`, Date.parse(`${time}Z`)],
    [`${time}+01:00`, Date.parse(`${time}+01:00`)],
  ])("of the time %s only one with a zone is used", (written, at) => {
    const read = decodeWith(tasmota, sensor, { Time: written, Switch1: "ON" }, hall("door"));
    expect(read).toMatchObject({ ok: true, news: { readings: [{ decoded: { at, unreadable: [] } }] } });
  });
});

test("any JSON, bytes and damage never throw, and ask for help only where it is asked for", () =>
  survivesAnything(
    tasmota,
    table.map(([, topic, payload]) => [topic, payload]),
    /0501!0[234]/,
  ));

test("the catalogue knows what hangs on an input", () => {
  expect(tasmota.kindsOf("Door contact inverted")).toEqual(["door"]);
  expect(tasmota.kindsOf("lumi.sensor_wleak.aq1")).toEqual(["flood"]);
  expect(tasmota.kindsOf("Sonoff Basic")).toBeUndefined();
});

test("water and a press ring with anything written beside them", () => {
  const names = [
    "Time",
    "TempUnit",
    "Switch1",
    "Button2",
    "POWER",
    "Wifi",
    "ZbReceived",
    "Temperature",
    "Device",
    "LinkQuality",
    "ZoneStatus",
  ];
  ringsWithAnythingBeside(tasmota, result, names, (junk) => ({ ...junk, Button1: { ...junk, Action: "SINGLE" } }), hall("button"));
  ringsWithAnythingBeside(
    tasmota,
    sensor,
    names,
    (junk) => ({ ...junk, ...zb({ ...junk, Name: "Front door", Water: 1 }) }),
    front("flood"),
  );
});
