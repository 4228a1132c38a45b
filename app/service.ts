import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Console, type ConsoleNeeds, createConsole } from "#alarm-console/console.ts";
import { createBacktests } from "#backtest/backtest.ts";
import { createBroker } from "#broker/broker.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import { Registry } from "#homes/registry.ts";
import { createIngest, type Ingest } from "#ingest/ingest.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import type { Clock } from "#platform/clock.ts";
import type { Config } from "#platform/config.ts";
import { createPool } from "#platform/database.ts";
import { readOrMakeSecret } from "#platform/dataDir.ts";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import type { Log } from "#platform/log.ts";
import { createMetrics, type Metrics } from "#platform/metrics.ts";
import { migrate } from "#platform/migrate.ts";
import { createPartitionKeeper } from "#platform/partitions.ts";
import { type ServerTime, SteadyClock } from "#platform/steadyClock.ts";
import { createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { createAlarmDesk } from "#response/case/alarmDesk.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine, type Engine } from "#rules/engine/engine.ts";
import type { Rule } from "#rules/rule.ts";
import { Started } from "./started.ts";

/** A running service. */
export interface Service {
  httpUrl: string;
  mqttUrl: string;
  /** Null where MQTT over TLS is not configured. */
  mqttsUrl: string | null;
  databaseUrl: string;
  registry: Registry;
  accounts: Console["accounts"];
  tokens: Console["tokens"];
  /** How many screens have a live connection, people's and programs'. */
  openConsoles(): Promise<number>;
  /** Closes all ports, commits what waits, saves rule states, and stops an embedded database. */
  stop(): Promise<void>;
}

/** What a test may replace. */
export interface Replacements {
  /** A clock that no one sets, such as virtual time. */
  clock?: Clock;
  /** What the service's clock reads: to set the server's wall clock in a test. Of no use beside `clock`. */
  serverTime?: ServerTime;
  rules?: readonly Rule[];
  /** Wraps the call from broker to ingest. The chaos run acknowledges too early with it, to prove that this fault is caught. */
  aroundAccept?: (accept: Ingest["accept"]) => Ingest["accept"];
}

/**
 * Starts the service: database, record, rules and ingest, console, broker. This is the one place that knows every room. Each part gets
 * what it needs as arguments, and devices are let in last, when everything behind them runs.
 *
 * Throws StartFault for a fault that the person who runs the service can mend; the parts that had started are stopped.
 */
export async function startService(config: Config, log: Log, replacements: Replacements = {}): Promise<Service> {
  const started = new Started(log);
  try {
    return await startParts(config, log, replacements, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function startParts(config: Config, log: Log, replacements: Replacements, started: Started): Promise<Service> {
  const { rules = catalogue, aroundAccept = (accept) => accept } = replacements;
  const steady = replacements.clock === undefined ? startClock(log, replacements, started) : null;
  const clock = replacements.clock ?? (steady as SteadyClock);
  const now = (): number => clock.now();
  // Virtual time shows nothing of a process that is held up.
  const elapsed = steady === null || replacements.serverTime?.elapsed !== undefined ? null : () => steady.elapsed();
  const metrics = createMetrics();
  const base: Base = { config, log, now, metrics, started };

  const databaseUrl = await startDatabase(base);
  const pool = createPool(databaseUrl, log);
  started.add(() => pool.end());
  const partitions = createPartitionKeeper({ pool, log, now });
  started.add(() => partitions.stop());
  await partitions.start();
  if (clock instanceof SteadyClock) {
    const following = clock.moved$.subscribe(() => void partitions.followClock());
    started.add(() => following.unsubscribe());
  }

  const registry = new Registry({ pool, now, timezone: config.timezone, log, rules });
  const feed = createAlarmFeed();
  const desk = createAlarmDesk({ pool, feed, now });
  const engine = createEngine(rules);
  const ingest = createIngest({ url: databaseUrl, pool, registry, engine, decode: decodeNative, feed, clock, elapsed, metrics, log });
  await ingest.start();
  started.add(() => ingest.stop());

  const health = () => {
    const checks = { recording: ingest.isRecording(), roomInJournal: partitions.healthy() };
    return { ready: Object.values(checks).every(Boolean), checks };
  };
  const consoleServer = await startConsole(base, databaseUrl, { registry, ingest, engine, desk, feed, health });
  const { port: mqttPort, tlsPort } = await startBroker(base, registry, aroundAccept(ingest.accept));
  return {
    httpUrl: `http://${hostInUrl(config.host)}:${consoleServer.port}`,
    mqttUrl: `mqtt://${hostInUrl(config.host)}:${mqttPort}`,
    mqttsUrl: tlsPort === null ? null : `mqtts://${hostInUrl(config.host)}:${tlsPort}`,
    databaseUrl,
    registry,
    accounts: consoleServer.accounts,
    tokens: consoleServer.tokens,
    openConsoles: async () => (await metrics.consoleSockets.get()).values[0]?.value ?? 0,
    stop: () => started.stop(),
  };
}

function startClock(log: Log, { serverTime }: Replacements, started: Started): SteadyClock {
  const clock = new SteadyClock({ ...serverTime, log });
  const comparing = clock.start();
  started.add(() => comparing.unsubscribe());
  return clock;
}

/** What every part needs. */
interface Base {
  config: Config;
  log: Log;
  now: () => number;
  metrics: Metrics;
  started: Started;
}

/** The configured database, or the embedded one; migrated either way. */
async function startDatabase({ config, log, started }: Base): Promise<string> {
  let url = config.databaseUrl;
  if (url === null) {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    started.add(() => postgres.stop());
    url = postgres.url;
  }
  await migrate(url, log);
  return url;
}

const webRoot = resolve(import.meta.dirname, "../alarm-console/web/dist");

interface BehindConsole extends Pick<ConsoleNeeds, "registry" | "desk" | "feed" | "health"> {
  ingest: Ingest;
  engine: Engine;
}

async function startConsole(
  { config, log, now, metrics, started }: Base,
  databaseUrl: string,
  { registry, ingest, engine, desk, feed, health }: BehindConsole,
): Promise<Pick<Console, "accounts" | "tokens"> & { port: number }> {
  // A separate pool: many questions from screens must not make a reading wait for a connection.
  const pool = createPool(databaseUrl, log);
  started.add(() => pool.end());
  const consoleServer = await createConsole({
    config,
    log,
    pool,
    registry,
    deviceSummaryOf: ingest.deviceSummary,
    clockOf: ingest.testHomeClock,
    disabledRulesIn: ingest.disabledRules,
    backtests: createBacktests({ pool, registry, engine, now }),
    now,
    desk,
    feed,
    metrics,
    secret: readOrMakeSecret(config.dataDir, "session-secret"),
    webRoot: existsSync(join(webRoot, "index.html")) ? webRoot : null,
    health,
  });
  const { port } = await consoleServer.start();
  started.add(() => consoleServer.stop());
  return { port, accounts: consoleServer.accounts, tokens: consoleServer.tokens };
}

async function startBroker(
  { config, log, now, metrics, started }: Base,
  registry: Registry,
  record: Ingest["accept"],
): Promise<{ port: number; tlsPort: number | null }> {
  const broker = await createBroker<KnownDevice>({
    host: config.host,
    port: config.mqttPort,
    tls: config.mqtts,
    maxPayloadBytes: config.maxPayloadBytes,
    now,
    log,
    devices: registry,
    record,
    metrics: {
      refused: (reason) => metrics.refusals.inc({ reason }),
      inFlight: (count) => metrics.publishesInFlight.set(count),
      acknowledged: (milliseconds) => metrics.publishToAckSeconds.observe(milliseconds / 1000),
    },
  });
  const ports = await broker.start();
  started.add(() => broker.stop());
  const renewals = registry.secretRenewed$.subscribe((deviceId) => broker.disconnect(registry.device(deviceId)?.username ?? ""));
  started.add(() => renewals.unsubscribe());
  return ports;
}

/** A browser cannot open 0.0.0.0, so a URL names the loopback address instead. */
const hostInUrl = (host: string): string => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host);
