import { betterAuth } from "better-auth";
import pg from "pg";
import type { Log } from "#platform/log.ts";
import { sameOrigin } from "./sameOrigin.ts";

/** The address of whoever calls, written by routes/accounts.ts over anything that came in under this name. */
export const peerHeader = "x-linkline-peer";

const cookiePrefix = "linkline";
export const sessionCookieName = `${cookiePrefix}.session_token`;

/** The signed session cookie in a Cookie header, or null. */
export function sessionCookie(header: string | undefined): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookieName && value) return value;
  }
  return null;
}

export type Auth = ReturnType<typeof createAuth>;

/** better-auth as Link Line uses it: second factor and single sign-on come later as plugins here. */
export function createAuth({ pool, secret, log }: { pool: pg.Pool; secret: string; log: Log }) {
  return betterAuth({
    appName: "Link Line",
    secret,
    database: withDates(pool) as pg.Pool,
    basePath: "/api/auth",
    // No address is baked in: people open the console by whatever name their network gives it, and a page may call only
    // the host that it came from. better-auth trusts its base address besides, so that must be nobody's.
    baseURL: "http://link-line.invalid",
    trustedOrigins: (request) => {
      const origin = request?.headers.get("origin");
      return origin && sameOrigin(origin, request?.headers.get("host")) ? [origin] : [];
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    user: { additionalFields: { role: { type: "string", required: true, input: false } } },
    // A shift. It goes on while somebody works: each hour of use prolongs it.
    session: { expiresIn: 12 * 3600, updateAge: 3600 },
    // A name stands beside what was done, so people do not change their own.
    disabledPaths: ["/sign-up/email", "/update-user", "/change-email", "/delete-user"],
    rateLimit: { enabled: true, storage: "memory", customRules: { "/sign-in/email": { window: 60, max: 20 } } },
    advanced: {
      cookiePrefix,
      // setCookies.ts adds Secure where the page was opened by https.
      useSecureCookies: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [peerHeader] },
    },
    telemetry: { enabled: false },
    logger: {
      // At "warn" it writes some lines past this log.
      level: "info",
      log: (level, message, ...more) => log[level]({ subject: "accounts", err: more.find((one) => one instanceof Error) }, message),
    },
  });
}

/** better-auth wants Date where the service's pool gives epoch milliseconds. */
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
