import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes, type AedesOptions } from "aedes";
import { afterEach, describe, expect, test } from "vitest";
import { openAckLog } from "#device-sim/service/ackLog.ts";
import { DeviceClient, type DeviceClientOptions } from "#device-sim/service/deviceClient.ts";
import type { Acknowledgement } from "#device-sim/service/deviceMessage.ts";
import { OrderedSender } from "#device-sim/service/orderedSender.ts";

/** A broker on the loopback interface without the service behind it. A test can cut its connections. */
interface BareBroker {
  port: number;
  url: string;
  /** Every message as "device:seq" in order of arrival, including resends. */
  heard: string[];
  cutAll(): void;
  stop(): Promise<void>;
}

const pressed = { kind: "button", pressed: true } as const;
const reading = (seq: number) => ({ value: pressed, at: Date.UTC(2026, 0, 5, 12, 0, seq), seq, boot: "b1" });
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The broker sends no PUBACK for a message for which `hold` returns true. */
async function bareBroker(o: { port?: number; hold?: (heard: string) => boolean; options?: AedesOptions } = {}): Promise<BareBroker> {
  const heard: string[] = [];
  const aedes = await Aedes.createBroker({
    ...o.options,
    authorizePublish: (_client, packet, done) => {
      const said = `${packet.topic.split("/").at(-1)}:${JSON.parse(String(packet.payload)).seq}`;
      heard.push(said);
      if (!o.hold?.(said)) done(null);
    },
  });
  const lines = new Set<Socket>();
  const server: Server = createServer((socket) => {
    lines.add(socket);
    socket.on("close", () => lines.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(o.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cutAll = () => {
    for (const line of lines) line.destroy();
  };
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    cutAll();
    await new Promise((resolve) => server.close(resolve));
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  };
  cleanups.push(stop);
  return { port, url: `mqtt://127.0.0.1:${port}`, heard, cutAll, stop };
}

function deviceAt(broker: { url: string }, name: string, more: Partial<DeviceClientOptions> = {}): DeviceClient {
  const device = { deviceId: name, username: name, secret: "s", topic: `homes/${name}` };
  const client = new DeviceClient({ url: broker.url, device, ...more });
  cleanups.push(() => client.close({ force: true }));
  return client;
}

const firstTimes = (heard: readonly string[]) => [...new Set(heard)];

describe("a simulated device", () => {
  test("resends its unacknowledged readings in order after a lost connection, and reports each acknowledgement once", async () => {
    let held = true;
    const broker = await bareBroker({ hold: (said) => held && said !== "a:1" && said !== "a:2" });
    const acknowledged: Acknowledgement[] = [];
    const lost = Promise.withResolvers<void>();
    const device = deviceAt(broker, "a", {
      inFlight: 4,
      onAcknowledged: (one) => acknowledged.push(one),
      onConnection: (connected) => {
        if (!connected) lost.resolve();
      },
    });
    const published = [1, 2, 3, 4, 5, 6, 7, 8].map((seq) => device.publish(reading(seq)));
    await published[1];
    held = false;
    broker.cutAll();
    await lost.promise;
    await Promise.all(published);
    expect(acknowledged.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(firstTimes(broker.heard)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((seq) => `a:${seq}`));
    expect(broker.heard.filter((said) => said === "a:1")).toHaveLength(1);
  });

  test("sends its waiting readings when the broker is back after an outage", async () => {
    const first = await bareBroker();
    const lost = Promise.withResolvers<void>();
    const device = deviceAt(first, "a", {
      onConnection: (connected) => {
        if (!connected) lost.resolve();
      },
    });
    await device.publish(reading(1));
    await first.stop();
    await lost.promise;
    const published = [device.publish(reading(2)), device.publish(reading(3))];
    const second = await bareBroker({ port: first.port });
    await Promise.all(published);
    expect(second.heard).toEqual(["a:2", "a:3"]);
  });

  test("never has more readings in flight than its limit", async () => {
    const broker = await bareBroker({ hold: () => true });
    const device = deviceAt(broker, "a", { inFlight: 3 });
    const given = [1, 2, 3, 4, 5].map((seq) => device.publish(reading(seq)).catch((fault) => fault.code));
    await expect.poll(() => broker.heard.length).toBe(3);
    await device.close({ force: true });
    expect(await Promise.all(given)).toEqual(Array(5).fill("closed"));
    expect(broker.heard).toHaveLength(3);
  });

  test("fails with the reason when the broker refuses its password, and does not try again", async () => {
    const broker = await bareBroker({ options: { authenticate: (_client, _username, _password, done) => done(null, false) } });
    const device = deviceAt(broker, "a");
    await expect(device.publish(reading(1))).rejects.toMatchObject({ code: "refused" });
    await expect(device.drained()).rejects.toThrow("refuses a");
  });

  test("with reachAtOnce fails if no broker answers the first attempt, but reconnects after a later outage", async () => {
    const nowhere = deviceAt({ url: "mqtt://127.0.0.1:1" }, "a", { reachAtOnce: true });
    await expect(nowhere.reached()).rejects.toMatchObject({ code: "unreached", message: expect.stringContaining("ECONNREFUSED") });
    await expect(nowhere.publish(reading(1))).rejects.toMatchObject({ code: "unreached" });
    const first = await bareBroker();
    const device = deviceAt(first, "b", { reachAtOnce: true });
    await device.reached();
    await first.stop();
    const published = device.publish(reading(1));
    await bareBroker({ port: first.port });
    await published;
  });

  test("closes only after every reading is acknowledged, and then refuses new readings", async () => {
    const broker = await bareBroker();
    let acknowledged = 0;
    const device = deviceAt(broker, "a", { onAcknowledged: () => (acknowledged += 1) });
    for (let seq = 1; seq <= 100; seq += 1) void device.publish(reading(seq));
    await device.close();
    expect(acknowledged).toBe(100);
    await expect(device.publish(reading(101))).rejects.toMatchObject({ code: "closed" });
  });

  test("writes one line to the log for each acknowledgement", async () => {
    const folder = await mkdtemp(join(tmpdir(), "linkline-acks-"));
    cleanups.push(() => rm(folder, { recursive: true }));
    const path = join(folder, "acks.jsonl");
    const log = await openAckLog(path);
    const broker = await bareBroker();
    const device = deviceAt(broker, "a", { onAcknowledged: log.write, now: () => Date.UTC(2026, 0, 5, 12, 1) });
    await Promise.all([device.publish(reading(1)), device.publish(reading(2))]);
    await log.close();
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [1, 2].map((seq) => ({
        device: "a",
        boot: "b1",
        seq,
        at: `2026-01-05T12:00:0${seq}.000Z`,
        ackedAt: "2026-01-05T12:01:00.000Z",
      })),
    );
  });
});

describe("several devices of one home", () => {
  test("deliver the readings in the order of the home, also after a lost connection", async () => {
    let cut = () => {};
    const broker = await bareBroker({
      hold: (said) => {
        if (said !== "b:15") return false;
        const now = cut;
        cut = () => {};
        now();
        return false;
      },
    });
    cut = broker.cutAll;
    const devices = { a: deviceAt(broker, "a"), b: deviceAt(broker, "b") };
    const sender = new OrderedSender();
    const timeline = Array.from({ length: 40 }, (_, index) => ({
      device: index % 10 < 4 ? ("a" as const) : ("b" as const),
      seq: index + 1,
    }));
    for (const { device, seq } of timeline) await sender.send(devices[device], reading(seq));
    await sender.settled();
    expect(firstTimes(broker.heard)).toEqual(timeline.map(({ device, seq }) => `${device}:${seq}`));
  });
});
