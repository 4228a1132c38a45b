import { generate } from "mqtt-packet";
import pg from "pg";
import { describe, expect, test } from "vitest";
import type { Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";
import { homeWith } from "./callingHome.ts";

const { clock, town, passes } = await timedTown("2026-11-22T14:00:00Z");
const now = (): string => new Date(clock.now()).toISOString();

describe("the same press again", () => {
  const press = (fields = "") => `{"kind":"button","pressed":true${fields}}`;
  const frozen = press(`,"at":"${now()}"`);

  test("from a clock that stopped, 20 s after the first was acknowledged, is a new call", async () => {
    const home = await homeWith(town, "button");
    await home.says(frozen);
    await passes(20_000);
    await home.says(frozen);
    expect(await home.calls()).toMatchObject([{ rings: 2 }]);
  });

  test("with DUP and packet id 7 each time, three presses 10 s apart, each acknowledged, are three calls", async () => {
    const home = await homeWith(town, "button");
    for (let nth = 0; nth < 3; nth += 1) {
      await sendPacket(home.unit, home.device, press(), { dup: true, messageId: 7 });
      await passes(10_000);
    }
    expect(await home.calls()).toMatchObject([{ rings: 3 }]);
  });

  test("from a counter that begins again without another boot is a new call, although its number was used before", async () => {
    const home = await homeWith(town, "button");
    await home.says(press(',"seq":1,"boot":"b"'));
    await home.close();
    await passes(86_400_000);
    await home.says(press(',"seq":1,"boot":"b"'));
    expect((await home.calls()).filter(({ rule }) => rule === "sosPress")).toMatchObject([{ rings: 1 }]);
  });

  test("is a resend where the connection broke without DISCONNECT soon after the acknowledgement", async () => {
    const home = await homeWith(town, "button");
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
    const home = await homeWith(town, "button");
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
    const home = await homeWith(town, "button");
    for (const qos of [0, 0, 1] as const) await home.unit.publishAsync(home.device.mqtt.topic, frozen, { qos });
    expect(await home.calls()).toMatchObject([{ rings: 3 }]);
  });

  test("is a new call where the device disconnected in order, or the connection broke long after the acknowledgement", async () => {
    const home = await homeWith(town, "button");
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
    const home = await homeWith(town, "button");
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
  await expect.poll(isReady, { interval: 5 }).toBe(false);
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
