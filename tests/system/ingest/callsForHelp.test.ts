import { generate } from "mqtt-packet";
import pg from "pg";
import { describe, expect, test } from "vitest";
import type { Json, Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

const { clock, town, passes } = await timedTown("2026-11-22T14:00:00Z");

const fitted = {
  button: { name: "Pendant", value: '"kind":"button","pressed":true', rule: "sosPress" },
  fall: { name: "Fall detector", value: '"kind":"fall","state":"fallen"', rule: "fall" },
  smoke: { name: "Smoke alarm", value: '"kind":"smoke","detected":true', rule: "environment" },
} as const;
type Fitted = keyof typeof fitted;

async function homeWith(kind: Fitted) {
  const home = await town.home();
  const device = await town.device(home.id, { kind, name: fitted[kind].name });
  const unit = await town.unit(device, { reconnectPeriod: 0 });
  const listed = async (list: string): Promise<Json[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}&state=open&list=${list}`)).body.items;
  const calls = () => listed("queue");
  return {
    id: home.id,
    device,
    unit,
    says: (text: string | Buffer) => unit.publishAsync(device.mqtt.topic, text, { qos: 1 }),
    calls,
    technical: async () => (await listed("technical")).map(({ sentence }) => sentence),
    asShown: async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/homes/${home.id}`)).body.devices[0],
    quarantine: async (): Promise<Json[]> => (await town.call("supervisor", "GET", `/api/v1/quarantine?home=${home.id}`)).body.items,
    close: async () => {
      for (const { id } of await calls()) await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "reassurance" });
    },
  };
}

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
    const home = await homeWith(kind);
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
    const home = await homeWith(kind);
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
    const home = await homeWith(kind);
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
    const home = await homeWith(kind);
    await home.says(payload);
    const { name } = fitted[kind];
    expect(await home.calls()).toMatchObject([
      { priority: "critical", sentence: `Message from ${name} could not be read: treat as a call` },
    ]);
    const [quarantined] = await home.quarantine();
    expect(quarantined).toMatchObject({ deviceId: home.device.id, homeId: home.id, topic: home.device.mqtt.topic });
    const whole = (await town.call("supervisor", "GET", `/api/v1/quarantine/${quarantined.id}`)).body;
    expect(whole.payload, "every byte of it").toBe(Buffer.from(payload).toString("base64"));
    expect((await home.asShown()).status, "the device counts as heard").toBe("heard");
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
    const home = await homeWith(kind);
    await home.says(payload);
    expect(await home.calls()).toEqual([]);
    expect((await home.asShown()).status).toBe("heard");
  });
});

test("further messages that cannot be read ring in the same alarm, and none is lost when it is closed", async () => {
  const home = await homeWith("button");
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

describe("the same press again", () => {
  const press = (fields = "") => `{"kind":"button","pressed":true${fields}}`;
  const frozen = press(`,"at":"${now()}"`);

  test("from a clock that stopped, 20 s after the first was acknowledged, is a new call", async () => {
    const home = await homeWith("button");
    await home.says(frozen);
    await passes(20_000);
    await home.says(frozen);
    expect(await home.calls()).toMatchObject([{ rings: 2 }]);
  });

  test("with DUP and packet id 7 each time, three presses 10 s apart, each acknowledged, are three calls", async () => {
    const home = await homeWith("button");
    for (let nth = 0; nth < 3; nth += 1) {
      await sendPacket(home.unit, home.device, press(), { dup: true, messageId: 7 });
      await passes(10_000);
    }
    expect(await home.calls()).toMatchObject([{ rings: 3 }]);
  });

  test("from a counter that begins again without another boot is a new call, although its number was used before", async () => {
    const home = await homeWith("button");
    await home.says(press(',"seq":1,"boot":"b"'));
    await home.close();
    await passes(86_400_000);
    await home.says(press(',"seq":1,"boot":"b"'));
    expect((await home.calls()).filter(({ rule }) => rule === "sosPress")).toMatchObject([{ rings: 1 }]);
  });

  test("is a resend where the connection broke without DISCONNECT soon after the acknowledgement", async () => {
    const home = await homeWith("button");
    await home.says(frozen);
    home.unit.stream.destroy();
    await passes(5_000);
    const again = await town.unit(home.device);
    await again.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls()).toMatchObject([{ rings: 1 }]);
    await again.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls(), "this connection is up, and the resend was acknowledged").toMatchObject([{ rings: 2 }]);
  });

  test("is a new call after the database was away, if the first was acknowledged", async () => {
    const home = await homeWith("button");
    for (const rings of [1, 2]) {
      await home.says(frozen);
      expect(await home.calls()).toMatchObject([{ rings }]);
      await passes(20_000);
    }
    await home.close();
    await cutDatabase();
    await home.says(frozen);
    expect(await home.calls()).toMatchObject([{ rings: 1 }]);
  });

  test("with QoS 0 is always a new call, because no device sends QoS 0 again", async () => {
    const home = await homeWith("button");
    for (const qos of [0, 0, 1] as const) await home.unit.publishAsync(home.device.mqtt.topic, frozen, { qos });
    expect(await home.calls()).toMatchObject([{ rings: 3 }]);
  });

  test("is a new call where the device disconnected in order, or the connection broke long after the acknowledgement", async () => {
    const home = await homeWith("button");
    await home.says(frozen);
    await home.unit.endAsync();
    const second = await town.unit(home.device, { reconnectPeriod: 0 });
    await second.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls()).toMatchObject([{ rings: 2 }]);
    await passes(11_000);
    second.stream.destroy();
    const third = await town.unit(home.device);
    await third.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls()).toMatchObject([{ rings: 3 }]);
  });

  test("after the service started again is a resend for 15 minutes, and then a new call", async () => {
    const home = await homeWith("button");
    await home.says(frozen);
    await town.restart();
    const again = await town.unit(home.device);
    await again.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls()).toMatchObject([{ rings: 1 }]);
    await again.endAsync(true);
    await town.restart(() => clock.advance(16 * 60_000));
    const later = await town.unit(home.device);
    await later.publishAsync(home.device.mqtt.topic, frozen, { qos: 1 });
    expect(await home.calls()).toMatchObject([{ rings: 2 }]);
  });
});

/** Ends every session of the database. Resolves when the service records again. */
async function cutDatabase(): Promise<void> {
  const client = new pg.Client(town.service.databaseUrl);
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await client.end();
  const isReady = async () => (await fetch(`${town.service.httpUrl}/health/ready`)).ok;
  await expect.poll(isReady, { timeout: 10_000, interval: 5 }).toBe(false);
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
}

/** Sends one QoS 1 packet as it is written here, and waits for its PUBACK. */
async function sendPacket(
  unit: Awaited<ReturnType<typeof town.unit>>,
  { mqtt }: Provisioned,
  payload: string,
  { dup, messageId }: { dup: boolean; messageId: number },
): Promise<void> {
  const acknowledged = new Promise<void>((resolve) =>
    unit.on("packetreceive", (got) => got.cmd === "puback" && got.messageId === messageId && resolve()),
  );
  unit.stream.write(generate({ cmd: "publish", topic: mqtt.topic, payload, qos: 1, retain: false, dup, messageId }));
  await acknowledged;
}
