import { describe, expect, test } from "vitest";
import { chirpstack } from "#ingest/receive/families/chirpstack/chirpstack.ts";
import { decodeWith, linesOf, type Registered, ringsWithAnythingBeside, survivesAnything } from "./familyStory.ts";

const eui = "24e124136c123456";
const up = `application/6f2c/device/${eui}/event/up`;
const on = (event: string) => up.replace("/up", `/${event}`);
const info = { deviceName: "Pendant Ada", devEui: eui, deviceProfileName: "Milesight WS101", tags: {} };
const uplink = {
  deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
  time: "2026-11-22T02:14:05.120+00:00",
  deviceInfo: info,
  devAddr: "00189440",
  dr: 5,
  fCnt: 41,
  fPort: 85,
  data: "AXUQ/y4B",
  object: { battery: 96, button_event: { status: "short press", msgid: 221904 } },
  rxInfo: [
    { gatewayId: "a", rssi: -108, snr: 3.5 },
    { gatewayId: "b", rssi: -71, snr: 9 },
  ],
};
const withObject = (object: unknown, more: object = {}) => ({ ...uplink, object, ...more });
const pendant: Registered = { [eui]: { kinds: ["button"], model: "WS101" } };
const device = (model: string, ...kinds: Registered[string]["kinds"]): Registered => ({ [eui]: { kinds, model } });
const { object: _, ...codecless } = uplink;
const { fCnt: _f, ...first } = uplink;
const count = `count ${eui} 00189440 41`;
const { data: _d, fPort: _p, ...empty } = codecless;

const table: [why: string, topic: string, payload: unknown, registered: Registered, becomes: string[]][] = [
  ["a press", up, uplink, pendant, [`${eui}: button pressed:true battery 96 signal -71`, count]],
  ["a counter of 0 is omitted", up, first, pendant, [`${eui}: button pressed:true battery 96 signal -71`, `count ${eui} 00189440 0`]],
  [
    "a time and a battery that cannot be read do not silence a press",
    up,
    withObject({ battery: "??", button_event: { status: "short press" } }, { time: "yesterday" }),
    pendant,
    [`${eui}: button pressed:true signal -71 unreadable at,battery`, count],
  ],
  [
    "a pendant without a codec may have been pressed",
    up,
    codecless,
    pendant,
    [`${eui}: CALL: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "of a door sensor it is no call",
    up,
    codecless,
    device("WS301", "door"),
    [`${eui}: quarantine: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "a codec that knew nothing is like none",
    up,
    withObject({}),
    pendant,
    [`${eui}: CALL: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "an empty message on a port of the pendant may be a press",
    up,
    { ...empty, fPort: 2 },
    pendant,
    [`${eui}: CALL: no values: no codec, or one that gave none (port 2)`],
  ],
  ["an answer to the network has no values", up, empty, pendant, [`${eui}: heartbeat signal -71`, count]],
  [
    "a word that the button does not know is a press",
    up,
    withObject({ button_event: { status: "unknown press 7" } }),
    pendant,
    [`${eui}: button pressed:true signal -71`, count],
  ],
  [
    "a button that cannot be read may be pressed",
    up,
    withObject({ battery: 90, button_event: {} }),
    pendant,
    [`${eui}: CALL: button_event: cannot be read`],
  ],
  [
    "a door, with its case contact",
    up,
    withObject({ battery: 100, magnet_status: "open", tamper_status: "uninstalled" }),
    device("Milesight WS301-868M", "door"),
    [`~${eui}: door open:true battery 100 signal -71 tamper true`, count],
  ],
  [
    "a battery report of a door says nothing of the door",
    up,
    withObject({ battery: 100 }),
    device("WS301", "door"),
    [`${eui}: heartbeat battery 100 signal -71`, count],
  ],
  ["a leak", up, withObject({ leakage_status: "leak" }), device("WS303", "flood"), [`${eui}: flood detected:true signal -71`, count]],
  [
    "a dry floor",
    up,
    withObject({ leakage_status: "normal" }),
    device("WS303", "flood"),
    [`${eui}: flood detected:false signal -71`, count],
  ],
  [
    "a leak that the sensor buffered is a late reading at its own time",
    up,
    withObject({ battery: 92, history: [{ temperature: 27.2, leakage_status: "leak", timestamp: 1665561758 }] }),
    device("EM300-SLD", "flood"),
    [`${eui}: heartbeat battery 92 signal -71`, `${eui}: flood detected:true buffered 2022-10-12T08:02:38.000Z`, count],
  ],
  ["a seat", up, withObject({ occupancy: "occupied" }), device("VS341", "chair"), [`~${eui}: chair occupied:true signal -71`, count]],
  [
    "a radar sees a fall",
    up,
    withObject({ events: [{ alarm_id: 3, alarm_type: "fall", alarm_status: "alarm_triggered" }] }),
    device("VS373", "fall", "bed"),
    [`${eui}: fall state:fallen signal -71`, count],
  ],
  [
    "a fall alarm that was switched off at the radar is no new fall",
    up,
    withObject({ detection_status: "out_of_bed", events: [{ alarm_id: 3, alarm_type: "fall", alarm_status: "alarm_deactivated" }] }),
    device("VS373", "fall", "bed"),
    [`~${eui}: bed occupied:false signal -71`, count],
  ],
  [
    "an alarm button in a tracker",
    up,
    withObject({ ALARM_status: "TRUE", BatV: 3.9 }),
    device("Dragino TrackerD", "button"),
    [`${eui}: button pressed:true signal -71`, count],
  ],
  [
    "volts are no percentage",
    up,
    withObject({ status: 1, battery: 3.6 }, { fPort: 100 }),
    device("TBDW100", "door"),
    [`~${eui}: door open:true signal -71`, count],
  ],
  [
    "a door that is left out on the port of the door is closed",
    up,
    withObject({ battery: 3.6 }, { fPort: 100 }),
    device("TBDW100", "door"),
    [`~${eui}: door open:false signal -71`, count],
  ],
  [
    "a leak that is left out is not over",
    up,
    withObject({ battery: 3.6 }, { fPort: 106 }),
    device("TBWL100", "flood"),
    [`${eui}: heartbeat signal -71`, count],
  ],
  [
    "a model that is not in the table reports well-known names that it is registered for",
    up,
    withObject({ contact: false, motion: true, temperature: 21, low_battery: true }),
    device("Acme X1", "door"),
    [`~${eui}: door open:true battery 5 signal -71`, count],
  ],
  [
    "a danger needs no registration",
    up,
    withObject({ contact: true, smoke: true }),
    device("Acme X1", "door"),
    [`~${eui}: door open:false signal -71`, `${eui}: smoke detected:true signal -71`, count],
  ],
  [
    "CO2 in the room is no carbon monoxide",
    up,
    withObject({ co2: 812, humidity: 40 }),
    device("Acme X1", "co"),
    [`${eui}: heartbeat signal -71`, count],
  ],
  [
    "a smoke detector that says something else may mean smoke",
    up,
    withObject({ smoke: "phase 2" }),
    device("Acme X1", "smoke"),
    [`${eui}: CALL: smoke: cannot be read`],
  ],
  [
    "an unregistered device is offered, and its danger reported",
    up,
    withObject({ sos: 1 }),
    {},
    [`${eui}: button pressed:true signal -71`, `offer ${eui} "Pendant Ada" ? Milesight WS101: button`, count],
  ],
  [
    "an unregistered device without codec is no call",
    up,
    codecless,
    {},
    [`${eui}: quarantine: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "a name that an object holds twice",
    up,
    JSON.stringify(withObject({ smoke: 0 })).replace('"smoke":0', '"smoke":true,"smoke":false'),
    device("Acme X1", "smoke"),
    [`${eui}: CALL: contradicts itself: a danger and its denial in one message`],
  ],
  ["a message that is cut off", up, JSON.stringify(uplink).slice(0, 300), pendant, [`${eui}: CALL: not a JSON object`]],
  [
    "a message about another device",
    up,
    { ...uplink, deviceInfo: { ...info, devEui: "ffffffffffffffff" } },
    device("WS301", "door"),
    [`${eui}: quarantine: names another device than its topic: ffffffffffffffff`],
  ],
  [
    "battery from the network's status",
    on("status"),
    { ...uplink, margin: 12, batteryLevel: 74.8 },
    pendant,
    [`${eui}: heartbeat battery 75`],
  ],
  ["255 is no battery level", on("status"), { ...uplink, margin: 12, batteryLevel: 255 }, pendant, [`${eui}: heartbeat`]],
  [
    "a device that does not know its battery",
    on("status"),
    { ...uplink, batteryLevelUnavailable: true, batteryLevel: 0 },
    pendant,
    [`${eui}: heartbeat`],
  ],
  ["mains power", on("status"), { ...uplink, externalPowerSource: true }, pendant, [`${eui}: heartbeat mains true`]],
  ["a damaged status is no call", on("status"), "{", pendant, [`${eui}: quarantine: not a JSON object`]],
  ["a device that joined", on("join"), codecless, pendant, [`${eui}: heartbeat`, `offer ${eui} "Pendant Ada" ? Milesight WS101: button`]],
  ["a confirmed message to the device", on("ack"), { ...codecless, acknowledged: true }, pendant, [`${eui}: heartbeat`]],
  ["a message to the device that it did not confirm", on("ack"), codecless, pendant, []],
  [
    "a codec error is a sign of the device",
    on("log"),
    { ...codecless, level: "ERROR", code: "UPLINK_CODEC" },
    pendant,
    [`${eui}: heartbeat`],
  ],
  ["a wrong integrity code is not", on("log"), { ...codecless, level: "ERROR", code: "UPLINK_MIC" }, pendant, []],
  ["another topic", "application/1/gateway/x", "{}", pendant, ["?: quarantine: unknown topic"]],
];

describe("ChirpStack: what each message becomes", () => {
  test.each(table)("%s", (_why, topic, payload, registered, becomes) =>
    expect(linesOf(decodeWith(chirpstack, topic, payload, registered))).toEqual(becomes),
  );

  test("a copy has the same report id, and the time of the network", () => {
    const result = decodeWith(chirpstack, up, uplink, pendant);
    expect(result).toMatchObject({
      ok: true,
      news: { readings: [{ reportId: uplink.deduplicationId, decoded: { at: Date.parse(uplink.time) } }] },
    });
  });

  test("a stored copy is no reading", () => {
    expect(linesOf(decodeWith(chirpstack, up, uplink, pendant, true))).toEqual([]);
    expect(linesOf(decodeWith(chirpstack, up, codecless, pendant, true))).toEqual([expect.stringContaining("quarantine")]);
  });

  test("a device registered with capital letters is the same device", () => {
    const [id] = Object.keys(pendant) as [string];
    expect(linesOf(decodeWith(chirpstack, up, uplink, { [id.toUpperCase()]: { kinds: ["button"] } }))[0]).toContain("button pressed:true");
  });
});

test("any JSON, bytes and damage never throw, and ask for help only where it is asked for", () =>
  survivesAnything(
    chirpstack,
    table.map(([, topic, payload]) => [topic, payload]),
  ));

test("the catalogue knows what a model reports", () => {
  expect(chirpstack.kindsOf("Milesight WS203")).toEqual(["motion", "temperature"]);
  expect(chirpstack.kindsOf("VS373")).toEqual(["fall", "bed"]);
  expect(chirpstack.kindsOf("Acme X1")).toBeUndefined();
});

test("a press rings with anything written beside it", () => {
  const names = ["deduplicationId", "time", "devAddr", "fCnt", "fPort", "data", "rxInfo", "battery", "tamper_status", "history", "events"];
  const object = { button_event: { status: "short press" } };
  ringsWithAnythingBeside(chirpstack, up, names, (junk) => ({ ...junk, deviceInfo: junk, object: { ...junk, ...object } }), pendant);
  ringsWithAnythingBeside(chirpstack, up, names, (junk) => ({ ...junk, object: { ...junk, smoke: true } }), {});
});
