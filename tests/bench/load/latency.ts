import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import type { AlarmView } from "#domain/alarm.ts";
import { type Spread, spread } from "../statistics.ts";
import type { BenchService } from "./benchService.ts";
import type { Floor } from "./floor.ts";
import type { LoadDevice } from "./load.ts";
import { RawClient } from "./rawClient.ts";
import { ReadingPackets } from "./readingPackets.ts";

/** Milliseconds from the publish of an SOS press until a console has its alarm, with the floor measured in between. */
export interface Latency {
  press: Spread;
  hop: Spread | null;
  commit: Spread;
  /** The sum of `hop` and `commit` at p50. */
  floorP50: number | null;
  ratioP50: number | null;
}

export interface Presses extends AsyncDisposable {
  /** One press at a time, each in the next home, so that timelines stay as short as in real use. */
  measure(count: number, floor: Floor): Promise<Latency>;
  /** Presses one after the other until that is done. Milliseconds from the publish until a console has the alarm. */
  until(done: Promise<unknown> | (() => boolean)): Promise<Spread>;
  /** The number of presses, and the number of their entries in timelines. */
  compare(): Promise<{ pressed: number; inTimelines: number }>;
}

/** Lets the machine become idle between measurements. */
const betweenMs = 2;
const patienceMs = 30_000;

export async function preparePresses(service: BenchService, pendants: readonly (LoadDevice & { homeId: string })[]): Promise<Presses> {
  const console = io(service.httpUrl, { auth: { token: service.token }, transports: ["websocket"], reconnection: false });
  await new Promise<void>((resolve, reject) => console.once("alarms", () => resolve()).once("connect_error", reject));
  const buttons = new Buttons();
  console.on("alarm", (alarm: AlarmView) => buttons.alarmShown(alarm));
  for (const { homeId, topic, kind, ...login } of pendants)
    buttons.add(homeId, await RawClient.connect(service.mqtt, login), new ReadingPackets(topic, kind, "bench-presses"));
  return {
    async measure(count, floor) {
      // The first runs are slow in every program.
      await series(buttons, Math.min(200, count), floor);
      return latencyOf(await series(buttons, count, floor));
    },
    async until(done) {
      let isOver = false;
      if (typeof done !== "function") void done.catch(() => {}).finally(() => (isOver = true));
      const took: number[] = [];
      for (let n = 0; !(typeof done === "function" ? done() : isOver); n += 1) {
        took.push((await buttons.press(n)) ?? Number.NaN);
        await delay(betweenMs);
      }
      return spread(took);
    },
    async compare() {
      const { rows } = await service.database.query<{ count: number }>(countRings);
      return { pressed: buttons.pressed, inTimelines: rows[0]?.count ?? 0 };
    },
    async [Symbol.asyncDispose]() {
      console.close();
      buttons.close();
    },
  };
}

const countRings = `SELECT count(*)::int AS count FROM case_timeline WHERE event IN ('raised', 'rangAgain') AND cause LIKE '%b:bench-presses:%'`;

/** The SOS buttons of all homes. One is pressed at a time. */
class Buttons {
  readonly #buttons: { homeId: string; client: RawClient; packets: ReadingPackets }[] = [];
  readonly #waiting = new Map<string, () => void>();
  #fail: (error: Error) => void = () => {};
  pressed = 0;

  add(homeId: string, client: RawClient, packets: ReadingPackets): void {
    client.onFault = (error) => this.#fail(error);
    this.#buttons.push({ homeId, client, packets });
  }

  alarmShown({ homeId }: AlarmView): void {
    this.#waiting.get(homeId)?.();
  }

  /** Presses the button of the n-th home. Resolves with the milliseconds until the console had the alarm, once PUBACK is there as well. */
  async press(n: number): Promise<number | null> {
    const button = this.#buttons[n % this.#buttons.length];
    if (button === undefined) return null;
    const { homeId, client, packets } = button;
    const packet = packets.next(1);
    const seen = Promise.withResolvers<number>();
    const acknowledged = Promise.withResolvers<void>();
    this.#fail = (error) => {
      seen.reject(error);
      acknowledged.reject(error);
    };
    const patience = setTimeout(() => this.#fail(new Error(`no alarm within ${patienceMs} ms of a press in home ${homeId}`)), patienceMs);
    client.onAcknowledged = () => acknowledged.resolve();
    const began = performance.now();
    this.#waiting.set(homeId, () => seen.resolve(performance.now() - began));
    client.publish(packet);
    this.pressed += 1;
    const [took] = await Promise.all([seen.promise, acknowledged.promise]);
    clearTimeout(patience);
    this.#waiting.delete(homeId);
    return took;
  }

  close(): void {
    for (const { client } of this.#buttons) client.close();
  }
}

interface Taken {
  press: number[];
  hop: number[];
  commit: number[];
}

/** Presses and floor measurements in turns. */
async function series(buttons: Buttons, count: number, floor: Floor): Promise<Taken> {
  const taken: Taken = { press: [], hop: [], commit: [] };
  for (let n = 0; n < count; n += 1) {
    const took = await buttons.press(n);
    if (took !== null) taken.press.push(took);
    await delay(betweenMs);
    if (floor.hop !== null) taken.hop.push(await floor.hop());
    await delay(betweenMs);
    taken.commit.push(await floor.commit());
    await delay(betweenMs);
  }
  return taken;
}

function latencyOf(taken: Taken): Latency {
  const press = spread(taken.press);
  const hop = taken.hop.length === 0 ? null : spread(taken.hop);
  const commit = spread(taken.commit);
  const floorP50 = hop === null ? null : hop.p50 + commit.p50;
  return { press, hop, commit, floorP50, ratioP50: floorP50 === null ? null : press.p50 / floorP50 };
}
