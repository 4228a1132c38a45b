import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { Observable } from "rxjs";
import type { Reading } from "#domain/reading.ts";
import { Carers } from "#homes/carers.ts";
import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { StartFault } from "#platform/startFault.ts";
import type { RecordedMessages } from "#response/notify/channels/recordedMessages.ts";
import type { OnDuty } from "#response/watch/onDuty.ts";
import { type Accounts, createAccounts } from "./access/accounts.ts";
import { createCallers } from "./access/caller.ts";
import type { AccountCare } from "./access/people/accountCare.ts";
import { createPeople } from "./access/people/people.ts";
import { restoreHost, type TrustsProxy, trustsProxy, warnOfUnknownProxy } from "./access/proxy/trustedProxies.ts";
import { securityHeaders } from "./access/securityHeaders.ts";
import { purgeExpired } from "./access/sessions/expiredRows.ts";
import { readHostCookies } from "./access/sessions/sessionCookies.ts";
import { createTokens, type Tokens } from "./access/tokens.ts";
import type { Api } from "./api.ts";
import { type ApiNeeds, apiRoutes } from "./apiRoutes.ts";
import { contactPageRoutes } from "./contactPage/contactPage.ts";
import { answerError, answerUnknownRoute } from "./errors.ts";
import { Presence } from "./live/presence.ts";
import { Sockets } from "./live/sockets.ts";
import { openapi } from "./openapi.ts";
import { signingInRoutes } from "./routes/accounts/signingIn.ts";
import { joiningByPasskey, passkeyDomain } from "./routes/carers/joiningByPasskey.ts";
import { healthRoutes } from "./routes/health.ts";
import { receiptRoutes } from "./routes/notify/receipts.ts";
import { recordedMessageRoutes } from "./routes/notify/recordedMessages.ts";
import { web } from "./web.ts";

export interface ConsoleNeeds extends ApiNeeds {
  config: Pick<Config, "host" | "httpPort" | "centrePhone" | "publicUrl" | "trustedProxies">;
  log: Log;
  metrics: Metrics;
  /** Committed readings of homes in commissioning. */
  commissioning$: Observable<Reading>;
  /** Signs sessions; at least 32 characters. */
  secret: string;
  /** Milliseconds that pass while the server's clock is set; left out where no one sets it. */
  elapsed?: () => number;
  /** The folder of the built page, or null for none. */
  webRoot: string | null;
  /** In the demo only: the messages that would have left, for a page. */
  recorded?: RecordedMessages | undefined;
  /** How often to look for open screens whose session or token has ended; 20 seconds without it. */
  recheckMs?: number;
}

export interface Console {
  /** Listens. Throws StartFault where the port cannot be used. */
  start(): Promise<{ port: number }>;
  stop(): Promise<void>;
  accounts: Accounts;
  care: AccountCare;
  tokens: Tokens;
  onDuty: OnDuty;
}

/** The side of the service that staff and machines use: the page, the HTTP API and live sockets. */
export async function createConsole(o: ConsoleNeeds): Promise<Console> {
  const { config, log, pool, now, response, metrics, health } = o;
  const { alarms: desk, caseLists, cases, feed } = response;
  const carers = new Carers({ pool, now, changed: () => response.notify.phones.carersChanged() });
  const rpId = passkeyDomain(config.publicUrl);
  const createAccount: Accounts["create"] = (account) => accounts.create(account);
  const joining = joiningByPasskey({ carers, links: response.links, createAccount });
  const accounts: Accounts = createAccounts({ pool, secret: o.secret, log, passkeys: rpId === null ? null : { pool, rpId, ...joining } });
  const tokens = createTokens({ pool });
  const callers = createCallers({ accounts, tokens });
  const presence = new Presence({ callers, elapsed: o.elapsed ?? now });

  const sessionsEnded = async (): Promise<void> => {
    sockets.recheck();
    await response.notify.phones.carersChanged();
  };
  const people = createPeople({ pool, accounts, tokens, publicUrl: config.publicUrl, elapsed: o.elapsed ?? now, sessionsEnded });

  const forApi = { ...o, callers, presence, people, carers, centrePhone: config.centrePhone, hasPasskeys: rpId !== null };
  const trusts = trustsProxy(config.trustedProxies);
  const api = createApi(log, trusts);
  await openapi(api);
  healthRoutes(api, { health, metrics, callers });
  const signedOut = (id: string) => response.notify.phones.signedOut(id);
  await api.register(async (scope) => signingInRoutes(scope, { ...people, signedOut }), { prefix: "/api/auth" });
  await api.register(async (scope: Api) => receiptRoutes(scope, { receipts: response.notify.receipts }), { prefix: "/notify/receipts" });
  await api.register(async (scope: Api) => apiRoutes(scope, forApi), {
    prefix: "/api/v1",
  });
  const contactPage = { pool, links: response.links, cases, now, centrePhone: config.centrePhone };
  await api.register(async (scope: Api) => contactPageRoutes(scope, contactPage));
  if (o.recorded !== undefined) recordedMessageRoutes(api, { recorded: o.recorded });
  if (o.webRoot !== null) await web(api, o.webRoot);
  await api.ready();
  const sockets = new Sockets({
    server: api.server,
    callers,
    desk,
    caseLists,
    presence,
    feed,
    metrics,
    log,
    walkTest: { registry: o.registry, readings$: o.commissioning$, changed$: response.commissionings.changed$, now },
    recheckMs: o.recheckMs ?? 20_000,
  });
  beforeEachRequest(api, trusts, log);
  let stopPurging = () => {};

  return {
    async start() {
      await listen(api, config);
      sockets.start();
      stopPurging = purgeExpired(pool, log);
      return { port: (api.server.address() as AddressInfo).port };
    },
    async stop() {
      sockets.stop();
      stopPurging();
      await api.close();
    },
    accounts,
    care: people.care,
    tokens,
    onDuty: presence,
  };
}

/** For requests and live sockets alike, and before both: the sockets have put their listeners in front of Fastify's by now. */
function beforeEachRequest(api: Api, trusts: TrustsProxy, log: Log): void {
  const warn = warnOfUnknownProxy(trusts, log);
  for (const event of ["request", "upgrade"])
    api.server.prependListener(event, (request: IncomingMessage) => {
      restoreHost(request, trusts);
      readHostCookies(request);
      warn(request);
    });
}

async function listen(api: Api, config: Pick<Config, "host" | "httpPort">): Promise<void> {
  // For "localhost" Fastify would start two servers, for IPv4 and IPv6, and the second would have no live sockets.
  const host = config.host === "localhost" ? "127.0.0.1" : config.host;
  try {
    await api.listen({ host, port: config.httpPort });
  } catch (error) {
    throw new StartFault(`The console cannot listen on ${host}:${config.httpPort}: ${why(error)}.`, { cause: error });
  }
}

function createApi(log: Log, trusts: TrustsProxy): Api {
  const api: Api = Fastify({
    trustProxy: trusts,
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
  api.addContentTypeParser(["application/json", "application/merge-patch+json"], { parseAs: "string" }, (request, body, done) =>
    body === "" ? done(null, undefined) : parse(request, body as string, done),
  );
}

function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "the port is in use by another program. Set LINKLINE_HTTP_PORT to another port";
  if (code === "EACCES") return "this account may not use that port. Set LINKLINE_HTTP_PORT to a port above 1023";
  return message;
}
