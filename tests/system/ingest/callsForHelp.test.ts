import { describe, expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";
import { type Fitted, fitted, homeWith } from "./callingHome.ts";

const { clock, town, passes } = await timedTown("2026-11-22T14:00:00Z");

const kinds = Object.keys(fitted) as Fitted[];
const now = (): string => new Date(clock.now()).toISOString();

describe.each(kinds)("a call for help from a device for %s rings, even if its time is wrong or cannot be read", (kind) => {
  test.each<[string, string]>([
    ["a clock that was never set, east of Greenwich", '"1970-01-01T00:00:05+01:00"'],
    ["a counter that ran over", '"2106-02-07T06:28:15Z"'],
    ["the year 1", '"0001-01-01T00:00:00Z"'],
    ["a year of five digits", '"12026-11-22T14:00:00Z"'],
    ["a number of any kind", "-7"],
    ["a word", '"banana"'],
    ["a day that does not exist", '"2026-02-30T00:00:00Z"'],
    ["nothing", '""'],
    ["nothing at all", ""],
    ["a list", "[2026,11,22]"],
    ["nan", "nan"],
  ])("%s: at the time of arrival, and the clock shows as wrong", async (_, at) => {
    const home = await homeWith(town, kind);
    await home.says(`{${fitted[kind].value},"at":${at}}`);
    expect(await home.calls()).toMatchObject([{ rule: fitted[kind].rule, priority: "critical", raisedAt: now() }]);
    const { skewSeconds, unreadable } = await home.asShown();
    expect(unreadable.includes("at") || Math.abs(skewSeconds) > 3600, `skew ${skewSeconds}, unreadable ${unreadable}`).toBe(true);
    expect(await home.quarantine()).toEqual([]);
  });

  test.each<[string, (iso: string) => string]>([
    ["+0000 for Z", (iso) => `"${iso.replace("Z", "+0000")}"`],
    ["another zone", (iso) => `"${new Date(Date.parse(iso) + 3_600_000).toISOString().replace("Z", "+01:00")}"`],
    ["no zone", (iso) => `"${iso.replace("Z", "")}"`],
    ["a blank for T", (iso) => `"${iso.replace("T", " ")}"`],
    ["no separators", (iso) => `"${iso.replaceAll(/[-:]|\.\d+/g, "")}"`],
    ["no seconds", (iso) => `"${iso.slice(0, 16)}Z"`],
    ["Unix seconds", (iso) => `${Date.parse(iso) / 1000}`],
    ["Unix seconds in a text", (iso) => `"${Date.parse(iso) / 1000}"`],
    ["Unix milliseconds", (iso) => `${Date.parse(iso)}`],
  ])("%s: it is read", async (_, spelled) => {
    const home = await homeWith(town, kind);
    const at = new Date(Math.floor(clock.now() / 60_000) * 60_000).toISOString();
    await home.says(`{${fitted[kind].value},"at":${spelled(at)}}`);
    expect(await home.calls()).toMatchObject([{ rule: fitted[kind].rule }]);
    const [reading] = (await town.call("operator", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
    expect(reading).toMatchObject({ at, unreadable: [] });
    expect(await home.technical()).toEqual([]);
  });

  test.each<[string, string, object]>([
    ["nan for the battery", '"battery":nan', { battery: null, unreadable: ["battery"] }],
    ["inf for the signal", '"signal":-inf', { signal: null, unreadable: ["signal"] }],
    ["an empty value", '"battery":', { battery: null, unreadable: ["battery"] }],
    ["a number for the boot", '"boot":3,"seq":1', { boot: null, seq: 1, unreadable: ["boot"] }],
    ["a blank in the boot", '"boot":"a b"', { boot: null, unreadable: ["boot"] }],
    ["a NUL in the boot", '"boot":"a\\u0000"', { boot: null, unreadable: ["boot"] }],
    ["a negative number", '"seq":-1,"boot":"a"', { seq: null, boot: "a", unreadable: ["seq"] }],
    ["a number in a text", '"seq":"17"', { seq: null, unreadable: ["seq"] }],
    ["a number beyond all numbers", '"seq":1e400', { seq: null, unreadable: ["seq"] }],
    ["a comma before the brace", '"battery":80,', { battery: 80, unreadable: [] }],
    ["words in place of everything", '"at":x,"seq":y,"boot":z,"tamper":no,"mains":yes,"historical":?', { at: null, seq: null, boot: null }],
    ["a field that is cut short by another", '"battery":8"0', {}],
  ])("%s beside it", async (_, beside, stored) => {
    const home = await homeWith(town, kind);
    await home.says(`{${fitted[kind].value},${beside}}`);
    expect(await home.calls()).toHaveLength(1);
    if (Object.keys(stored).length === 0) return;
    const [reading] = (await town.call("operator", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
    expect(reading).toMatchObject({ kind, ...stored });
    if (reading.unreadable.length > 0) expect((await home.technical())[0]).toMatch(/^Can't read its /);
  });

  test.each<[string, string | Buffer]>([
    ["cut off", `{${fitted[kind].value.slice(0, -2)}`],
    ["cut off behind its battery", '{"battery":80,"at":"2026-1'],
    ["empty", ""],
    ["in another format", "ALARM;1;PENDANT"],
    ["not valid UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ["in UTF-16", Buffer.from(`{${fitted[kind].value}}`, "utf16le")],
    ["of an unknown kind", '{"kind":"teapot"}'],
    ["with an unknown value", `{"kind":"${kind}","state":"flying","pressed":"yes","detected":2}`],
    ["a list", "[1,2]"],
    ["30,000 opening brackets", "[".repeat(30_000)],
    ["a JSON text", JSON.stringify(`{${fitted[kind].value}}`)],
  ])("a message that is %s: treated as a call, and its bytes go to quarantine", async (_, payload) => {
    const home = await homeWith(town, kind);
    await home.says(payload);
    const { name } = fitted[kind];
    expect(await home.calls()).toMatchObject([
      { priority: "critical", sentence: `Message from ${name} could not be read: treat as a call` },
    ]);
    const [quarantined] = await home.quarantine();
    expect(quarantined).toMatchObject({ deviceId: home.device.id, homeId: home.id, topic: home.device.mqtt.topic });
    const whole = (await town.call("supervisor", "GET", `/api/v1/quarantine/${quarantined.id}`)).body;
    expect(whole.payload, "every byte of it").toBe(Buffer.from(payload).toString("base64"));
    expect(await home.asShown(), "the device counts as heard").toMatchObject({ status: "heard", lastUnreadable: true });
    expect((await home.technical())[0]).toMatch(/^1 message could not be read/);
  });

  test.each([
    '{"battery":12}',
    '{"kind":"heartbeat","seq":',
    '{"kind":"heartbeat","battery":nan}',
    "BATT=20%",
    "heartbeat",
    '{"kind":"battery","voltage":2.9}',
  ])("%s is not a call", async (payload) => {
    const home = await homeWith(town, kind);
    await home.says(payload);
    expect(await home.calls()).toEqual([]);
    expect((await home.asShown()).status).toBe("heard");
  });
});

test("an empty message with RETAIN only deletes a retained one, and is no call", async () => {
  const home = await homeWith(town, "button");
  await home.unit.publishAsync(home.device.mqtt.topic, "", { qos: 1, retain: true });
  expect(await home.calls()).toEqual([]);
  await home.says("");
  expect(await home.calls()).toMatchObject([{ rule: "unreadableMessage" }]);
});

test("further messages that cannot be read ring in the same alarm, and none is lost when it is closed", async () => {
  const home = await homeWith(town, "button");
  await home.says("first");
  for (let nth = 0; nth < 20; nth += 1) await home.says(`more ${nth}`);
  expect(await home.calls()).toMatchObject([{ rings: 1 }]);
  await home.close();
  await home.says("and one more");
  expect(await home.calls(), "a person closed the alarm, so the next one opens another").toMatchObject([{ rings: 1 }]);
  await passes(10_000);
  const sentence = "22 messages from Pendant since 14:00 could not be read: treat as a call";
  expect(await home.calls()).toMatchObject([{ rings: 2, sentence }]);
  expect(await home.quarantine()).toHaveLength(22);
});

test.each(["smoke", "co", "gas", "flood"] as const)(
  "%s that is reported again after a person closed its alarm opens another",
  async (kind) => {
    const home = await town.home();
    const detector = await town.device(home.id, { kind, name: "Detector" });
    const unit = await town.unit(detector);
    const reports = (seq: number) =>
      unit.publishAsync(detector.mqtt.topic, JSON.stringify({ kind, detected: true, seq, boot: "b" }), { qos: 1 });
    const open = async (): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}&state=open`)).body.items;
    await reports(1);
    await passes(5_000);
    await reports(2);
    const [alarm] = await open();
    expect(alarm, "one that lasts does not ring every few seconds").toMatchObject({ rings: 1 });
    await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome: "falseAlarm" });
    await passes(5_000);
    await reports(3);
    expect(await open()).toMatchObject([{ rings: 1, state: "open" }]);
  },
);
