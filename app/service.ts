import type { Console } from "#alarm-console/console.ts";
import type { HomeId } from "#domain/ids.ts";
import { Registry } from "#homes/registry.ts";
import { createIngest, type Ingest } from "#ingest/ingest.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import type { Clock } from "#platform/clock.ts";
import type { Config } from "#platform/config.ts";
import { createPool } from "#platform/database.ts";
import { readOrMakeSecret } from "#platform/dataDir.ts";
import type { Log } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";
import type { ServerTime, SteadyClock } from "#platform/steadyClock.ts";
import { TimeFrame } from "#platform/timeFrame.ts";
import type { RecordedMessages } from "#response/notify/channels/recordedMessages.ts";
import { ContactLinks } from "#response/notify/contactLinks.ts";
import { createResponse, type ResponseNeeds } from "#response/response.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import type { Rule } from "#rules/rule.ts";
import { ensureCanaryHome } from "./canary/canaryHome.ts";
import { type Base, hostInUrl } from "./parts/base.ts";
import { startBroker } from "./parts/broker.ts";
import { startClock } from "./parts/clock.ts";
import { startConsole } from "./parts/console.ts";
import { startDatabase, startPartitions } from "./parts/database.ts";
import { sendingOf } from "./parts/sending.ts";
import { createSources } from "./parts/sources.ts";
import { SelfChecks } from "./selfChecks.ts";
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
  care: Console["care"];
  tokens: Console["tokens"];
  /** The link of a case for one contact, as messages have it. */
  linkFor: ContactLinks["linkFor"];
  /** How many screens have a live connection, people's and programs'. */
  openConsoles(): Promise<number>;
  /** Closes all ports, commits what waits, saves rule states, and stops an embedded database. */
  stop(): Promise<void>;
}

/** What a test may replace. */
export interface Replacements {
  /** A clock that no one sets, such as virtual time. */
  clock?: Clock;
  /** Milliseconds that pass beside `clock`, where that leaps; left out, those of `clock`. */
  passed?: () => number;
  /** What the service's clock reads: to set the server's wall clock in a test. Of no use beside `clock`. */
  serverTime?: ServerTime;
  rules?: readonly Rule[];
  /** Messages are kept instead of sent, and shown at /demo/messages. */
  recorded?: RecordedMessages;
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
  const passed = steady === null ? (replacements.passed ?? now) : () => steady.elapsed();
  const base: Base = { config, log, now, passed, metrics, started };

  const databaseUrl = await startDatabase(base);
  const pool = createPool(databaseUrl, log);
  started.add(() => pool.end());
  const partitions = await startPartitions(base, pool, clock);

  const registry = new Registry({ pool, now, timezone: config.timezone, country: config.country, log, rules });
  const secret = readOrMakeSecret(config.dataDir, "session-secret");
  let httpUrl = "";
  const links = new ContactLinks({ secret, baseUrl: () => config.publicUrl ?? httpUrl });
  const timeFrame = new TimeFrame();
  const sending = sendingOf(base, { pool, registry, recorded: replacements.recorded });
  const { contactsAt, availability, isCanary } = registry;
  const homeOf = (id: HomeId) => registry.home(id);
  const changeHome: ResponseNeeds["changeHome"] = (id, write) => registry.changeRecord(id, write);
  const response = createResponse({ pool, clock, timeFrame, log, contactsAt, homeOf, changeHome, availability, isCanary, links, sending });
  const { feed, answering } = response;
  // Before recovery, which may raise alarms.
  await response.load();
  const engine = createEngine(rules);
  const ingest = createIngest({
    ...{ pool, registry, engine, answering, feed, clock, timeFrame, elapsed, metrics, log },
    url: databaseUrl,
    decode: decodeNative,
  });
  if (config.canary) await ensureCanaryHome(pool, config.timezone);
  await ingest.start();
  started.add(() => ingest.stop());

  const selfChecks = new SelfChecks(base, clock, { pool, timeFrame, registry, ingest, response });
  const health = () => {
    const checks = { recording: ingest.isRecording(), roomInJournal: partitions.healthy() };
    return { ready: Object.values(checks).every(Boolean), checks, ...selfChecks.state() };
  };
  const sources = createSources(base, clock, registry, ingest);
  const behind = { registry, ingest, engine, response, health, secret, recorded: replacements.recorded, sourceStates: sources.states };
  const consoleServer = await startConsole(base, databaseUrl, behind);
  httpUrl = `http://${hostInUrl(config.host)}:${consoleServer.port}`;
  response.start(consoleServer.onDuty);
  started.add(() => response.stop());
  selfChecks.startWatch(consoleServer.onDuty);
  const { mqttUrl, mqttsUrl } = await startBroker(base, registry, { ...ingest, accept: aroundAccept(ingest.accept) });
  sources.start();
  await selfChecks.startCanary({ httpUrl, mqttUrl, tokens: consoleServer.tokens });
  return {
    ...{ httpUrl, mqttUrl, mqttsUrl, databaseUrl, registry },
    accounts: consoleServer.accounts,
    care: consoleServer.care,
    tokens: consoleServer.tokens,
    linkFor: links.linkFor,
    openConsoles: async () => (await metrics.consoleSockets.get()).values[0]?.value ?? 0,
    stop: () => started.stop(),
  };
}
