import { describe, expect, test } from "vitest";
import { shelly } from "#ingest/receive/families/shelly/shelly.ts";
import { decodeWith, linesOf, type Registered, ringsWithAnythingBeside, survivesAnything } from "./familyStory.ts";

const name = "shellyplusi4-a8032ab0c018";
const rpc = `${name}/events/rpc`;
const online = `${name}/online`;
const ts = 1795313645.04;
const status = (params: object, method = "NotifyStatus") => ({ src: name, dst: `${name}/events`, method, params: { ts, ...params } });
const event = (...events: object[]) => ({ src: name, dst: `${name}/events`, method: "NotifyEvent", params: { ts, events } });
const push = (word: string, component = "input:0") => ({ component, id: 0, event: word, ts });
const here = (...kinds: Registered[string]["kinds"]): Registered => ({ [name]: { kinds } });
const part = (component: string, ...kinds: Registered[string]["kinds"]): Registered => ({ [`${name}/${component}`]: { kinds } });

const table: [why: string, topic: string, payload: unknown, registered: Registered, becomes: string[]][] = [
  ["a press", rpc, event(push("single_push")), here("button"), [`${name}: button pressed:true`]],
  [
    "a long press of a pull cord on another input",
    rpc,
    event(push("long_push", "input:2")),
    part("input:2", "button"),
    [`${name}/input:2: button pressed:true`],
  ],
  [
    "two presses in one message are two",
    rpc,
    event(push("single_push"), push("double_push")),
    here("button"),
    [`${name}: button pressed:true`, `${name}: button pressed:true`],
  ],
  ["half of a press is none", rpc, event(push("btn_down")), here("button"), [`${name}: heartbeat`]],
  ["an event that a button does not know is a press", rpc, event(push("quintuple_push")), here("button"), [`${name}: button pressed:true`]],
  ["the switch of a lamp is no press", rpc, event(push("single_push")), here("motion"), [`${name}: heartbeat`]],
  ["a new configuration is no press", rpc, event(push("config_changed")), here("button"), [`${name}: heartbeat`]],
  [
    "a BLU Button, by its radio device",
    rpc,
    event(push("single_push", "bthomedevice:200")),
    part("bthomedevice:200", "button"),
    [`${name}/bthomedevice:200: button pressed:true`],
  ],
  [
    "a BLU Button that is not registered is no press of the Shelly",
    rpc,
    event(push("single_push", "bthomedevice:200")),
    here("button"),
    [],
  ],
  ["smoke", rpc, status({ "smoke:0": { id: 0, alarm: true, mute: false } }), here("smoke"), [`${name}: smoke detected:true`]],
  ["no smoke", rpc, status({ "smoke:0": { id: 0, alarm: false, mute: false } }), here("smoke"), [`${name}: smoke detected:false`]],
  ["a muted alarm says nothing of the smoke", rpc, status({ "smoke:0": { id: 0, mute: true } }), here("smoke"), [`${name}: heartbeat`]],
  [
    "an alarm that cannot be read may be smoke",
    rpc,
    status({ "smoke:0": { id: 0, alarm: "??" } }),
    here("smoke"),
    [`${name}: CALL: smoke:0: cannot be read`],
  ],
  ["smoke of a Shelly that is not registered", rpc, status({ "smoke:0": { id: 0, alarm: true } }), {}, [`${name}: smoke detected:true`]],
  ["an alarm that comes as an event", rpc, event(push("alarm", "flood:0")), here("flood"), [`${name}: flood detected:true`]],
  ["a test of the alarm is none", rpc, event(push("alarm_test", "smoke:0")), here("smoke"), [`${name}: heartbeat`]],
  [
    "a flood sensor that woke up",
    rpc,
    status(
      {
        "flood:0": { id: 0, alarm: true },
        "devicepower:0": { id: 0, battery: { V: 5.9, percent: 87 }, external: { present: false } },
        wifi: { rssi: -58 },
      },
      "NotifyFullStatus",
    ),
    here("flood"),
    [`${name}: flood detected:true battery 87 signal -58`],
  ],
  [
    "external power",
    rpc,
    status({ "devicepower:0": { id: 0, battery: { V: null, percent: null }, external: { present: true } } }),
    here("flood"),
    [`${name}: heartbeat mains true`],
  ],
  [
    "a battery and a time that cannot be read do not silence smoke",
    rpc,
    status({ ts: "now", "smoke:0": { alarm: true }, "devicepower:0": { battery: { percent: 400 } } }),
    here("smoke"),
    [`${name}: smoke detected:true unreadable at,battery`],
  ],
  ["a door on the first input", rpc, status({ "input:0": { id: 0, state: true } }), here("door"), [`~${name}: door open:true`]],
  ["the second input is not that door", rpc, status({ "input:1": { id: 1, state: false } }), here("door"), [`${name}: heartbeat`]],
  ["a flood contact on any input", rpc, status({ "input:1": { id: 1, state: true } }), here("flood"), [`${name}: flood detected:true`]],
  ["a fall detector's contact", rpc, status({ "input:0": { id: 0, state: true } }), here("fall"), [`${name}: fall state:fallen`]],
  ["the input of a button has no state", rpc, status({ "input:0": { id: 0, state: null } }), here("button"), [`${name}: heartbeat`]],
  [
    "a BLU Door with the battery of the only radio device",
    rpc,
    status({
      "bthomedevice:200": { id: 200, rssi: -66, battery: 97 },
      "bthomesensor:201": { id: 201, value: true, last_updated_ts: ts - 1 },
    }),
    { ...part("bthomesensor:201", "door"), ...here("heartbeat") },
    [`${name}: heartbeat`, `~${name}/bthomesensor:201: door open:true battery 97 signal -66`],
  ],
  [
    "with two radio devices it is not known whose battery it is",
    rpc,
    status({ "bthomedevice:200": { battery: 97 }, "bthomedevice:210": { battery: 3 }, "bthomesensor:201": { id: 201, value: false } }),
    part("bthomesensor:201", "motion"),
    [`${name}: heartbeat`, `~${name}/bthomesensor:201: motion detected:false`],
  ],
  [
    "presence by radar",
    rpc,
    status({ "presencezone:200": { id: 200, value: true, num_objects: 1 } }),
    here("motion"),
    [`~${name}: motion detected:true`],
  ],
  [
    "temperature",
    rpc,
    status({ "temperature:0": { id: 0, tC: 19.8, tF: 67.6 } }),
    here("temperature"),
    [`~${name}: temperature celsius:19.8`],
  ],
  [
    "a full status offers what could be added",
    rpc,
    status({ "input:0": { id: 0, state: null }, "bthomesensor:201": { id: 201, value: true }, sys: {} }, "NotifyFullStatus"),
    part("input:0", "button"),
    [
      `${name}: heartbeat`,
      `${name}/input:0: heartbeat`,
      `offer ${name} "${name}" Shelly shellyplusi4: button`,
      `offer ${name}/bthomesensor:201 "${name}, bthomesensor:201" Shelly ?: `,
    ],
  ],
  [
    "a message that is cut off may be a press of what it names",
    rpc,
    JSON.stringify(event(push("single_push", "input:2"))).slice(0, -20),
    part("input:2", "button"),
    [`${name}/input:2: CALL: not a JSON object`],
  ],
  [
    "smoke that is cut off",
    rpc,
    JSON.stringify(status({ "smoke:0": { id: 0, alarm: true } })).slice(0, -2),
    {},
    [`${name}: CALL: not a JSON object`],
  ],
  ["a damaged message of a lamp is no call", rpc, "{", here("motion"), [`${name}: quarantine: not a JSON object`]],
  [
    "an alarm and its denial",
    rpc,
    JSON.stringify(status({ "smoke:0": { alarm: true }, z: 1 })).replace('"z":1', '"smoke:0":{"alarm":false}'),
    here("smoke"),
    [`${name}: CALL: contradicts itself: a danger and its denial in one message`],
  ],
  ["online", online, "true", {}, [`${name} online`]],
  ["the last will", online, "false", {}, [`${name} offline`]],
  ["a damaged last will", online, "perhaps", here("smoke"), [`${name}: quarantine: neither true nor false`]],
  ["another topic", `${name}/rpc`, "{}", {}, ["?: quarantine: unknown topic"]],
];

describe("Shelly: what each message becomes", () => {
  test.each(table)("%s", (_why, topic, payload, registered, becomes) =>
    expect(linesOf(decodeWith(shelly, topic, payload, registered))).toEqual(becomes),
  );

  test("a stored copy says only whether it is online", () => {
    const [, , smoke] = table.find(([why]) => why === "smoke") ?? [];
    expect(linesOf(decodeWith(shelly, rpc, smoke, here("smoke"), true))).toEqual([]);
    expect(linesOf(decodeWith(shelly, online, "true", {}, true))).toEqual([`${name} online`]);
  });

  test("a reading has the time of the Shelly; a radio sensor the time at which it was heard", () => {
    const result = decodeWith(
      shelly,
      rpc,
      status({ "input:0": { state: true }, "bthomesensor:201": { value: true, last_updated_ts: ts - 60 } }),
      {
        ...here("door"),
        ...part("bthomesensor:201", "door"),
      },
    );
    const times = result.ok ? result.news.readings.map(({ decoded }) => decoded.at) : [];
    expect(times).toEqual([Math.round(ts * 1000), Math.round((ts - 60) * 1000)]);
  });
});

test("any JSON, bytes and damage never throw, and ask for help only where it is asked for", () =>
  survivesAnything(
    shelly,
    table.map(([, topic, payload]) => [topic, payload]),
  ));

test("the catalogue knows models by name and number", () => {
  expect(shelly.kindsOf("Shelly BLU Door/Window")).toEqual(["door"]);
  expect(shelly.kindsOf("Shelly Plus Smoke")).toEqual(["smoke"]);
  expect(shelly.kindsOf("S4SN-0071A")).toEqual(["flood"]);
  expect(shelly.kindsOf("Shelly Plug S")).toBeUndefined();
});

test("smoke and a press ring with anything written beside them", () => {
  const names = ["ts", "wifi", "devicepower:0", "input:0", "bthomedevice:200", "sys", "id", "mute"];
  const write = (junk: object) => status({ ...junk, "smoke:0": { ...junk, alarm: true } });
  ringsWithAnythingBeside(shelly, rpc, names, write, here("smoke", "door"));
  ringsWithAnythingBeside(
    shelly,
    rpc,
    names,
    (junk) => event(junk, { ...junk, component: "input:0", event: "single_push" }),
    here("button"),
  );
});
