import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { createServiceApi, ServiceFault } from "#device-sim/service/serviceApi.ts";
import { createRandom } from "#device-sim/simulation/random.ts";
import { createPool } from "#platform/database.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";
import { createLog } from "#platform/log.ts";
import { type AlarmsFound, checkAlarms, checkTimelines } from "./checks/checkAlarms.ts";
import { type BridgesFound, checkBridges } from "./checks/checkBridges.ts";
import { checkCases } from "./checks/checkCases.ts";
import type { LaddersFound } from "./checks/checkLadders.ts";
import { checkReadings } from "./checks/checkReadings.ts";
import { checkStates } from "./checks/checkStates.ts";
import { differs } from "./checks/difference.ts";
import { aheadMs, checkNoFuture, inRealTime, noteRealTimes } from "./checks/realTime.ts";
import { readStored, type Stored } from "./checks/stored.ts";
import { type ClockSteps, stepClock } from "./kills/clockSteps.ts";
import type { KillableDatabase } from "./kills/killableDatabase.ts";
import { createKillableService, type KillableService } from "./kills/killableService.ts";
import { type Kill, killRepeatedly } from "./kills/killRepeatedly.ts";
import { type Bridge, simulateBridgeHome } from "./traffic/bridgeHome.ts";
import type { Device } from "./traffic/device.ts";
import { type CountingGateway, countingGateway } from "./traffic/gateway.ts";
import { type Answered, answerAlarms } from "./traffic/operator.ts";
import { addMonitor, type SimulatedHome, simulateHome, type Town, watched } from "./traffic/simulatedHome.ts";
import { createTraffic, type Traffic } from "./traffic/traffic.ts";

export interface ChaosOptions {
  kills: number;
  seed: number;
  homes: number;
  /** Acknowledge before the commit: a planted fault that the run must find. */
  ackEarly: boolean;
  /** Some devices fall silent for half a minute. Without them a run is half a minute shorter. */
  silences: boolean;
  /** Set the server's clock at random. */
  clockSteps: boolean;
  database: KillableDatabase;
  /** For the service's secrets and its log. */
  folder: string;
  killed(kill: Kill, count: number): void;
  signal: AbortSignal;
}

/** The counts of a run that found no difference. */
export interface ChaosFound extends AlarmsFound {
  milliseconds: number;
  kills: Kill[];
  orderlyStops: number;
  starts: number;
  published: number;
  traffic: Traffic;
  stored: Stored;
  answered: Answered;
  ladders: LaddersFound;
  bridges: BridgesFound;
  states: number;
  clock: ClockSteps | null;
}

/** The sensors of each third home speak through a Zigbee2MQTT. */
const bridgeEvery = 3;
/** During the last 8 kills, no home begins a wait of half a minute. */
const lastKills = 8;
const silenceMs = 30_000;
/** The service gets this long to commit timers that are due. */
const graceMs = 3_000;

/** Everything that runs during the kills. */
interface Run {
  options: ChaosOptions;
  service: KillableService;
  town: Town;
  traffic: Traffic;
  homes: readonly SimulatedHome[];
  devices: Device[];
  bridges: Bridge[];
  kills: Kill[];
  gateway: CountingGateway;
}

/**
 * Kills the service and the database while homes send readings, then compares what is stored with what must be stored. Throws Difference
 * with the first difference that it finds.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFound> {
  const beganAt = Date.now();
  const ports = { http: await freePort(), mqtt: await freePort() };
  const gateway = await countingGateway(createRandom(options.seed, 0, 3));
  const service = startKillableService(options, ports, gateway);
  const sending = new AbortController();
  const signal = AbortSignal.any([options.signal, sending.signal]);
  const devices: Device[] = [];
  const bridges: Bridge[] = [];
  try {
    await untilServing(service, options.signal);
    if (options.clockSteps) await noteRealTimes(options.database.url);
    const kills: Kill[] = [];
    const traffic = createTraffic();
    const httpUrl = `http://127.0.0.1:${ports.http}`;
    const token = await makeToken(options.database.url);
    const town: Town = {
      api: createServiceApi({ httpUrl, token }),
      httpUrl,
      token,
      mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
      tally: traffic,
      silences: options.silences,
      timersWelcome: () => kills.length === 0 || kills.length < options.kills - lastKills,
      signal,
    };
    const homes = await simulateHomes(town, options, { devices, bridges });
    const answered = answerAlarms({ httpUrl, token, random: createRandom(options.seed, 0, 1), signal });
    const clock = options.clockSteps ? stepClock(service, createRandom(options.seed, 0, 2), signal) : null;
    const run = { options, service, town, traffic, homes, devices, bridges, kills, gateway };
    const { orderlyStops } = await runKills(run, signal);
    sending.abort();
    await drained({ devices, bridges }, options.signal);
    const checked = await check(run, answered);
    const milliseconds = Date.now() - beganAt;
    return { milliseconds, kills, orderlyStops, starts: service.starts(), traffic, answered, clock, ...checked };
  } finally {
    sending.abort();
    for (const one of [...devices, ...bridges]) one.stop();
    await service.end();
    await gateway.stop();
  }
}

function startKillableService(
  { database, folder, ackEarly }: ChaosOptions,
  ports: { http: number; mqtt: number },
  gateway: CountingGateway,
): KillableService {
  const env = {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder, "service"),
    LINKLINE_HTTP_PORT: String(ports.http),
    LINKLINE_MQTT_PORT: String(ports.mqtt),
    // Halves the time of a start, so that more happens between two kills.
    NODE_COMPILE_CACHE: join(folder, "compiled"),
    ...gateway.env,
  };
  return createKillableService({ env, ackEarly, logPath: join(folder, "service.log") });
}

/** Adds the devices of each home to its lists at once, so that they are stopped even if a later home fails. */
async function simulateHomes(
  town: Town,
  { homes: count, seed }: ChaosOptions,
  { devices, bridges }: Pick<Run, "devices" | "bridges">,
): Promise<SimulatedHome[]> {
  const homes: SimulatedHome[] = [];
  for (let number = 1; number <= count; number += 1) {
    const name = `${number} Mill Lane`;
    if (number % bridgeEvery === 0) {
      const home = await simulateBridgeHome(town, name, [seed, number]);
      homes.push(home);
      bridges.push(home.bridge);
      continue;
    }
    const home = await simulateHome(town, name, [seed, number]);
    homes.push(home);
    devices.push(...home.devices);
  }
  return homes;
}

function runKills({ options, service, town, traffic, homes, devices, kills }: Run, signal: AbortSignal) {
  return killRepeatedly({
    kills: options.kills,
    random: createRandom(options.seed, 0, 0),
    service,
    database: options.database,
    homes,
    traffic,
    // With --ack-early the run must find lost readings; it need not wait for timers.
    acrossTimers: !options.ackEarly,
    calmMs: options.clockSteps ? 15_000 : 0,
    newcomer: () => (options.silences ? registerNewcomers(town, homes, devices, options.seed) : Promise.resolve()),
    killed(kill) {
      kills.push(kill);
      options.killed(kill, kills.length);
    },
    signal,
  });
}

/** Compares readings at once, then waits for the last timers and compares everything. */
async function check({ options, service, homes, devices, bridges, kills, gateway }: Run, answered: Answered) {
  const { database, silences, signal } = options;
  const sent = devices.map((device) => device.sent);
  checkReadings(await readStored(database.url), sent, (at) => around(kills, at));

  const lastDue = Math.max(...homes.flatMap((home) => home.fallsDue()), Date.now() + (silences ? silenceMs : 0));
  await delay(Math.max(0, lastDue + graceMs - Date.now()), undefined, { signal });
  const until = Date.now();
  await service.end();
  const stored = inRealTime(await readStored(database.url));
  checkReadings(stored, sent, (at) => around(kills, at));
  const bridgesFound = checkBridges(stored, bridges, (at) => around(kills, at));
  checkNoFuture(stored, until);
  const alarms = checkAlarms(stored, until);
  checkTimelines(stored, answered);
  const ladders = checkCases(stored, answered, { until: until + aheadMs(stored), received: gateway.received });
  const states = await checkStates(database.url, aheadMs(stored));
  return { published: sent.flat().length, stored, ladders, states, bridges: bridgesFound, ...alarms };
}

async function untilServing(service: KillableService, signal: AbortSignal): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; !service.serving(); await delay(20, undefined, { signal }))
    if (Date.now() > giveUpAt) throw new Error("the service does not start: see its log");
}

async function makeToken(databaseUrl: string): Promise<string> {
  const pool = createPool(databaseUrl, createLog("silent"), { max: 1 });
  const { token } = await createTokens({ pool }).create({ role: "admin", name: "Chaos" });
  await pool.end();
  return token;
}

/** Registers a new monitor in one home, and a new home with a monitor that never reports. A kill may cut this off; then they stay silent. */
async function registerNewcomers(town: Town, homes: readonly SimulatedHome[], devices: Device[], seed: number): Promise<void> {
  try {
    // The comparison of a home with a gateway knows no other devices.
    const hosts = homes.filter((home) => home.devices.length > 0);
    const host = hosts[devices.length % hosts.length];
    if (host !== undefined) devices.push(await addMonitor(town, host.homeId, createRandom(seed, devices.length)));
    const { id } = await town.api.createHome({ name: "An empty house", mode: "live", plan: watched });
    await town.api.addDevice(id, { kind: "heartbeat", name: "Monitor", expectedIntervalSeconds: 10 });
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
  }
}

async function drained({ devices, bridges }: Pick<Run, "devices" | "bridges">, signal: AbortSignal): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; ; await delay(50, undefined, { signal })) {
    const waiting = devices.flatMap((device) => device.sent).find((one) => one.acknowledgedAt === null);
    const atBridge = bridges.flatMap((bridge) => bridge.sent).find((one) => one.acknowledgedAt === null);
    if (waiting === undefined && atBridge === undefined) return;
    if (Date.now() <= giveUpAt) continue;
    if (waiting !== undefined) differs(`never acknowledged: device ${waiting.deviceId}, boot ${waiting.boot}, seq ${waiting.seq}`);
    differs(`never acknowledged: a message of device ${atBridge?.deviceId}, behind a gateway`);
  }
}

/** Where in the run a moment is, for example "12 ms before kill 3 (service)". */
function around(kills: readonly Kill[], at: number): string {
  const next = kills.findIndex((kill) => kill.at >= at);
  const after = kills[next];
  if (after !== undefined) return `${after.at - at} ms before kill ${next + 1} (${after.kind})`;
  const before = kills.at(-1);
  return before === undefined ? "before any kill" : `${at - before.at} ms after the last kill (${before.kind})`;
}
