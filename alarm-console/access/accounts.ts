import type { IncomingHttpHeaders } from "node:http";
import { APIError } from "better-auth/api";
import { fromNodeHeaders } from "better-auth/node";
import pg from "pg";
import { z } from "zod";
import { type Role, role as roleSchema } from "#domain/role.ts";
import { type Auth, type AuthNeeds, createAuth, sessionCookie, sessionMs } from "./auth.ts";
import { LastKnown } from "./lastKnown.ts";

/** Accounts of people. There is no sign-up: the service and its command line create accounts. */
export interface Accounts {
  create(o: NewAccount): Promise<{ ok: true; id: string } | { ok: false; why: "exists" | "email" | "passwordLength" }>;
  /** The person whose session these headers carry, or null. Throws where the database is away and this process has not seen the session before. */
  signedIn(headers: IncomingHttpHeaders): Promise<SignedIn | null>;
  /** Those of these sessions that are still valid, with the role of their account. */
  stillIn(sessionIds: readonly string[]): Promise<Map<string, Role>>;
  /** Answers everything under /api/auth. */
  handle(request: Request): Promise<Response>;
}

export interface NewAccount {
  email: string;
  name: string;
  role: Role;
  /** 8 to 128 characters. Null: the account has a passkey. */
  password: string | null;
}

export interface SignedIn {
  sessionId: string;
  id: string;
  name: string;
  role: Role;
}

const selectSessions = `SELECT s.id, u.role FROM "session" s JOIN "user" u ON u.id = s."userId" WHERE s.id = ANY($1) AND s."expiresAt" > now()`;
const prolongSession = `UPDATE "session" SET "expiresAt" = to_timestamp($2::float8 / 1000), "updatedAt" = now() WHERE id = $1`;
/** Use prolongs a session, at most once in this time. */
const prolongAfterMs = 3_600_000;
const selectEmail = `SELECT 1 FROM "user" WHERE email = $1`;

export function createAccounts({ pool, secret, log, passkeys }: AuthNeeds): Accounts {
  const auth: Auth = createAuth({ pool, secret, log, passkeys });
  // The key is the signed cookie, which cannot be forged.
  const known = new LastKnown<SignedIn>({ trustMs: 0 });

  return {
    async create({ email: given, name, role, password }) {
      const email = given.trim().toLowerCase();
      const context = await auth.$context;
      const { minPasswordLength, maxPasswordLength } = context.password.config;
      if (!z.email().safeParse(email).success) return { ok: false, why: "email" };
      if (password !== null && (password.length < minPasswordLength || password.length > maxPasswordLength))
        return { ok: false, why: "passwordLength" };
      if ((await pool.query(selectEmail, [email])).rowCount === 1) return { ok: false, why: "exists" };
      const hash = password === null ? null : await context.password.hash(password);
      try {
        const user = await context.internalAdapter.createUser({ email, name, role, emailVerified: true }, { method: "service" });
        if (hash !== null)
          await context.internalAdapter.linkAccount({ userId: user.id, accountId: user.id, providerId: "credential", password: hash });
        return { ok: true, id: user.id };
      } catch (error) {
        // Another request created the account in the same moment.
        if (error instanceof pg.DatabaseError && error.code === "23505") return { ok: false, why: "exists" };
        throw error;
      }
    },

    async signedIn(headers) {
      const cookie = sessionCookie(headers.cookie);
      if (cookie === null) return null;
      return known.find(cookie, async () => {
        const found = await askSession(auth, headers);
        if (found === null) return null;
        const { session, user } = found;
        const role = roleSchema.parse(user.role);
        const until = Date.now() + sessionMs(role);
        const isProlonged = until - session.expiresAt.getTime() > prolongAfterMs;
        if (isProlonged) await pool.query(prolongSession, [session.id, until]);
        const value = { sessionId: session.id, id: user.id, name: user.name, role };
        return { value, until: isProlonged ? until : session.expiresAt.getTime() };
      });
    },

    async stillIn(sessionIds) {
      const { rows } = await pool.query<{ id: string; role: Role }>(selectSessions, [sessionIds]);
      return new Map(rows.map((row) => [row.id, row.role]));
    },

    async handle(request) {
      const response = await auth.handler(request);
      const cookie = sessionCookie(request.headers.get("cookie") ?? undefined);
      if (request.url.endsWith("/sign-out")) known.forget((_who, key) => key === cookie);
      return response;
    },
  };
}

async function askSession(auth: Auth, headers: IncomingHttpHeaders) {
  try {
    return await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  } catch (error) {
    // The library wraps the error of the database.
    throw error instanceof APIError && error.cause !== undefined ? error.cause : error;
  }
}
