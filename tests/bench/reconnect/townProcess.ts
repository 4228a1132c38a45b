/** A part of the town's devices, in a process of its own: see reconnect.ts. */
import { setTimeout as delay } from "node:timers/promises";
import type { LoadDevice } from "../load/load.ts";
import { type Address, RawClient } from "../load/rawClient.ts";
import { ReadingPackets } from "../load/readingPackets.ts";

export interface TownQuestion {
  devices: readonly LoadDevice[];
  mqtt: Address;
}

/** `ready`: all were connected and cut off. `back`: ms from the start until each device had its PUBACK, and how often a connection was tried again. */
export type TownAnswer =
  | { is: "ready" }
  | { is: "back"; acknowledged: number[]; connected: number[]; retries: number }
  | { is: "fault"; why: string };

/** Before the outage devices connect in small groups. */
const atOnce = 50;
/** A device that gets no answer tries again after about this. */
const retryMs = 1_000;

class Device {
  readonly #login: LoadDevice;
  readonly #mqtt: Address;
  #round = 0;
  #client: RawClient | null = null;

  constructor(login: LoadDevice, mqtt: Address) {
    this.#login = login;
    this.#mqtt = mqtt;
  }

  /** Connects, sends one reading and waits for its PUBACK. Gives both times by `performance.now()`. */
  async report(retried: () => void): Promise<{ connectedAt: number; acknowledgedAt: number }> {
    for (;;) {
      try {
        const { topic, kind, ...login } = this.#login;
        const client = await RawClient.connect(this.#mqtt, login);
        this.#client = client;
        const connectedAt = performance.now();
        this.#round += 1;
        await new Promise<void>((resolve, reject) => {
          client.onAcknowledged = () => resolve();
          client.onFault = reject;
          client.publish(new ReadingPackets(topic, kind, `outage-${this.#round}`).next(1));
        });
        return { connectedAt, acknowledgedAt: performance.now() };
      } catch {
        this.cut();
        retried();
        await delay(retryMs / 2 + Math.random() * retryMs);
      }
    }
  }

  cut(): void {
    this.#client?.close();
    this.#client = null;
  }
}

const say = (answer: TownAnswer): void => void process.send?.(answer);
let devices: Device[] = [];

async function beforeOutage({ devices: logins, mqtt }: TownQuestion): Promise<void> {
  devices = logins.map((login) => new Device(login, mqtt));
  for (let from = 0; from < devices.length; from += atOnce)
    await Promise.all(devices.slice(from, from + atOnce).map((device) => device.report(() => {})));
  for (const device of devices) device.cut();
  say({ is: "ready" });
}

async function afterOutage(): Promise<void> {
  let retries = 0;
  const began = performance.now();
  const times = await Promise.all(
    devices.map((device) =>
      device.report(() => {
        retries += 1;
      }),
    ),
  );
  say({
    is: "back",
    connected: times.map(({ connectedAt }) => connectedAt - began),
    acknowledged: times.map(({ acknowledgedAt }) => acknowledgedAt - began),
    retries,
  });
  for (const device of devices) device.cut();
}

process.on("message", (question: TownQuestion | "back") => {
  const work = question === "back" ? afterOutage() : beforeOutage(question);
  work.catch((error: unknown) => say({ is: "fault", why: String(error) }));
});
process.on("disconnect", () => process.exit());
