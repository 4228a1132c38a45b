import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#platform/embedded-postgres/process.ts";
import type { Address } from "./rawClient.ts";

/** A Mosquitto that keeps everything in memory and writes no log: what acknowledging costs when nothing is promised. */
export interface Mosquitto extends AsyncDisposable {
  address: Address;
  version: string;
}

/** Debian puts it where an ordinary user's path does not look. */
const places = ["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"];

/** null where it is not installed. */
export async function startMosquitto(): Promise<Mosquitto | null> {
  const command = places.find((place) => (place.includes("/") ? existsSync(place) : spawnSync(place, ["-h"]).error === undefined));
  if (command === undefined) return null;
  const version = /version (\S+)/.exec(spawnSync(command, ["-h"], { encoding: "utf8" }).stdout)?.[1] ?? "unknown";
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "linkline-bench-mosquitto-"));
  await chmod(folder, 0o755);
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, configFor(port));
  const child = spawn(command, ["-c", config], { stdio: ["ignore", "ignore", "inherit"] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const address = { host: "127.0.0.1", port };
  for (const giveUpAt = Date.now() + 5_000; !(await answers(address)); await delay(20)) {
    if (Date.now() < giveUpAt && child.exitCode === null) continue;
    await stop();
    throw new Error("Mosquitto did not start");
  }
  return { address, version, [Symbol.asyncDispose]: stop };
}

const configFor = (port: number): string => `listener ${port} 127.0.0.1
allow_anonymous true
persistence false
log_dest none
max_inflight_messages 65535
max_queued_messages 0
set_tcp_nodelay true
`;

function answers({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
