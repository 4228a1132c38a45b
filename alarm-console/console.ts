import type { AddressInfo } from "node:net";
import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type pg from "pg";
import type { Backtests } from "#backtest/backtest.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { StartFault } from "#platform/startFault.ts";
import type { AlarmFeed } from "#response/alarm/alarmFeed.ts";
import type { AlarmDesk } from "#response/case/alarmDesk.ts";
import { type Accounts, createAccounts } from "./access/accounts.ts";
import { createCallers } from "./access/caller.ts";
import { guard } from "./access/guard.ts";
import { securityHeaders } from "./access/securityHeaders.ts";
import { createTokens, type Tokens } from "./access/tokens.ts";
import type { Api } from "./api.ts";
import { answerError, answerUnknownRoute } from "./errors.ts";
import { Sockets } from "./live/sockets.ts";
import { openapi } from "./openapi.ts";
import { absenceRoutes } from "./routes/absences.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { alarmActionRoutes } from "./routes/alarmActions.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { type Health, healthRoutes } from "./routes/health.ts";
import type { DeviceSummaryOf } from "./routes/homeRecord.ts";
import { homeRoutes } from "./routes/homes.ts";
import { incidentRoutes } from "./routes/incidents.ts";
import { meRoutes } from "./routes/me.ts";
import { planRoutes } from "./routes/plans/plans.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { readingRoutes } from "./routes/readings.ts";
import { web } from "./web.ts";

export interface ConsoleNeeds {
  config: Pick<Config, "host" | "httpPort">;
  log: Log;
  /** A separate pool, so that many requests do not make a reading wait for a connection. */
  pool: pg.Pool;
  registry: Registry;
  deviceSummaryOf: DeviceSummaryOf;
  /** A test home's own clock in epoch ms; null before its first reading. */
  clockOf: (homeId: HomeId) => number | null;
  /** The rules that are disabled in a home after an error, by name. */
  disabledRulesIn: (homeId: HomeId) => readonly string[];
  backtests: Backtests;
  /** Epoch ms. */
  now: () => number;
  desk: AlarmDesk;
  feed: AlarmFeed;
  metrics: Metrics;
  /** Signs sessions; at least 32 characters. */
  secret: string;
  health: () => Health;
  /** The folder of the built page, or null for none. */
  webRoot: string | null;
  /** How often to look for open screens whose session or token has ended; 20 seconds without it. */
  recheckMs?: number;
}

export interface Console {
  /** Listens. Throws StartFault where the port cannot be used. */
  start(): Promise<{ port: number }>;
  stop(): Promise<void>;
  accounts: Accounts;
  tokens: Tokens;
}

/** The side of the service that staff and machines use: the page, the HTTP API and live sockets. */
export async function createConsole(o: ConsoleNeeds): Promise<Console> {
  const { config, log, pool, registry, deviceSummaryOf, desk, feed, metrics, health } = o;
  const { now, clockOf, disabledRulesIn, backtests } = o;
  const accounts = createAccounts({ pool, secret: o.secret, log });
  const tokens = createTokens({ pool });
  const callers = createCallers({ accounts, tokens });

  const api = createApi(log);
  await openapi(api);
  healthRoutes(api, { health, metrics, callers });
  await api.register(async (scope) => accountRoutes(scope, { accounts }), { prefix: "/api/auth" });
  await api.register(
    async (scope: Api) => {
      guard(scope, callers);
      meRoutes(scope);
      alarmRoutes(scope, { desk });
      alarmActionRoutes(scope, { desk });
      incidentRoutes(scope, { pool });
      homeRoutes(scope, { pool, registry, deviceSummaryOf, now });
      deviceRoutes(scope, { registry });
      readingRoutes(scope, { pool, registry });
      quarantineRoutes(scope, { pool });
      planRoutes(scope, { pool, registry, deviceSummaryOf, now, clockOf, disabledRulesIn, backtests });
      absenceRoutes(scope, { pool, registry, now, clockOf });
    },
    { prefix: "/api/v1" },
  );
  if (o.webRoot !== null) await web(api, o.webRoot);
  await api.ready();
  const sockets = new Sockets({ server: api.server, callers, desk, feed, metrics, log, recheckMs: o.recheckMs ?? 20_000 });

  return {
    async start() {
      // For "localhost" Fastify would start two servers, for IPv4 and IPv6, and the second would have no live sockets.
      const host = config.host === "localhost" ? "127.0.0.1" : config.host;
      try {
        await api.listen({ host, port: config.httpPort });
      } catch (error) {
        throw new StartFault(`The console cannot listen on ${host}:${config.httpPort}: ${why(error)}.`, { cause: error });
      }
      sockets.start();
      return { port: (api.server.address() as AddressInfo).port };
    },
    async stop() {
      sockets.stop();
      await api.close();
    },
    accounts,
    tokens,
  };
}

function createApi(log: Log): Api {
  const api: Api = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    // Longer than the pool waits for a connection (5 s), so that the caller learns that the database is away.
    handlerTimeout: 6_000,
    forceCloseConnections: true,
    frameworkErrors: answerError,
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(answerError);
  api.setNotFoundHandler(answerUnknownRoute);
  api.addHook("onSend", securityHeaders);
  jsonOnly(api);
  return api;
}

/** Only JSON bodies are accepted. A request may name the type and send no body. */
function jsonOnly(api: Api): void {
  const parse = api.getDefaultJsonParser("error", "error");
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) =>
    body === "" ? done(null, undefined) : parse(request, body as string, done),
  );
}

function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is in use by another program. Set LINKLINE_HTTP_PORT to another port";
  if (code === "EACCES") return "this account may not use that port. Set LINKLINE_HTTP_PORT to a port above 1023";
  return message;
}
