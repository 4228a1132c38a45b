import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import pg from "pg";
import type { Role } from "#domain/role.ts";
import type { Log } from "#platform/log.ts";
import { CallCounts } from "./callCounts.ts";
import { type PasskeyNeeds, passkeys } from "./passkeys.ts";
import { leastCharacters, mostCharacters } from "./password/passwordRules.ts";
import { sameOrigin } from "./sameOrigin.ts";
import { cookiePrefix } from "./sessions/sessionCookies.ts";
import { expiryOf } from "./sessions/sessionLimits.ts";

/** The caller's address. routes/accounts/signingIn.ts sets it and overwrites what a caller sent under this name. */
export const peerHeader = "x-linkline-peer";

export const sessionCookieName = `${cookiePrefix}.session_token`;

/** The signed session cookie in a Cookie header, or null. */
export function sessionCookie(header: string | undefined): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookieName && value) return value;
  }
  return null;
}

const selectUser = `SELECT role, "disabledAt" IS NOT NULL AS disabled, coalesce("passwordDue" <= now(), false) AS overdue FROM "user" WHERE id = $1`;

export type Auth = ReturnType<typeof createAuth>;

/** The account library as Link Line configures it. A second factor or single sign-on would be a plugin here. */
export interface AuthNeeds {
  pool: pg.Pool;
  secret: string;
  log: Log;
  /** Left out or null: the service has no public address, or one for which browsers make no passkeys. */
  passkeys?: PasskeyNeeds | null;
}

export function createAuth({ pool, secret, log, passkeys: passkeyNeeds = null }: AuthNeeds) {
  return betterAuth({
    appName: "Link Line",
    secret,
    database: withDates(pool) as pg.Pool,
    basePath: "/api/auth",
    // People open the console under any host name that their network gives it, and a page may call only the host that it came from. The
    // library also trusts its base URL, so that is a name that cannot exist (RFC 2606).
    baseURL: "http://link-line.invalid",
    trustedOrigins: (request) => {
      const origin = request?.headers.get("origin");
      return origin && sameOrigin(origin, request?.headers.get("host")) ? [origin] : [];
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: leastCharacters, maxPasswordLength: mostCharacters },
    user: {
      additionalFields: {
        role: { type: "string", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
        passwordDue: { type: "date", required: false, input: false },
      },
    },
    // How long the cookie is kept. The row of the session ends sooner, by the role; accounts.ts prolongs it.
    session: { expiresIn: 400 * 86_400, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: {
          async before(session) {
            const user = (await pool.query<{ role: Role; disabled: boolean; overdue: boolean }>(selectUser, [session.userId])).rows[0];
            if (user?.disabled) throw new APIError("FORBIDDEN", { message: "This account is disabled. Ask an administrator." });
            if (user?.overdue)
              throw new APIError("FORBIDDEN", { message: "This one-time password has expired. Ask an administrator for a new one." });
            const now = Date.now();
            return { data: { ...session, expiresAt: new Date(expiryOf(user?.role ?? "installer", { createdAt: now, now })) } };
          },
        },
      },
    },
    // The timeline names who did what, so people may not change their own name.
    disabledPaths: ["/sign-up/email", "/update-user", "/change-email", "/delete-user"],
    // Signing in has a throttle of its own (throttle/signInThrottle.ts).
    rateLimit: { enabled: true, customStorage: new CallCounts(), customRules: { "/sign-in/email": false } },
    advanced: {
      cookiePrefix,
      // sessions/sessionCookies.ts adds Secure where the page was opened over https.
      useSecureCookies: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [peerHeader] },
    },
    plugins: passkeyNeeds === null ? [] : [passkeys(passkeyNeeds)],
    telemetry: { enabled: false },
    logger: {
      // At level "warn" the library writes some lines to the console instead of this log.
      level: "info",
      log: (level, message, ...more) => log[level]({ subject: "accounts", err: more.find((one) => one instanceof Error) }, message),
    },
  });
}

/** The library needs Date objects; the service's pool gives epoch milliseconds. */
function withDates(pool: pg.Pool) {
  return {
    async connect() {
      const client = await pool.connect();
      return {
        query: (text: string, values: unknown[]) => client.query({ text, values, types: pg.types }),
        release: () => client.release(),
      };
    },
    end: async () => {},
  };
}
