import { connect } from "node:net";
import mqttPacket from "mqtt-packet";
import type pg from "pg";
import type { BenchService } from "./benchService.ts";
import type { Mosquitto } from "./mosquitto.ts";
import { RawClient } from "./rawClient.ts";
import { ReadingPackets } from "./readingPackets.ts";

/** The least that a press must cost on this machine: a hop through a broker, and one commit. Milliseconds each. */
export interface Floor extends AsyncDisposable {
  /** From publish to a subscriber, QoS 1, through Mosquitto; null where it is absent. */
  hop: (() => Promise<number>) | null;
  /** One INSERT in its own transaction, on the service's own PostgreSQL. */
  commit(): Promise<number>;
}

const makeTable = `CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value text NOT NULL)`;
const insertOne = { name: "bench floor", text: `INSERT INTO bench_floor (value) VALUES ($1)`, values: ["pressed"] };

export async function prepareFloor({ database }: BenchService, mosquitto: Mosquitto | null): Promise<Floor> {
  await database.query(makeTable);
  const hopping = mosquitto === null ? null : await prepareHop(mosquitto);
  return {
    hop: hopping?.hop ?? null,
    async commit() {
      const began = performance.now();
      await database.query(insertOne satisfies pg.QueryConfig);
      return performance.now() - began;
    },
    async [Symbol.asyncDispose]() {
      hopping?.close();
    },
  };
}

const topic = "bench/floor";

async function prepareHop({ address }: Mosquitto): Promise<{ hop(): Promise<number>; close(): void }> {
  const subscriber = connect({ ...address, noDelay: true });
  const parser = mqttPacket.parser();
  subscriber.on("data", (chunk: Buffer) => void parser.parse(chunk));
  subscriber.on("error", () => {});
  let heard: () => void = () => {};
  const subscribed = new Promise<void>((resolve) =>
    parser.on("packet", (packet) => {
      if (packet.cmd === "suback") resolve();
      if (packet.cmd !== "publish") return;
      heard();
      subscriber.write(mqttPacket.generate({ cmd: "puback", messageId: packet.messageId ?? 0 }));
    }),
  );
  subscriber.write(mqttPacket.generate({ cmd: "connect", clientId: "bench-subscriber", keepalive: 0, clean: true }));
  subscriber.write(mqttPacket.generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] }));
  await subscribed;

  const publisher = await RawClient.connect(address, { username: "publisher", secret: "" });
  const packets = new ReadingPackets(topic, "button", "floor");
  return {
    hop() {
      const { promise, resolve } = Promise.withResolvers<number>();
      const packet = packets.next(1);
      const began = performance.now();
      heard = () => resolve(performance.now() - began);
      publisher.publish(packet);
      return promise;
    },
    close() {
      publisher.close();
      subscriber.destroy();
    },
  };
}
