import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { provideForReconnect, providePendants } from "../load/benchHomes.ts";
import type { BenchService } from "../load/benchService.ts";
import { preparePresses } from "../load/latency.ts";
import type { LoadDevice } from "../load/load.ts";
import { type Spread, spread } from "../statistics.ts";
import type { TownAnswer } from "./townProcess.ts";

/** What happens when all devices connect again in the same moment. Milliseconds. */
export interface Reconnect {
  devices: number;
  /** From the start until the device had its CONNACK, and until its reading was acknowledged. */
  connected: Spread;
  acknowledged: Spread;
  /** Connections that got no answer in ten seconds and were tried again. */
  retries: number;
  /** From a press until a console had it: of pendants that were connected, while the others came back, and afterwards. */
  pressMeanwhile: Spread;
  pressAfterwards: Spread;
  presses: { pressed: number; inTimelines: number };
}

/** A process has enough to do with so many sockets, and its clients must not wait for each other. */
const processes = 2;
const pendants = 25;
const pressesAfterwards = 200;

/**
 * All devices have reported once, and then all connections are cut. Then all connect in the same moment, and each sends one reading. Meanwhile the
 * pendants of other homes are pressed one after the other.
 *
 * The clients and the service share the machine: on two cores half of the time is theirs.
 */
export async function measureReconnect(service: BenchService, count: number, progress: (line: string) => void): Promise<Reconnect> {
  progress(`${count} devices are being registered`);
  const devices = await provideForReconnect(service.api, count, Date.now());
  const buttons = await providePendants(service.api, pendants, Date.now());
  await using presses = await preparePresses(service, buttons);
  const part = Math.ceil(count / processes);
  const towns = Array.from({ length: processes }, (_, nth) => new Town(devices.slice(nth * part, (nth + 1) * part), service));
  try {
    progress("all devices connect, report and are cut off");
    await Promise.all(towns.map((town) => town.ready));
    progress("all devices connect again at once");
    const back = Promise.all(towns.map((town) => town.comeBack()));
    const pressMeanwhile = await presses.until(back);
    const answers = await back;
    let left = pressesAfterwards;
    const pressAfterwards = await presses.until(() => left-- <= 0);
    return {
      devices: count,
      connected: spread(answers.flatMap(({ connected }) => connected)),
      acknowledged: spread(answers.flatMap(({ acknowledged }) => acknowledged)),
      retries: answers.reduce((sum, { retries }) => sum + retries, 0),
      pressMeanwhile,
      pressAfterwards,
      presses: await presses.compare(),
    };
  } finally {
    for (const town of towns) town.stop();
  }
}

class Town {
  readonly #child: ChildProcess;
  readonly ready: Promise<unknown>;

  constructor(devices: readonly LoadDevice[], service: BenchService) {
    this.#child = fork(join(import.meta.dirname, "townProcess.ts"), { stdio: "inherit" });
    this.ready = this.#answer("ready");
    this.#child.send({ devices, mqtt: service.mqtt });
  }

  comeBack(): Promise<TownAnswer & { is: "back" }> {
    const answer = this.#answer("back");
    this.#child.send("back");
    return answer;
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #answer<Kind extends TownAnswer["is"]>(kind: Kind): Promise<TownAnswer & { is: Kind }> {
    return new Promise((resolve, reject) => {
      this.#child.once("message", (answer: TownAnswer) =>
        answer.is === kind ? resolve(answer as TownAnswer & { is: Kind }) : reject(new Error(`devices: ${JSON.stringify(answer)}`)),
      );
      this.#child.once("exit", (code) => reject(new Error(`the process of the devices ended with ${code}`)));
    });
  }
}
