import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { createServiceApi, ServiceFault } from "#device-sim/service/serviceApi.ts";
import { createRandom } from "#device-sim/simulation/random.ts";
import { createPool } from "#platform/database.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";
import { createLog } from "#platform/log.ts";
import { type Answered, answerAlarms } from "./traffic/operator.ts";
import { addMonitor, type SimulatedHome, simulateHome, type Town } from "./traffic/simulatedHome.ts";
import { createTraffic, type Traffic } from "./traffic/traffic.ts";
import type { Unit } from "./traffic/unit.ts";
import { type AlarmsFound, judgeAlarms, judgeStories } from "./verdicts/alarmsVerdict.ts";
import { differs } from "./verdicts/difference.ts";
import { judgeReadings } from "./verdicts/readingsVerdict.ts";
import { judgeStates } from "./verdicts/statesVerdict.ts";
import { readTruth, type Truth } from "./verdicts/truth.ts";
import type { DatabaseVictim } from "./victims/databaseVictim.ts";
import { type Kill, killAgainAndAgain } from "./victims/killing.ts";
import { createServiceVictim, type ServiceVictim } from "./victims/serviceVictim.ts";

export interface ChaosOptions {
  kills: number;
  seed: number;
  homes: number;
  /** Acknowledge before the commit: a planted fault that the run must find. */
  ackEarly: boolean;
  /** Some devices fall silent for half a minute. Without them a run is half a minute shorter. */
  silences: boolean;
  database: DatabaseVictim;
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
  truth: Truth;
  answered: Answered;
  states: number;
}

/** During the last 8 kills, no home begins a wait of half a minute. */
const lastKills = 8;
const silenceMs = 30_000;
/** The service gets this long to commit timers that are due. */
const graceMs = 3_000;

/** Everything that runs during the kills. */
interface Run {
  options: ChaosOptions;
  service: ServiceVictim;
  town: Town;
  traffic: Traffic;
  homes: readonly SimulatedHome[];
  units: Unit[];
  kills: Kill[];
}

/**
 * Kills the service and the database while homes send readings, then compares what is stored with what must be stored. Throws Difference
 * with the first difference that it finds.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFound> {
  const beganAt = Date.now();
  const ports = { http: await freePort(), mqtt: await freePort() };
  const service = startVictim(options, ports);
  const living = new AbortController();
  const signal = AbortSignal.any([options.signal, living.signal]);
  const units: Unit[] = [];
  try {
    await untilServing(service, options.signal);
    const kills: Kill[] = [];
    const traffic = createTraffic();
    const httpUrl = `http://127.0.0.1:${ports.http}`;
    const token = await makeToken(options.database.url);
    const town: Town = {
      api: createServiceApi({ httpUrl, token }),
      mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
      tally: traffic,
      silences: options.silences,
      timersWelcome: () => kills.length === 0 || kills.length < options.kills - lastKills,
      signal,
    };
    const homes = await simulateHomes(town, options, units);
    const answered = answerAlarms({ httpUrl, token, random: createRandom(options.seed, 0, 1), signal });
    const run = { options, service, town, traffic, homes, units, kills };
    const { orderlyStops } = await killVictims(run, signal);
    living.abort();
    await drained(units, options.signal);
    const judged = await judge(run, answered);
    const milliseconds = Date.now() - beganAt;
    return { milliseconds, kills, orderlyStops, starts: service.starts(), traffic, answered, ...judged };
  } finally {
    living.abort();
    for (const unit of units) unit.stop();
    await service.end();
  }
}

function startVictim({ database, folder, ackEarly }: ChaosOptions, ports: { http: number; mqtt: number }): ServiceVictim {
  const env = {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder, "service"),
    LINKLINE_HTTP_PORT: String(ports.http),
    LINKLINE_MQTT_PORT: String(ports.mqtt),
    // Halves the time of a start, so that more happens between two kills.
    NODE_COMPILE_CACHE: join(folder, "compiled"),
  };
  return createServiceVictim({ env, ackEarly, logPath: join(folder, "service.log") });
}

/** Adds the units of each home to `units` at once, so that they are stopped even if a later home fails. */
async function simulateHomes(town: Town, { homes: count, seed }: ChaosOptions, units: Unit[]): Promise<SimulatedHome[]> {
  const homes: SimulatedHome[] = [];
  for (let number = 1; number <= count; number += 1) {
    const home = await simulateHome(town, `${number} Mill Lane`, [seed, number]);
    homes.push(home);
    units.push(...home.units);
  }
  return homes;
}

function killVictims({ options, service, town, traffic, homes, units, kills }: Run, signal: AbortSignal) {
  return killAgainAndAgain({
    kills: options.kills,
    random: createRandom(options.seed, 0, 0),
    service,
    database: options.database,
    homes,
    traffic,
    // With --ack-early the run must find lost readings; it need not wait for timers.
    acrossTimers: !options.ackEarly,
    newcomer: () => (options.silences ? registerNewcomers(town, homes, units, options.seed) : Promise.resolve()),
    killed(kill) {
      kills.push(kill);
      options.killed(kill, kills.length);
    },
    signal,
  });
}

/** Compares readings at once, then waits for the last timers and compares everything. */
async function judge({ options, service, homes, units, kills }: Run, answered: Answered) {
  const { database, silences, signal } = options;
  const sent = units.map((unit) => unit.sent);
  judgeReadings(await readTruth(database.url), sent, (at) => around(kills, at));

  const lastDue = Math.max(...homes.flatMap((home) => home.fallsDue()), Date.now() + (silences ? silenceMs : 0));
  await delay(Math.max(0, lastDue + graceMs - Date.now()), undefined, { signal });
  const until = Date.now();
  await service.end();
  const truth = await readTruth(database.url);
  judgeReadings(truth, sent, (at) => around(kills, at));
  const alarms = judgeAlarms(truth, until);
  judgeStories(truth, answered);
  const states = await judgeStates(database.url);
  return { published: sent.flat().length, truth, states, ...alarms };
}

async function untilServing(service: ServiceVictim, signal: AbortSignal): Promise<void> {
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
async function registerNewcomers(town: Town, homes: readonly SimulatedHome[], units: Unit[], seed: number): Promise<void> {
  try {
    const host = homes[units.length % homes.length];
    if (host !== undefined) units.push(await addMonitor(town, host.homeId, createRandom(seed, units.length)));
    const { id } = await town.api.createHome({ name: "An empty house", mode: "live" });
    await town.api.addDevice(id, { kind: "heartbeat", name: "Monitor", expectedIntervalSeconds: 10 });
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
  }
}

async function drained(units: readonly Unit[], signal: AbortSignal): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; ; await delay(50, undefined, { signal })) {
    const waiting = units.flatMap((unit) => unit.sent).find((one) => one.acknowledgedAt === null);
    if (waiting === undefined) return;
    if (Date.now() > giveUpAt) differs(`never acknowledged: device ${waiting.deviceId}, boot ${waiting.boot}, seq ${waiting.seq}`);
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
