import { describe, expect, test } from "vitest";
import { theThingsStack } from "#ingest/receive/families/thethingsstack/thethingsstack.ts";
import { decodeWith, linesOf, type Registered, ringsWithAnythingBeside, survivesAnything } from "./familyStory.ts";

const id = "pendant-ada";
const up = `v3/home@tenant/devices/${id}/up`;
const join = up.replace(/up$/, "join");
const ids = { device_id: id, application_ids: { application_id: "home" }, dev_eui: "24E124136C123456", dev_addr: "260B1234" };
const message = {
  session_key_id: "AYc0yQ==",
  f_port: 85,
  f_cnt: 7,
  frm_payload: "AXUQ/y4B",
  decoded_payload: { battery: 96, button_event: { status: "long press" } },
  rx_metadata: [
    { gateway_ids: { gateway_id: "a" }, rssi: -97, channel_rssi: -97, snr: 7 },
    { gateway_ids: { gateway_id: "b" }, rssi: -64 },
  ],
  received_at: "2026-11-22T02:14:05.120Z",
  version_ids: { brand_id: "milesight-iot", model_id: "ws101" },
};
const uplink = { end_device_ids: ids, received_at: "2026-11-22T02:14:05.320Z", uplink_message: message };
const withMessage = (more: object, beside: object = {}) => ({ ...uplink, ...beside, uplink_message: { ...message, ...more } });
const pendant: Registered = { [id]: { kinds: ["button"] } };
const device = (model: string, ...kinds: Registered[string]["kinds"]): Registered => ({ [id]: { kinds, model } });
const count = `count ${id} AYc0yQ== 7`;
const codecless = withMessage({ decoded_payload: undefined });

const table: [why: string, topic: string, payload: unknown, registered: Registered, becomes: string[]][] = [
  ["a press; the network knows the model", up, uplink, pendant, [`${id}: button pressed:true battery 96 signal -64`, count]],
  [
    "the first message of a session has no number",
    up,
    withMessage({ f_cnt: undefined }),
    pendant,
    [`${id}: button pressed:true battery 96 signal -64`, `count ${id} AYc0yQ== 0`],
  ],
  [
    "a number that cannot be read does not silence a press",
    up,
    withMessage({ f_cnt: "seven" }),
    pendant,
    [`${id}: button pressed:true battery 96 signal -64`],
  ],
  [
    "a pendant without a codec may have been pressed",
    up,
    codecless,
    pendant,
    [`${id}: CALL: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "of a door sensor it is no call",
    up,
    codecless,
    device("WS301", "door"),
    [`${id}: quarantine: no values: no codec, or one that gave none (port 85)`],
  ],
  [
    "a message of the network's own",
    up,
    withMessage({ decoded_payload: undefined, frm_payload: undefined, f_port: undefined }),
    pendant,
    [`${id}: heartbeat signal -64`, count],
  ],
  [
    "the battery as the network knows it",
    up,
    withMessage({ decoded_payload: { magnet_status: "close" }, last_battery_percentage: { f_cnt: 3, value: 81.1 } }),
    device("ws301", "door"),
    [`~${id}: door open:false battery 81 signal -64`, count],
  ],
  [
    "values in the network's own names, of a codec that is not known",
    up,
    withMessage({
      version_ids: undefined,
      decoded_payload: { a: 1 },
      normalized_payload: [{ action: { contactState: "open", motion: { detected: true } }, water: { leak: true }, battery: 3.5 }],
    }),
    device("Acme", "door", "motion"),
    [`~${id}: door open:true signal -64`, `~${id}: motion detected:true signal -64`, `${id}: flood detected:true signal -64`, count],
  ],
  ["a simulated press rings", up, withMessage({}, { simulated: true }), pendant, [`${id}: button pressed:true battery 96 signal -64`]],
  [
    "a simulated door is nothing",
    up,
    withMessage({ decoded_payload: { magnet_status: "close" } }, { simulated: true }),
    device("ws301", "door"),
    [],
  ],
  [
    "an unregistered device is offered",
    up,
    withMessage({ decoded_payload: { battery: 96 } }),
    {},
    [`${id}: heartbeat battery 96 signal -64`, `offer ${id} "${id}" ? milesight-iot ws101: button`, count],
  ],
  [
    "a device that joined",
    join,
    { end_device_ids: ids, received_at: uplink.received_at, join_accept: { session_key_id: "AYc0yQ==" } },
    pendant,
    [`${id}: heartbeat`, `offer ${id} "${id}" ? ?: `],
  ],
  ["a damaged join is no call", join, "{", pendant, [`${id}: quarantine: not a JSON object`]],
  ["a message without an uplink may be a call", up, { end_device_ids: ids }, pendant, [`${id}: CALL: no uplink in it`]],
  [
    "a message about another device",
    up,
    { ...uplink, end_device_ids: { ...ids, device_id: "other" } },
    device("x", "door"),
    [`${id}: quarantine: names another device than its topic: other`],
  ],
  ["another topic", "v3/home@tenant/devices/x/down/sent", "{}", pendant, ["?: quarantine: unknown topic"]],
];

describe("The Things Stack: what each message becomes", () => {
  test.each(table)("%s", (_why, topic, payload, registered, becomes) =>
    expect(linesOf(decodeWith(theThingsStack, topic, payload, registered))).toEqual(becomes),
  );
  test("a stored copy is no reading", () => expect(linesOf(decodeWith(theThingsStack, up, uplink, pendant, true))).toEqual([]));
});

describe("The Things Stack: copies", () => {
  const reportId = (payload: object, registered = pendant) => {
    const result = decodeWith(theThingsStack, up, payload, registered);
    return result.ok ? result.news.readings[0]?.reportId : "quarantined";
  };
  const door = (more: object = {}) =>
    reportId(withMessage({ decoded_payload: { magnet_status: "open" }, ...more }), device("ws301", "door"));

  test("are known by device, session and number", () => {
    expect(door()).toBe("24E124136C123456:AYc0yQ==:7");
    expect(door({ received_at: "2026-11-22T03:00:00Z" })).toBe(door());
    expect(door({ session_key_id: "other" })).not.toBe(door());
  });

  test("a press after the numbers started again is another press", () => {
    expect(reportId(uplink)).toBe(reportId(structuredClone(uplink)));
    expect(reportId(withMessage({ received_at: "2026-11-22T03:00:00Z" }))).not.toBe(reportId(uplink));
    expect(reportId(withMessage({ received_at: undefined }, { received_at: undefined }))).toBeNull();
  });

  test("without a session every message counts", () => expect(door({ session_key_id: undefined })).toBeNull());
});

test("any JSON, bytes and damage never throw, and ask for help only where it is asked for", () =>
  survivesAnything(
    theThingsStack,
    table.map(([, topic, payload]) => [topic, payload]),
  ));

test("a press rings with anything written beside it", () => {
  const names = [
    "session_key_id",
    "f_cnt",
    "f_port",
    "frm_payload",
    "rx_metadata",
    "received_at",
    "normalized_payload",
    "version_ids",
    "battery",
  ];
  const decoded_payload = { press: "long" };
  const write = (junk: object) => ({
    ...junk,
    end_device_ids: junk,
    simulated: true,
    uplink_message: { ...junk, decoded_payload: { ...junk, ...decoded_payload } },
  });
  ringsWithAnythingBeside(theThingsStack, up, names, write, pendant);
});
