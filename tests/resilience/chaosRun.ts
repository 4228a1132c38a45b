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
  /** PUBACK before the commit: the fault that must be caught. */
  ackEarly: boolean;
  /** Devices that fall silent for half a minute; without them a run is that much shorter. */
  silences: boolean;
  database: DatabaseVictim;
  /** For the service's secrets and its log. */
  folder: string;
  killed(kill: Kill, count: number): void;
  signal: AbortSignal;
}

/** What a run without a difference has seen. */
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

/** From here to the end no wait of half a minute is begun. */
const lastKills = 8;
const silenceMs = 30_000;
/** For the service to have written what was due. */
const graceMs = 3_000;

/** Lets homes live while service and database are killed, and then compares. Throws Difference at the first that is found. */
export async function runChaos(o: ChaosOptions): Promise<ChaosFound> {
  const beganAt = Date.now();
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: o.database.url,
    LINKLINE_DATA_DIR: join(o.folder, "service"),
    LINKLINE_HTTP_PORT: String(httpPort),
    LINKLINE_MQTT_PORT: String(mqttPort),
    // Halves the time of a start, so that there is more life between two kills.
    NODE_COMPILE_CACHE: join(o.folder, "compiled"),
  };
  const service = createServiceVictim({ env, ackEarly: o.ackEarly, logPath: join(o.folder, "service.log") });
  const living = new AbortController();
  const signal = AbortSignal.any([o.signal, living.signal]);
  const units: Unit[] = [];
  try {
    await untilServing(service, o.signal);
    const kills: Kill[] = [];
    const traffic = createTraffic();
    const httpUrl = `http://127.0.0.1:${httpPort}`;
    const token = await makeToken(o.database.url);
    const town: Town = {
      api: createServiceApi({ httpUrl, token }),
      mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
      tally: traffic,
      silences: o.silences,
      timersWelcome: () => kills.length === 0 || kills.length < o.kills - lastKills,
      signal,
    };
    const homes: SimulatedHome[] = [];
    for (let count = 1; count <= o.homes; count += 1) {
      const home = await simulateHome(town, `${count} Mill Lane`, [o.seed, count]);
      homes.push(home);
      units.push(...home.units);
    }
    const answered = answerAlarms({ httpUrl, token, random: createRandom(o.seed, 0, 1), signal });
    const { orderlyStops } = await killAgainAndAgain({
      kills: o.kills,
      random: createRandom(o.seed, 0, 0),
      service,
      database: o.database,
      homes,
      traffic,
      // Where readings are to be lost, none of that is waited for.
      acrossTimers: !o.ackEarly,
      newcomer: () => (o.silences ? registerNewcomers(town, homes, units, o.seed) : Promise.resolve()),
      killed(kill) {
        kills.push(kill);
        o.killed(kill, kills.length);
      },
      signal,
    });
    living.abort();
    await drained(units, o.signal);
    const sent = units.map((unit) => unit.sent);
    judgeReadings(await readTruth(o.database.url), sent, (at) => around(kills, at));

    const lastDue = Math.max(...homes.flatMap((home) => home.fallsDue()), Date.now() + (o.silences ? silenceMs : 0));
    await delay(Math.max(0, lastDue + graceMs - Date.now()), undefined, { signal: o.signal });
    const until = Date.now();
    await service.end();
    const truth = await readTruth(o.database.url);
    judgeReadings(truth, sent, (at) => around(kills, at));
    const alarms = judgeAlarms(truth, until);
    judgeStories(truth, answered);
    const states = await judgeStates(o.database.url);
    const published = sent.flat().length;
    const milliseconds = Date.now() - beganAt;
    return { milliseconds, kills, orderlyStops, starts: service.starts(), published, traffic, truth, answered, states, ...alarms };
  } finally {
    living.abort();
    for (const unit of units) unit.stop();
    await service.end();
  }
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

/** A monitor more in one home, and a new home with one that never speaks. What a kill cuts off may be there or not, and is silent. */
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

/** "12 ms before kill 3 (service)": where in the run a moment lies. */
function around(kills: readonly Kill[], at: number): string {
  const next = kills.findIndex((kill) => kill.at >= at);
  const after = kills[next];
  if (after !== undefined) return `${after.at - at} ms before kill ${next + 1} (${after.kind})`;
  const before = kills.at(-1);
  return before === undefined ? "before any kill" : `${at - before.at} ms after the last kill (${before.kind})`;
}
