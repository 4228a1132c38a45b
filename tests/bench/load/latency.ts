import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import type { AlarmView } from "#domain/alarm.ts";
import { type Spread, spread } from "../statistics.ts";
import type { BenchService } from "./benchService.ts";
import type { Floor } from "./floor.ts";
import type { LoadDevice } from "./load.ts";
import { RawClient } from "./rawClient.ts";
import { ReadingPackets } from "./readingPackets.ts";

/** Milliseconds from the publish of an SOS press until a console has its alarm, beside the floor measured in between. */
export interface Latency {
  press: Spread;
  hop: Spread | null;
  commit: Spread;
  /** `hop` and `commit` at p50 together. */
  floorP50: number | null;
  ratioP50: number | null;
}

export interface Presses extends AsyncDisposable {
  /** One press at a time, each in the next home, so that timelines stay as short as in life. */
  measure(count: number, floor: Floor): Promise<Latency>;
  /** Presses made, and lines that the timelines have of them. */
  compare(): Promise<{ pressed: number; told: number }>;
}

/** Long enough for the machine to come to rest. */
const betweenMs = 2;
const patienceMs = 30_000;

export async function preparePresses(service: BenchService, pendants: readonly (LoadDevice & { homeId: string })[]): Promise<Presses> {
  const waiting = new Map<string, (alarm: AlarmView) => void>();
  const console = io(service.httpUrl, { auth: { token: service.token }, transports: ["websocket"], reconnection: false });
  console.on("alarm", (alarm: AlarmView) => waiting.get(alarm.homeId)?.(alarm));
  await new Promise<void>((resolve, reject) => console.once("alarms", () => resolve()).once("connect_error", reject));

  let fault: (error: Error) => void = () => {};
  const buttons: { homeId: string; press(): Promise<number> }[] = [];
  const clients: RawClient[] = [];
  for (const { homeId, topic, kind, ...login } of pendants) {
    const client = await RawClient.connect(service.mqtt, login);
    client.onFault = (error) => fault(error);
    clients.push(client);
    const packets = new ReadingPackets(topic, kind, "bench-presses");
    buttons.push({ homeId, press: () => press(client, packets, homeId) });
  }
  let pressed = 0;

  async function press(client: RawClient, packets: ReadingPackets, homeId: string): Promise<number> {
    const packet = packets.next(1);
    const seen = Promise.withResolvers<number>();
    const acknowledged = Promise.withResolvers<void>();
    const patience = setTimeout(() => fault(new Error(`no alarm within ${patienceMs} ms of a press in home ${homeId}`)), patienceMs);
    fault = (error) => {
      seen.reject(error);
      acknowledged.reject(error);
    };
    client.onAcknowledged = () => acknowledged.resolve();
    const began = performance.now();
    waiting.set(homeId, () => seen.resolve(performance.now() - began));
    client.publish(packet);
    pressed += 1;
    const [took] = await Promise.all([seen.promise, acknowledged.promise]);
    clearTimeout(patience);
    waiting.delete(homeId);
    return took;
  }

  async function series(count: number, floor: Floor) {
    const taken = { press: [] as number[], hop: [] as number[], commit: [] as number[] };
    for (let n = 0; n < count; n += 1) {
      const button = buttons[n % buttons.length];
      if (button !== undefined) taken.press.push(await button.press());
      await delay(betweenMs);
      if (floor.hop !== null) taken.hop.push(await floor.hop());
      await delay(betweenMs);
      taken.commit.push(await floor.commit());
      await delay(betweenMs);
    }
    return taken;
  }

  return {
    async measure(count, floor) {
      // What runs for the first time is slow in every program alike.
      await series(Math.min(200, count), floor);
      const taken = await series(count, floor);
      const press = spread(taken.press);
      const hop = floor.hop === null ? null : spread(taken.hop);
      const commit = spread(taken.commit);
      const floorP50 = hop === null ? null : hop.p50 + commit.p50;
      return { press, hop, commit, floorP50, ratioP50: floorP50 === null ? null : press.p50 / floorP50 };
    },
    async compare() {
      const { rows } = await service.database.query<{ told: number }>(
        `SELECT count(*)::int AS told FROM alarm_timeline WHERE event IN ('raised', 'rangAgain') AND cause LIKE '%b:bench-presses:%'`,
      );
      return { pressed, told: rows[0]?.told ?? 0 };
    },
    async [Symbol.asyncDispose]() {
      console.close();
      for (const client of clients) client.close();
    },
  };
}
