import { createConnection } from "node:net";
import { connect, connectAsync, type MqttClient } from "mqtt";
import { generate } from "mqtt-packet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";
import { connectPacket, publishPacket, rawConnection } from "./rawDevice.ts";
import { refusedBy } from "./refusedBy.ts";

let town: TestService;
let pendant: Provisioned;
let neighbour: Provisioned;
beforeAll(async () => {
  town = await startTestService({ env: { LINKLINE_MAX_PAYLOAD_BYTES: "1024" } });
  const home = await town.home();
  pendant = await town.device(home.id);
  neighbour = await town.device((await town.home({ name: "2 Mill Lane" })).id);
});
afterAll(() => town.stop());

const press = (fields: object = {}): string => JSON.stringify({ kind: "button", pressed: true, ...fields });
const ended = (unit: MqttClient) => new Promise<void>((resolve) => unit.once("close", () => resolve()));
const readingsOf = async (device: Provisioned) =>
  (await town.call("admin", "GET", `/api/v1/homes/${device.homeId}/readings?limit=1000`)).body.items.filter(
    (one: Json) => one.deviceId === device.id,
  );

const expectRefused = (reason: string, attempt: () => Promise<unknown>) => refusedBy(town, reason, attempt);

describe("a connection", () => {
  const knock = (username: string, password: string) =>
    connectAsync(town.service.mqttUrl, { username, password, protocolVersion: 4, reconnectPeriod: 0 }, false);

  test("with a wrong secret is refused", () =>
    expectRefused("wrongSecret", () => expect(knock(pendant.mqtt.username, "not the secret")).rejects.toThrow(/[Bb]ad user/)));
  test("of a device that is not registered is refused", () =>
    expectRefused("unknownDevice", () => expect(knock("device-999999", "x")).rejects.toThrow(/[Bb]ad user/)));
  test("without a username is refused", () =>
    expect(connectAsync(town.service.mqttUrl, { protocolVersion: 4, reconnectPeriod: 0 }, false)).rejects.toThrow());

  test("stays open when another device connects with the same client id", async () => {
    const first = await town.unit(pendant, { clientId: "same" });
    let dropped = false;
    first.once("close", () => {
      dropped = true;
    });
    const second = await town.unit(neighbour, { clientId: "same" });
    await second.publishAsync(neighbour.mqtt.topic, press(), { qos: 1 });
    await first.publishAsync(pendant.mqtt.topic, press(), { qos: 1 });
    expect(dropped).toBe(false);
  });

  test("ends when the secret of the device is renewed", async () => {
    const device = await town.device(pendant.homeId);
    const unit = await town.unit(device, { reconnectPeriod: 0 });
    const closed = ended(unit);
    const renewed = await town.call("admin", "POST", `/api/v1/homes/${device.homeId}/devices/${device.id}/secret`, {});
    await closed;
    await expect(knock(device.mqtt.username, device.mqtt.secret)).rejects.toThrow();
    await (await knock(device.mqtt.username, renewed.body.mqtt?.secret ?? "")).endAsync();
  });
});

describe("a device", () => {
  const refusedPublish = async (topic: string, payload: string) => {
    const unit = await town.unit(pendant, { reconnectPeriod: 0 });
    const closed = ended(unit);
    unit.publish(topic, payload, { qos: 1 });
    await closed;
  };
  test("may not publish to another device's topic", async () => {
    const before = (await readingsOf(neighbour)).length;
    await expectRefused("foreignTopic", () => refusedPublish(neighbour.mqtt.topic, press()));
    expect(await readingsOf(neighbour)).toHaveLength(before);
  });
  test("may not publish to $SYS", () => expectRefused("systemTopic", () => refusedPublish("$SYS/broker", "x")));
  test("may not publish a payload over the limit, and nothing of it is stored", () =>
    expectRefused("oversized", () => refusedPublish(pendant.mqtt.topic, press({ boot: "x".repeat(4000) }))));
  test("may publish a payload of exactly the limit, and not one byte more", async () => {
    await expectRefused("oversized", () => refusedPublish(pendant.mqtt.topic, "x".repeat(1025)));
    const unit = await town.unit(pendant);
    await unit.publishAsync(pendant.mqtt.topic, "x".repeat(1024), { qos: 1 });
  });

  test("may set a last will on its own topic, which is a reading, and on no other", async () => {
    const before = (await readingsOf(neighbour)).length;
    await expectRefused("foreignTopic", async () => {
      const unit = await town.unit(pendant, {
        will: { topic: neighbour.mqtt.topic, payload: Buffer.from(press()), qos: 1, retain: false },
        reconnectPeriod: 0,
      });
      unit.stream.destroy();
    });
    expect(await readingsOf(neighbour)).toHaveLength(before);
    const own = await town.device(pendant.homeId, { kind: "heartbeat" });
    const unit = await town.unit(own, {
      will: { topic: own.mqtt.topic, payload: Buffer.from('{"kind":"heartbeat"}'), qos: 1, retain: true },
      reconnectPeriod: 0,
    });
    unit.stream.destroy();
    await expect.poll(() => readingsOf(own).then((all) => all.length)).toBe(1);
  });

  test("may subscribe to its own commands and to nothing else", async () => {
    const unit = await town.unit(pendant);
    expect((await unit.subscribeAsync(pendant.mqtt.commandTopic, { qos: 1 }))[0]?.qos).toBe(1);
    for (const topic of ["#", "linkline/#", "linkline/v1/+/+/reading", "$SYS/#", neighbour.mqtt.commandTopic, pendant.mqtt.topic]) {
      await expectRefused("foreignSubscription", () => expect(unit.subscribeAsync(topic, { qos: 1 })).rejects.toThrow());
    }
  });

  test("receives nothing of a neighbour when it connects again with a persistent session after a refused subscription", async () => {
    const lasting = { clean: false, clientId: "lasting" };
    const spy = await town.unit(pendant, lasting);
    // In one packet with its own commands, so that the broker has something to grant.
    await spy.subscribeAsync({ [pendant.mqtt.commandTopic]: { qos: 1 }, "linkline/#": { qos: 1 } }).catch(() => {});
    await spy.endAsync();
    const other = await town.unit(neighbour);
    for (let count = 0; count < 3; count += 1) await other.publishAsync(neighbour.mqtt.topic, press(), { qos: 1 });
    const heard: string[] = [];
    const { username, secret: password } = pendant.mqtt;
    const again = connect(town.service.mqttUrl, { ...lasting, username, password, protocolVersion: 4 });
    again.on("message", (topic) => heard.push(topic));
    // A separate round trip, behind which anything kept for it would have come.
    await again.publishAsync(pendant.mqtt.topic, press(), { qos: 1 });
    await again.endAsync(true);
    expect(heard).toEqual([]);
  });

  test("gets one reading for a publish with RETAIN, and the broker stores no copy for subscribers", async () => {
    const device = await town.device(pendant.homeId);
    const unit = await town.unit(device);
    await unit.publishAsync(device.mqtt.topic, press({ seq: 1, boot: "r" }), { qos: 1, retain: true });
    expect(await readingsOf(device)).toHaveLength(1);
  });

  test("may publish with QoS 0", async () => {
    const device = await town.device(pendant.homeId);
    const unit = await town.unit(device);
    await unit.publishAsync(device.mqtt.topic, press({ seq: 1, boot: "z" }), { qos: 0 });
    await expect.poll(() => readingsOf(device).then((all) => all.length)).toBe(1);
  });

  test("gets one reading for a repeated publish with QoS 2", async () => {
    const device = await town.device(pendant.homeId, { kind: "door" });
    const unit = await town.unit(device);
    const opens = JSON.stringify({ kind: "door", open: true, seq: 1, boot: "q" });
    await unit.publishAsync(device.mqtt.topic, opens, { qos: 2 });
    await unit.publishAsync(device.mqtt.topic, opens, { qos: 2 });
    expect(await readingsOf(device)).toHaveLength(1);
  });

  test("gets one call for a press with QoS 2 that it sends again before its PUBREL, and a second one after it", async () => {
    const device = await town.device(pendant.homeId);
    const socket = await rawConnection(town.service.mqttUrl, device);
    const send = async (packet: object): Promise<void> => {
      const answered = new Promise((resolve) => socket.once("data", resolve));
      socket.write(generate(packet as Parameters<typeof generate>[0]));
      await answered;
    };
    const publish = {
      cmd: "publish",
      topic: device.mqtt.topic,
      payload: press({ seq: 1, boot: "q" }),
      qos: 2,
      messageId: 3,
      retain: false,
    };
    await send({ ...publish, dup: false });
    await send({ ...publish, dup: true });
    expect(await readingsOf(device)).toHaveLength(1);
    const other = { ...publish, payload: press({ seq: 2, boot: "q" }), messageId: 4 };
    await send({ ...other, dup: false });
    await send({ cmd: "pubrel", messageId: 3 });
    await send({ ...other, dup: true });
    expect(await readingsOf(device), "that PUBREL was for another press").toHaveLength(2);
    await send({ ...publish, dup: false });
    expect(await readingsOf(device)).toHaveLength(3);
    socket.destroy();
  });
});

describe("a busy device", () => {
  test("gets its acknowledgements in the order of its publishes, presses included", async () => {
    const device = await town.device(pendant.homeId, { kind: "motion" });
    const socket = await rawConnection(town.service.mqttUrl, device);
    const acks: number[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on("data", (bytes: Buffer) => {
        for (let at = 0; at + 3 < bytes.length; at += 4) if (bytes[at] === 0x40) acks.push(bytes.readUInt16BE(at + 2));
        if (acks.length === 300) resolve();
      });
    });
    const packets = Array.from({ length: 300 }, (_, at) =>
      publishPacket(
        device,
        at + 1,
        at % 7 === 0 ? press({ seq: at, boot: "o" }) : JSON.stringify({ kind: "motion", detected: true, seq: at, boot: "o" }),
      ),
    );
    socket.write(Buffer.concat(packets));
    await all;
    expect(acks).toEqual(packets.map((_, at) => at + 1));
    socket.destroy();
  });

  test("may send its whole backlog right behind CONNECT", async () => {
    const device = await town.device(pendant.homeId, { kind: "motion" });
    const socket = createConnection(Number(new URL(town.service.mqttUrl).port), "127.0.0.1");
    socket.on("error", () => {});
    const backlog = Array.from({ length: 200 }, (_, at) =>
      publishPacket(device, at + 1, JSON.stringify({ kind: "motion", detected: true, seq: at, boot: "backlog" })),
    );
    let acked = 0;
    const all = new Promise<void>((resolve, reject) => {
      socket.once("close", () => reject(new Error(`closed after ${acked}`)));
      socket.on("data", (bytes: Buffer) => {
        for (let at = 0; at + 3 < bytes.length; at += 4) if (bytes[at] === 0x40) acked += 1;
        if (acked === backlog.length) resolve();
      });
    });
    socket.write(Buffer.concat([connectPacket(device), ...backlog]));
    await all;
    socket.destroy();
  });

  test("is not disturbed by a connection that does not speak MQTT", async () => {
    const socket = createConnection(Number(new URL(town.service.mqttUrl).port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await closed;
    const unit = await town.unit(neighbour);
    await unit.publishAsync(neighbour.mqtt.topic, press(), { qos: 1 });
  });
});
