import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Console, createConsole } from "#alarm-console/console.ts";
import { createBacktests } from "#backtest/backtest.ts";
import { type Broker, createBroker } from "#broker/broker.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import { Registry } from "#homes/registry.ts";
import { createIngest, type Ingest } from "#ingest/ingest.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import { type Clock, systemClock } from "#platform/clock.ts";
import type { Config } from "#platform/config.ts";
import { createPool } from "#platform/database.ts";
import { keepSecret } from "#platform/dataDir.ts";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import type { Log } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";
import { migrate } from "#platform/migrate.ts";
import { createPartitionKeeper } from "#platform/partitions.ts";
import { createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { createAlarmDesk } from "#response/case/alarmDesk.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import type { Rule } from "#rules/rule.ts";

/** A service that runs. */
export interface Service {
  httpUrl: string;
  mqttUrl: string;
  mqttsUrl: string | null;
  databaseUrl: string;
  registry: Registry;
  accounts: Console["accounts"];
  tokens: Console["tokens"];
  /** How many consoles are open, people's and machines'. */
  openConsoles(): Promise<number>;
  /** Answers no more, lets what is held be committed, saves states, ends an embedded database. */
  stop(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface Replaced {
  clock?: Clock;
  rules?: readonly Rule[];
  /** Around the hand-over from broker to ingest: lets a chaos run acknowledge too early, to show that it is caught. */
  aroundAccept?: (accept: Ingest["accept"]) => Ingest["accept"];
}

const webRoot = resolve(import.meta.dirname, "../alarm-console/web/dist");

/**
 * The one place that knows every room: puts them together in the order in which they need one another, and takes them
 * apart in the reverse. Throws StartFault for what the person who starts it can mend; what was started before is stopped.
 */
export async function startService(config: Config, log: Log, replaced: Replaced = {}): Promise<Service> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse())
      await Promise.resolve(one()).catch((error: unknown) => log.error({ err: error }, "a part did not stop cleanly"));
  };
  try {
    return await assemble(
      config,
      log,
      { clock: systemClock, rules: catalogue, aroundAccept: (accept) => accept, ...replaced },
      stops,
      stop,
    );
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  config: Config,
  log: Log,
  { clock, rules, aroundAccept }: Required<Replaced>,
  stops: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Service> {
  const now = (): number => clock.now();
  let databaseUrl = config.databaseUrl;
  if (databaseUrl === null) {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    stops.push(() => postgres.stop());
    databaseUrl = postgres.url;
  }
  await migrate(databaseUrl, log);
  const pool = createPool(databaseUrl, log);
  stops.push(() => pool.end());

  const metrics = createMetrics();
  const partitions = createPartitionKeeper({ pool, log, now });
  stops.push(() => partitions.stop());
  await partitions.start();

  const registry = new Registry({ pool, now, timezone: config.timezone, log, rules });
  const feed = createAlarmFeed();
  const desk = createAlarmDesk({ pool, feed });
  const engine = createEngine(rules);
  const ingest = createIngest({ url: databaseUrl, pool, registry, engine, decode: decodeNative, feed, clock, metrics, log });
  await ingest.start();
  stops.push(() => ingest.stop());

  // A rush of questions from screens keeps no reading waiting.
  const consolePool = createPool(databaseUrl, log);
  stops.push(() => consolePool.end());
  const backtests = createBacktests({ pool: consolePool, registry, engine, now });
  const consoleServer = await createConsole({
    config,
    log,
    pool: consolePool,
    registry,
    heardOf: ingest.deviceSummary,
    clockOf: ingest.testHomeClock,
    disabledRulesIn: ingest.disabledRules,
    backtests,
    now,
    desk,
    feed,
    metrics,
    secret: keepSecret(config.dataDir, "session-secret"),
    webRoot: existsSync(join(webRoot, "index.html")) ? webRoot : null,
    health: () => {
      const checks = { recording: ingest.isRecording(), roomInJournal: partitions.healthy() };
      return { ready: Object.values(checks).every(Boolean), checks };
    },
  });
  const { port: httpPort } = await consoleServer.start();
  stops.push(() => consoleServer.stop());

  const broker = await createDeviceBroker(config, log, now, registry, metrics, aroundAccept(ingest.accept));
  const { port: mqttPort, tlsPort } = await broker.start();
  stops.push(() => broker.stop());
  const renewed = registry.secretRenewed$.subscribe((deviceId) => broker.disconnect(registry.device(deviceId)?.username ?? ""));
  stops.push(() => renewed.unsubscribe());

  return {
    httpUrl: `http://${hostInUrl(config.host)}:${httpPort}`,
    mqttUrl: `mqtt://${hostInUrl(config.host)}:${mqttPort}`,
    mqttsUrl: tlsPort === null ? null : `mqtts://${hostInUrl(config.host)}:${tlsPort}`,
    databaseUrl,
    registry,
    accounts: consoleServer.accounts,
    tokens: consoleServer.tokens,
    openConsoles: async () => (await metrics.consoleSockets.get()).values[0]?.value ?? 0,
    stop,
  };
}

function createDeviceBroker(
  config: Config,
  log: Log,
  now: () => number,
  registry: Registry,
  metrics: ReturnType<typeof createMetrics>,
  accept: Ingest["accept"],
): Promise<Broker> {
  return createBroker<KnownDevice>({
    host: config.host,
    port: config.mqttPort,
    tls: config.mqtts,
    maxPayloadBytes: config.maxPayloadBytes,
    now,
    log,
    devices: registry,
    accept,
    metrics: {
      refused: (reason) => metrics.refusals.inc({ reason }),
      held: (count) => metrics.heldMessages.set(count),
      acknowledged: (milliseconds) => metrics.publishToAckSeconds.observe(milliseconds / 1000),
    },
  });
}

/** An address to go to: nobody can open 0.0.0.0 in a browser. */
const hostInUrl = (host: string): string => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host);
